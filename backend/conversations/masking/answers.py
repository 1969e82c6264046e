"""Whether a text answers the field the assistant has asked for, or is a question or a command that interrupts the form.

An answer may be masked as a whole (names, addresses); a question must reach the assistant as it is, so that it can be
answered and the form resumed. In doubt it is an answer: masking too much costs one more question, too little a person's data.
"""

import re
from typing import Final

from backend.conversations.masking.vocabulary import COMMANDS, SURNAMES
from bhxh.dialogue import bare
from bhxh.dialogue import intent_of as about_the_conversation
from bhxh.names import looks_like_name
from bhxh.phrases import NOT_OURS, intent_of
from bhxh.text import fold, nfc, strip_accents

_QUESTION: Final = re.compile(
    r"\b(?:the nao|nhu nao|lam sao|ra sao|thi sao|tai sao|vi sao|sao lai|sao vay|sao the|bao nhieu|bao lau|bao gio|khi nao|luc nao|may ngay"
    r"|o dau|cho nao|dau vay|la gi|lam gi|can gi|gi vay|gi the|nhung gi|cai gi|nao cung|nhu the|phai khong|dung khong|duoc khong|duoc ko|duoc k|co duoc"
    r"|co can|co phai|co bat buoc|can khong|can ko|khong vay|khong a|khong nhi|ntn|the a|ha ban|co mat phi|co ton|hay la|tim dau|xem dau|lay dau"
    r"|phai lam|khong nho|quen roi|de lam|roi sao|thi phai|thi co|gi khong|gi ko)\b"
)
_ENDS_ASKING: Final = re.compile(r"\b(?:khong|ko|k|hong|hok|chua|gi|nao|sao|dau|ai|ha|nhi|vay|the)\s*[.!]*$")
# The same with their marks: "Ngọc Hà" and "Tân Thế" must not read as "hả" and "thế" once somebody has typed the marks.
_ENDS_ASKING_MARKED: Final = re.compile(r"\b(?:không|ko|k|hông|hổng|hok|chưa|gì|nào|sao|đâu|ai|hả|nhỉ|vậy)\s*[.!]*$")
_PLACE: Final = re.compile(
    r"^(?:phuong|xa|thi tran|thi xa|quan|huyen|tinh|thanh pho|tp|q\.?\s?\d|p\.?\s?\d|duong|ap|thon|xom|to \d|khu pho|kp|ngo|ngach|hem|so \d|\d)"
)
_ORDER: Final = re.compile(
    r"^(?:(?:toi|em|minh|chau|cho toi|cho em|cho minh|ban|lam on|vui long|xin|nho ban|thoi|a|ua|khoan|khoan da|da)\s+)*"
    r"(?:muon|can (?:gap|hoi|sua|doi|biet|tra|xem|huy)|sua|chinh|doi|thay|nham|(?:nhap|ghi|khai) sai|huy|dung|thoat|hoi|xem|gap|giup|huong dan|cho hoi|gui lai|nhap lai|lam lai|bat dau|quay lai|tro lai|tro ve"
    r"|noi chuyen|bo qua|khong (?:co|muon|can|biet|nho|dang ky|lam)|ko (?:co|biet|muon|can)|chua (?:co|biet|nhan)|dang ky|tra cuu|cam on|xin chao|tam biet|chao)\b"
)
# Words of this service. No person is called so and nobody lives there.
_SUBJECT: Final = re.compile(
    r"\b(?:bhxh|bhyt|bhtn|vssid|vneid|bao hiem|ma so|ma otp|otp|so the|the bhyt|the bao|tai khoan|mat khau|ho so|thu tuc|dang ky|dang nhap"
    r"|kham benh|kham chua|kcb|luong huu|tro cap|thai san|that nghiep|tong dai|nhan vien|app|ung dung|dien thoai|tin nhan|het han|het hieu luc|quyen loi|muc huong)\b"
)
_NAME_LED_IN: Final = re.compile(r"^(?:da\s+|vang\s+)?(?:(?:toi|em|minh|tui|chau|ho|ho va|con)\s+)*ten\b")
# "tôi chán rồi", "thôi để sau": a sentence, unless a name follows the first word ("tôi Nguyễn Văn An").
_SAYS_SOMETHING: Final = re.compile(
    r"^(?:toi|tui|minh|thoi|sao|u|uh|roi|de|khong)\b|\b(?:roi|qua|luon|di|nua|nhe|nha|sau|da|do)$"
)
_BEGINS_TO_SAY: Final = frozenset({"vâng", "thôi", "không", "để"})
"""With these marks they are no family names ("Vàng", "Thôi" is rarer than the word)."""
_NAME_ASKED_ABOUT: Final = re.compile(
    r"\b(?:khong dau|khong co dau|co dau|bi sai|sai dau|viet hoa|ten goi khac|ten dem|tren the)\b"
)
_LONGEST: Final = {"full_name": 9, "province": 12, "district": 12, "commune": 14, "street": 30, "agency": 20}
_ADDRESS: Final = frozenset({"province", "district", "commune", "street"})


def is_command(text: str) -> bool:
    """Whether the text as a whole is one of the bare requests: "hủy", "menu", "gửi lại mã"."""
    return fold(text).strip(" .!,?") in COMMANDS or bare(text) in COMMANDS


def is_question(text: str) -> bool:
    """Whether the text asks something rather than states it."""
    folded = fold(text)
    if "?" in text or _QUESTION.search(folded):
        return True
    marked = nfc(text).lower()
    ending = _ENDS_ASKING_MARKED.search(marked) if strip_accents(marked) != marked else _ENDS_ASKING.search(folded)
    return len(folded.split()) > 2 and ending is not None


def is_answer(field: str, text: str) -> bool:
    """Whether ``text`` is meant as the value of ``field`` (a slot name of the registration or another form)."""
    folded = fold(text).strip(" .!,")
    if not folded or is_command(text) or "?" in text or _is_not_ours(text) or about_the_conversation(text):
        return False
    if field == "full_name":
        return _is_name_answer(text, folded)
    if field in _ADDRESS and _PLACE.match(folded) and not _QUESTION.search(folded):
        return len(folded.split()) <= _LONGEST[field]
    if _ORDER.search(folded) or is_question(text):
        return False
    if field in _LONGEST:
        return len(folded.split()) <= _LONGEST[field] and (field == "agency" or not _SUBJECT.search(folded))
    return True


def _is_not_ours(text: str) -> bool:
    """An insult or a cry for help is nobody's name; a name may hold a word that sounds like one."""
    name = text.strip(" .,!")
    named = looks_like_name(name) and (name.istitle() or len(name.split()) > 2)
    return not named and intent_of(text) in NOT_OURS


def _is_name_answer(text: str, folded: str) -> bool:
    if _NAME_ASKED_ABOUT.search(folded) or _SUBJECT.search(folded) or len(folded.split()) > _LONGEST["full_name"]:
        return False
    # "Lê Thị Sao" ends like a question and "Hỏi" may be somebody's name: the family name decides.
    name = text.strip(" .,!")
    if looks_like_name(name) and name.istitle():
        return True
    first, _, rest = nfc(name).lower().partition(" ")
    ends_like_a_question = _QUESTION.search(folded) or folded.endswith((" khong", " ko", " chua"))
    if first not in _BEGINS_TO_SAY and looks_like_name(name) and not ends_like_a_question:
        return True
    if _ORDER.search(folded) or is_question(text):
        return bool(_NAME_LED_IN.search(folded)) and not is_question(text)
    says_something = _SAYS_SOMETHING.search(folded) and not _NAME_LED_IN.search(folded)
    return not says_something or rest.partition(" ")[0] in SURNAMES
