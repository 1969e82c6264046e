"""What people say about the conversation itself, told by words: go back, "that is not what I meant", "and my child?", a button by its number.

Everything is compared folded, and without the words of politeness around it; with several hundred spellings a day of "không
phải" a list of words says more than a model that never sees what was said before.
"""

from __future__ import annotations

import re

from bhxh.text import fold, nfc

GO_BACK, FOLLOW_UP = "go_back", "follow_up"
AFFIRM, DENY, CANCEL = "affirm", "deny", "cancel"

PUBLISHED_AS = {
    "start_over": "menu_help",
    GO_BACK: "menu_help",
    "kcb_year": "kcb_history",
    "kcb_visit": "kcb_history",
}
"""What the chat API calls intents that only our own rules tell apart: its list of intents is fixed (docs/architecture.md), and outside
tools know no others."""

_LONGEST = 100
"""Characters. A longer message says more than a remark about the conversation."""

_WORD = re.compile(r"\w+")
_LEADING = frozenset("da thua a o u um ua e oi thoi khoan vang hmm hm ha uh uhm".split())
_TRAILING = frozenset(
    "a ah nhe nhen nhi nghen nha nghe hen hi em anh chi ban bac chau co chu oi di voi day do ma co ne hihi haha cai nua".split()
)


def bare(text: str) -> str:
    """The folded words of a text without what is only polite around them: "dạ thôi, số 2 nha em" is "so 2"."""
    words = _WORD.findall(fold(text))
    while len(words) > 1 and words[-1] in _TRAILING:
        words.pop()
    while len(words) > 1 and words[0] in _LEADING:
        words.pop(0)
    return " ".join(words)


_PLACES = {
    **dict.fromkeys(("mot", "dau", "nhat", "dau tien"), 1),
    **dict.fromkeys(("hai", "nhi"), 2),
    **dict.fromkeys(("ba",), 3),
    **dict.fromkeys(("bon", "tu"), 4),
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_LAST = ("cuoi cung", "cuoi", "chot", "sau cung", "duoi cung")
_CHOICE = re.compile(
    r"(?:(?:cho )?(?:toi|em|minh|bac|chau) )?(?P<verb>(?:chon|lay|bam(?: vao)?|nhan|an|xem|muon|cho) )?"
    r"(?P<unit>(?:cai|cau(?: hoi)?|nut|muc|o|dong|y|phuong an|lua chon|dap an|viec)(?: so)? |so )?(?P<th>thu )?"
    rf"(?P<place>\d{{1,2}}|{'|'.join(sorted((*_PLACES, *_LAST), key=len, reverse=True))})(?: (?:ay|kia|nay|do))?"
)


def choice(text: str, count: int) -> int | None:
    """Which of ``count`` buttons is named by its place ("2", "số 2", "cái thứ hai", "cái cuối"), from 0; None when none is."""
    found = _CHOICE.fullmatch(bare(text))
    if found is None:
        return None
    place, led_in = found["place"], found["verb"] or found["unit"] or found["th"]
    if not (led_in or place.isdigit() or " " in place):
        return None  # "ba", "năm", "tư": a father, a year, private
    number = count if place in _LAST else int(place) if place.isdigit() else _PLACES[place]
    return number - 1 if 0 < number <= count else None


_BACK = re.compile(
    r"(?:cho (?:toi|em|minh) )?(?:quay|tro|lui|ve)(?: lai| ve)?(?: (?:cau|buoc|muc|phan|cho|cai))?"
    r"(?: (?:hoi )?(?:truoc|nay|luc nay|hoi nay|vua roi|khi nay))?(?: do)?|(?:cau|buoc|muc|phan|trang) truoc|back|go back"
)
_NOT_A_STEP = frozenset({"ve", "ve cho", "ve cai", "ve do"})


def is_back(text: str) -> bool:
    """Whether one step back is wanted: "quay lại", "trở về câu trước"."""
    said = bare(text)
    return bool(_BACK.fullmatch(said)) and said not in _NOT_A_STEP


_NO = r"(?:khong|ko|k|kh|kg|hong|hok|hem|chua|cha|chang|dau)"
_MISSED = re.compile(
    rf"\b{_NO}(?: co)? (?:cai|cau|y|muc|dap an) nao\b|\b{_NO}(?: co)? (?:phai|dung|trung|lien quan|hoi)\b|\b{_NO} (?:can|muon) hoi\b|\b(?:sai|lac de|nham)\b"
    r"|\b(?:cai|cau|chuyen|viec|y) (?:toi |em |minh )?(?:hoi |noi |la )?khac\b|\bmot (?:dang|duong)\b|\bhoi khac\b"
)
_ABOUT_AN_ANSWER = frozenset(
    (
        "y toi em minh chau bac chu co anh chi tui ong ba ban bot may tro ly khong ko k kh kg hong hok hem chua cha chang dau phai dung trung lien"
        " quan hoi can muon noi cai cau van de dieu chuyen viec cho nay do vay the ay kia la roi ma oi a khac tra loi hieu sai nham lac mot dang duong"
        " neo nao muc dap an co gi het ca day nhe cu thi voi chu nua di hoan toan hinh nhu"
    ).split()
)
_LONGEST_REMARK = 12
"""Words. A longer text says what is meant instead, and that is for the model."""


def is_not_that(text: str) -> bool:
    """Whether an answer is turned down and nothing else is said: "không phải", "ý tôi không phải vậy", "trả lời sai rồi"."""
    words = _WORD.findall(fold(text))
    if len(words) > _LONGEST_REMARK or not all(word in _ABOUT_AN_ANSWER for word in words):
        return False
    said = " ".join(words)
    return bool(_MISSED.search(said)) and not _ASKS_BACK.search(said)


# "phải không", "đúng không" ask; "không sai", "không nhầm" agree.
_ASKS_BACK = re.compile(rf"\b(?:phai|dung|sai|nham) {_NO}$|\b{_NO} (?:sai|nham)\b|\bgi$")

PERSONS: dict[str, str] = {
    "child": (
        "con (?:toi|em|minh|tui|chung toi|chau|trai|gai|nho|cai|nha)|cac con|hai con|hai dua|may dua|dua nho|dua con|be nha|em be|be|tre em"
        "|tre con|tre nho|tre|chau nha|chau noi|chau ngoai|chau nho|cac chau|tui nho|may chau|con"
    ),
    "student": "hoc sinh|sinh vien|con (?:toi |em )?(?:la |dang )?(?:hoc sinh|sinh vien|di hoc)",
    "wife": "vo|ba xa|vk|nha toi",
    "husband": "chong|ong xa|ck",
    "parent": "bo me|ba me|cha me|ba ma|bo|me|cha|ma (?:toi|em|minh|tui)|ba (?:toi|em|minh|tui)|tia|bo gia|me gia",
    "elderly": "nguoi gia|nguoi cao tuoi|nguoi lon tuoi|nguoi tren 80|cac cu|ong ba|ong ngoai|ba ngoai|ong noi|ba noi",
    "pensioner": "nguoi ve huu|nguoi nghi huu|nguoi huu tri|can bo huu|huu tri|nguoi (?:dang )?huong luong huu|nghi huu|ve huu",
    "poor": "ho ngheo|ho can ngheo|can ngheo|nguoi ngheo|nha ngheo",
    "unemployed": "nguoi nghi viec|nghi viec|that nghiep|nguoi that nghiep|nguoi mat viec|mat viec",
    "voluntary": "(?:nguoi )?(?:dong |tham gia |mua )?(?:bhxh |bao hiem )?tu nguyen|lao dong tu do|nguoi lao dong tu do|buon ban tu do",
    "relative": "nguoi nha|nguoi than|anh trai|chi gai|em trai|em gai|anh (?:toi|em)|chi (?:toi|em)|em (?:toi|minh)|ca nha|ca gia dinh|vo chong",
}
_LEAD_IN = r"(?:con|the con|vay con|the|vay|roi|con neu|neu|the neu|vay neu|con doi voi|doi voi|the doi voi|con ve phan|cua|con cua|the cua|vay cua|con voi)"
_WHOSE = r"(?: (?:cua )?(?:toi|em|minh|tui|chung toi|nha toi|nha em|nha minh|gia toi|gia|trai toi|gai toi|trai|gai|nho|nua))?"
_ASKED = r"(?:(?: thi)? (?:sao|the nao|ntn|nhu the nao|lam sao|ra sao|nhu nao|tinh sao|giai quyet sao|(?:co )?duoc (?:khong|ko|k)|co (?:khong|ko|k)|cung (?:vay|the) (?:a|ha))| thi)"
_FOLLOW_UPS = [
    (person, re.compile(rf"{_LEAD_IN} (?:{words}){_WHOSE}{_ASKED}?|(?:{words}){_WHOSE}{_ASKED}"))
    for person, words in PERSONS.items()
]
_ME = re.compile(r"\b(?:còn|vậy|thế) (?:tôi|em|mình)\b")


def person_of(text: str) -> str | None:
    """Whom "còn con tôi thì sao?" asks about, when nothing but a person is named: a key of `PERSONS`.

    What was asked about them stands in the answer before. "còn tôi thì sao" (with its marks) names nobody else.
    """
    if _ME.search(nfc(text).lower()):
        return None
    said = bare(text)
    return next((person for person, words in _FOLLOW_UPS if words.fullmatch(said)), None)


# Spellings of yes and no that the model, which learns from longer sentences, gets wrong. Bare.
_SPELLINGS = {
    **dict.fromkeys(
        ("uk", "ukm", "uki", "ke", "yeah", "yep", "yup", "hop ly", "nop", "nop luon", "gui luon", "duoc"), AFFIRM
    ),
    **dict.fromkeys(("khum", "hem co", "chua duoc", "nah"), DENY),
    **dict.fromkeys(("thoi", "khoan", "khoi", "khoi can", "khoi lam", "thoi khoi"), CANCEL),
}


# "Khoan" alone is a stop, and in front of a sentence it is only polite.
_HOLD_ON = re.compile(r"(?:da )?(?:khoan (?:khoan )?da|tu tu da)(?: (?:em|ban|anh|chi|nhe|nha|a))*")


_LATER = re.compile(
    r"(?:(?:thoi|khoan)(?: \w+){0,4} (?:sau|bua khac|khi khac|luc khac|hom khac|mai|khong lam nua|ko lam nua)"
    r"|(?:de )?(?:sau|bua khac|khi khac|luc khac|hom khac|mai) (?:lam|khai|tinh|noi))(?: (?:a|nha|nhe|em|di|vay))*"
)
_STOP = re.compile(r"\b(?:dừng|ngừng|ngưng|huỷ|hủy)\b")


def is_cancel(text: str) -> bool:
    """Whether what is under way is to end: "thôi đăng ký sau", "ừ dừng đi". Without its mark "dung" is "đúng"."""
    later = _LATER.fullmatch(" ".join(_WORD.findall(fold(text))))
    return bool(later) or (
        bare(text) in {"dung", "dung lai", "ngung", "ngung lai", "huy", "huy bo"}
        and bool(_STOP.search(nfc(text).lower()))
    )


def is_hold_on(text: str) -> bool:
    """Whether nothing more is said than to wait: "khoan đã", "từ từ đã em"."""
    return bool(_HOLD_ON.fullmatch(" ".join(_WORD.findall(fold(text)))))


def intent_of(text: str) -> str | None:
    """The intent that a message about the conversation has as a whole; None for all others."""
    if len(text) > _LONGEST:
        return None
    if is_back(text):
        return GO_BACK
    if is_not_that(text) or is_hold_on(text):
        return DENY
    if is_cancel(text):
        return CANCEL
    return FOLLOW_UP if person_of(text) else _SPELLINGS.get(bare(text))
