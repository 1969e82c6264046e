"""Messages told by their words instead of the model: what the assistant must never answer with an FAQ, and follow-ups to the
KCB book.

Words are written with their marks. A text without any marks is compared without them; one with marks must have the right
ones, so that "ngủ" is no insult. A message that names this service's subjects is left to the model: "ngất xỉu phải cấp cứu
thì BHYT trả bao nhiêu" is a question of ours.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bhxh.dates import now
from bhxh.facilities import find_facility
from bhxh.periods import find_period
from bhxh.text import nfc, strip_accents

EMERGENCY, MEDICAL_ADVICE, OTHERS_DATA = "emergency", "medical_advice", "others_data"
INSULT, ENGLISH, MANIPULATION, LOAN = "insult", "english", "manipulation", "loan"
ABOUT_US = "menu_help"
KCB_YEAR = "kcb_year"
NOT_OURS = frozenset({EMERGENCY, MEDICAL_ADVICE, OTHERS_DATA, INSULT, ENGLISH, MANIPULATION, LOAN})


_FEW = 4


@lru_cache(maxsize=16)
def _is_plain(text: str) -> bool:
    """Whether it was typed without any marks; asked once per list of words."""
    return strip_accents(text) == text


class _Words:
    """A pattern in both spellings; ``plain`` replaces the stripped form where that would hit everyday words."""

    def __init__(self, marked: str, plain: str | None = None) -> None:
        self._marked = re.compile(rf"\b(?:{marked})\b")
        self._plain = re.compile(rf"\b(?:{strip_accents(marked) if plain is None else plain})\b")

    def found(self, text: str) -> bool:
        """Whether ``text`` (lower case, NFC) holds one of them."""
        return bool(self._of(text).search(text))

    def without(self, text: str) -> str:
        """The text without them; a match over many words stays, for what stands between its ends counts."""
        return self._of(text).sub(lambda found: " " if len(found[0].split()) <= _FEW else found[0], text)

    def _of(self, text: str) -> re.Pattern[str]:
        return self._plain if _is_plain(text) else self._marked


_SERVICE = _Words(
    r"bhyt|bhxh|bhtn|bảo hiểm|bh|thẻ|vssid|vneid|thanh toán|chi trả|hưởng|trợ cấp|chế độ|thủ tục|giấy|hồ sơ|tuyến|viện phí|chi phí|tiền"
    r"|nghỉ|lương|mức|hoàn|được trả|đóng|ra viện|xuất viện|tài khoản|mã số|otp|thanh tra|đơn thuốc|quyền lợi|phản ánh|khiếu nại|lịch sử"
    r"|tai nạn lao động|tnlđ|công ty|khám|ghi|mẫu|tờ|khai|mã|đường dẫn|link|xác thực|bảng kê|bill|hóa đơn|ngoài danh mục|danh mục|app|ứng dụng|đăng ký|đăng nhập|mật khẩu",
    # Without marks "thẻ" is "thế", "mẫu" is "máu", "nghỉ" is "nghĩ": these count with the word beside them only.
    r"bhyt|bhxh|bhtn|bao hiem|bh|the (?:bhyt|mien phi|co|bao hiem|kham|cua|het|cu|moi|giay|muon|cung|dang ky)|(?:nop|mat|cap|mien phi|gia han|noi) the|vssid|vneid|thanh toan|chi tra|huong|tro cap|che do|thu tuc|giay|ho so|tuyen|vien phi"
    r"|chi phi|tien|nghi (?:om|viec|phep|che do|bao)|duoc nghi|luong|muc (?:dong|huong|phi)|hoan|duoc tra|dong (?:bao|bh|tien|phi)|ra vien|xuat vien|tai khoan|ma (?:so|the|otp)|otp"
    r"|thanh tra|don thuoc|quyen loi|phan anh|khieu nai|lich su|tai nan lao dong|tnld|cong ty|kham|mau (?:don|so|01|to)|to khai|khai bao|duong dan|link|xac thuc|bang ke"
    r"|bill|hoa don|danh muc|app|ung dung|dang ky|dang nhap|mat khau",
)
_EMERGENCY = _Words(
    r"ngất xỉu|bất tỉnh|hôn mê|khó thở|ngừng thở|ngưng thở|không thở được|đau ngực|đau thắt ngực|tức ngực|đột quỵ|đột quị|tai biến"
    r"|co giật|chảy máu nhiều|không cầm được máu|ngộ độc|thuốc sâu|thuốc trừ sâu|muốn chết|không muốn sống|đuối nước|điện giật"
    r"|rắn cắn|nguy kịch|hóc xương|hóc dị vật|cứu tôi|cứu với|cứu em|cứu con|gọi cấp cứu|xe cấp cứu|số cấp cứu|gọi 115|số 115|cấp cứu gấp|gấp cấp cứu"
    r"|(?:muốn|định|đòi|sắp|đang|vừa|chuyện) (?:tự tử|tự sát)|^(?:tự tử|tự sát)"
)
_MEDICAL_ADVICE = _Words(
    r"kê (?:đơn|toa)(?: thuốc)?(?: \w+)? (?:cho|giúp)|uống thuốc (?:gì|nào)|thuốc gì|thuốc nào|uống gì (?:cho|để|thì)|liều (?:dùng|lượng|bao nhiêu)|(?:uống|ngày|lần|thì) (?:\w+ ){0,2}mấy viên|mấy viên (?:một|mỗi|1) (?:ngày|lần)|kiêng (?:ăn )?gì|ăn gì cho|triệu chứng (?:của|bệnh|này)"
    r"|(?:bị|đang|con|cháu|bé) (?:\w+ )?(?:sốt|ho|đau|nhức|ngứa|tiêu chảy|nôn|chóng mặt|mất ngủ|cảm cúm|cảm|phát ban)\b.*"
    r"(?:làm sao|làm gì|thế nào|có sao|phải sao|uống gì|ăn gì|nguy hiểm)"
    r"|(?:chữa|trị|điều trị) (?:bệnh )?(?:\w+ ){0,4}(?:thế nào|như thế nào|bằng gì|bằng cách nào|ra sao)"
)
_DATA = (
    r"(?:lịch sử khám|sổ khám|hồ sơ bệnh|bệnh án|bị bệnh gì|khám bệnh gì|lương|mức đóng|quá trình đóng|số điện thoại|sđt|sdt|địa chỉ|mật khẩu|số cccd"
    r"|cccd|căn cước|thông tin cá nhân|dữ liệu|thông tin|trợ cấp|tài khoản|thẻ)"
)
_OTHER = (
    r"(?:hàng xóm|người khác|đồng nghiệp|bạn (?:trai|gái)|người yêu|(?:chồng|vợ|người yêu) cũ|sếp|giám đốc|nhân viên|ca sĩ|diễn viên|con nợ"
    r"|khách hàng|người (?:có|mang) mã số|cô giáo|chủ tịch|(?:ông|bà|anh|chị|cô|chú|bác|cậu|thằng|con) \[ho_ten_\d+)"
)
_STRANGER = r"(?:hàng xóm|bạn (?:tôi|em|mình|tao|trai|gái)|người yêu|(?:chồng|vợ|người yêu) cũ|sếp|giám đốc|ca sĩ|diễn viên|con nợ|chủ tịch|thủ tướng|đồng nghiệp)"
_OTHERS_DATA = _Words(
    rf"(?:xem|tra|tìm|lấy|xin|cho (?:tôi|em|mình|anh|chị|cháu|tao)|cung cấp|đọc|coi|biết)\b(?: \w+){{0,4}} {_DATA}(?: \w+){{0,3}} (?:của|về) (?:\w+ ){{0,1}}{_OTHER}"
    rf"|(?:xem|tra(?: cứu)?|tìm|lấy|xin|cho (?:tôi|em|mình|tao)|biết|coi) (?:\w+ ){{0,3}}mã số (?:bhxh |bảo hiểm (?:xã hội )?)?(?:của )?{_STRANGER}"
    rf"|(?:số điện thoại|sđt|sdt|mật khẩu|địa chỉ|lương|số cccd) (?:của )?(?:{_STRANGER}|(?:vợ|chồng)(?: tôi| em| mình| tao)?)(?: \w+){{0,3}} (?:là gì|là bao nhiêu|bao nhiêu|là số mấy)"
    rf"|(?:xem|coi|tra(?: cứu)?|tìm|kiểm tra|biết|hỏi)(?: (?:giúp|giùm|hộ|xem|coi|thử|dùm))*(?: thằng| con| cái| ông| bà| anh| chị| nhỏ)? {_STRANGER}(?!(?: \S+){{0,6}} cho (?:em|tôi|mình|tui|nhân viên|công nhân|chúng|bọn|người))"
    r"(?: \S+){0,6} (?:mức lương|lương|(?:bị|mắc|khám|chữa) bệnh|bệnh gì)\b"
)
_INSULT = _Words(
    r"đồ ngu|ngu vãi|ngu quá|ngu thế|ngu như|ngu si|ngu ngốc|bot ngu|máy ngu|óc chó|đm|đmm|đkm|đcm|vcl|vkl|vl|clgt|địt|đụ má|đụ mẹ|lồn|cặc|mẹ mày|bố mày"
    r"|chúng mày|mẹ kiếp|khốn nạn|chó má|đồ chó|thằng chó|mất dạy|vô học|câm mồm|cút đi|đồ điên|thằng điên|vô dụng|ăn hại|như cứt|rác rưởi|láo toét|(?:tao|tau) chửi|chửi (?:mày|m)|mày (?:bị )?(?:ngu|điên|khùng|là thằng nào|là ai)|(?:m|bot|máy) bị (?:ngu|điên|khùng)|đồ khùng|thằng khùng|trả lời tào lao|biến đi|im mồm|thằng ngu|con ngu",
    r"do ngu|ngu vai|ngu qua|ngu the|ngu nhu|ngu si|ngu ngoc|bot ngu|may ngu|oc cho|dm|dmm|dkm|dcm|vcl|vkl|vl|clgt|dit me|du me"
    r"|chung may|me kiep|khon nan|mat day|vo hoc|cam mom|cut di|do dien|thang dien|an hai|nhu cut|rac ruoi|lao toet|fuck|shit|(?:tao|tau) chui|chui may|may (?:bi )?(?:ngu|dien|khung|la thang nao)|(?:m|bot) bi (?:ngu|dien|khung)|do khung|thang khung|tra loi tao lao|im mom|thang ngu",
)
_LOAN = _Words(
    r"(?:vay|mượn) (?:tiền|vốn|nóng|tín chấp|thế chấp|online|ngân hàng|nhanh|lãi|trả góp|\d+)|(?:cần|muốn|xin|hỗ trợ|được|gói|hồ sơ|khoản) vay|cho vay|vay (?:được|đc|dc) (?:bao nhiêu|mấy|nhiêu|không|ko|tối đa)|thế chấp|cầm cố|cầm sổ|giải ngân",
    r"(?:vay (?:tien|von|nong|tin chap|the chap|online|ngan hang|nhanh|lai|tra gop|\d+)|(?:can|muon|xin|ho tro|goi|khoan) vay|cho vay|vay (?:duoc|dc) (?:bao nhieu|may|nhieu|nhiu|bn|khong|ko|toi da)|the chap|cam co|cam so|giai ngan)",
)
_FRAUD = _Words(r"lừa|lừa đảo|giả mạo|mạo danh|tự xưng|xưng là|có thật|gọi điện|gọi đến|đòi nợ|lợi dụng")
_ABOUT_US = _Words(
    r"(?:bạn|em|mày|bot|cậu|trợ lý|ad|bên kia) (?:có )?(?:phải )?(?:là )?(?:người|robot|rô bốt|máy|bot|ai|con người)(?: thật)?(?: (?:hay|à|hả|không|ko|k|chứ)\b.*)?$"
    r"|có phải (?:là )?(?:người|robot|máy|bot|ai)(?: thật)? (?:không|ko|k|đang|trả lời|hay)\b.*|(?:bạn|em|bot|trợ lý) tên (?:là )?gì|tên (?:của )?(?:bạn|em|bot) là gì|(?:nói chuyện|chat) với (?:máy|robot|bot) (?:à|hả|phải)"
)
_MANIPULATION = _Words(
    r"(?:ignore|disregard|forget) (?:\w+ ){0,3}(?:instructions?|rules?|prompts?)|system prompt|jailbreak|developer mode|act as|you are now|pretend"
    r"|(?:bỏ qua|quên|phớt lờ) (?:mọi|các|hết|tất cả|toàn bộ|những) (?:\w+ ){0,3}(?:chỉ dẫn|hướng dẫn|lệnh|quy tắc|luật|chỉ thị)|in ra (?:\w+ ){0,2}(?:prompt|chỉ dẫn|cấu hình)"
    r"|(?:đóng vai|giả vờ|giả làm|hãy là) (?:\w+ ){0,4}(?:quản trị|admin|hacker|lập trình viên|bác sĩ|cán bộ)|(?:giả sử|giả dụ|coi như|cứ cho) (?:\w+ ){0,3}là (?:\w+ ){0,2}(?:quản trị|admin|hacker|lập trình viên)|quyền (?:admin|quản trị)|(?:drop|select|delete|insert|update) (?:table|\*|from|into)"
)
_ENGLISH = frozenset(
    "how what where when why who you your my is are am was were does did have has need want lost with for from this that english speak please help"
    " hello hi the it get find check know me register account card insurance health social code number book can i do to a an of in on and not".split()
)
_ENGLISH_SURE = frozenset(
    "how what where when why you your my is are was does did have has need want lost with for from this english speak please help register".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")

LATEST_VISIT = re.compile(
    r"\b(?:lan|luot|dot|hom)(?: \w+){0,3}? (?:gan day nhat|gan nhat|gan day|cuoi cung|cuoi|moi nhat|moi day|vua roi)\b|\b(?:vua|moi) (?:di )?kham\b"
)
"""The latest visit of the KCB book, in folded text."""

_HOW_MUCH = re.compile(
    r"\b(?:het|mat|ton|tong cong|tat ca)(?: \w+){0,2}? (?:bao nhieu|may)(?: tien)?\b|\bbao nhieu tien\b|\btong (?:cong|chi phi|tien)\b"
)
_OTHER_YEAR = re.compile(r"\bnam khac\b")
_NAMES_TIME = re.compile(r"\b(?:nam|thang|quy)\b|\bt\d|\d{4}\b")
_GOES_ON = re.compile(r"^(?:da |vay |the )?con\b")
_BEGINS_ANEW = re.compile(r"\b(?:kham|luot)\b")
_LONGEST_FOLLOW_UP = 12
_AROUND = frozenset(
    "con thi sao the vay xem coi cho toi minh em chau bac cua nua muon hoi a nhe nha voi dau thu o tai ben di lan trong hoi".split()
)


_LATIN = re.compile(r"[^\W\d_]")


def _is_foreign(text: str) -> bool:
    """Written in another script, or in mostly English words, two of them such that no Vietnamese text typed without marks has them."""
    letters = _LATIN.findall(text)
    if letters and sum(letter > "\u1fff" or "\u0370" <= letter < "\u1e00" for letter in letters) * 2 > len(letters):
        return True
    if not text.isascii():
        return False
    words = _WORD.findall(text)
    known = sum(word in _ENGLISH for word in words)
    sure = {word for word in words if word in _ENGLISH_SURE}
    return len(sure) >= 2 and known * 2 >= len(words)


def _asks_on(text: str) -> bool:
    """A follow-up to the KCB book: "còn năm 2024 thì sao", "còn ở Chợ Rẫy", "lần gần nhất", "hết bao nhiêu tiền", and hardly a
    word more."""
    if len(text.split()) > _LONGEST_FOLLOW_UP:
        return False
    facility = find_facility(text) if _GOES_ON.search(strip_accents(text)) else None
    rest = strip_accents(text if facility is None else f"{text[: facility.start]} {text[facility.end :]}")
    if _BEGINS_ANEW.search(rest):
        return False
    named = facility is not None
    if _NAMES_TIME.search(rest) and (found := find_period(rest, now().date())):
        named, rest = True, found.rest
    for words in (_OTHER_YEAR, _HOW_MUCH, LATEST_VISIT):
        named, rest = named or bool(words.search(rest)), words.sub(" ", rest)
    return named and all(word in _AROUND or word.isdigit() for word in re.findall(r"\w+", rest))


_LONGEST_LOAN = 12
"""Words. Longer messages that speak of a loan are stories about something of ours."""


def _asks_for_loan(text: str) -> bool:
    return len(text.split()) <= _LONGEST_LOAN and _LOAN.found(text) and not _FRAUD.found(text)


_ALWAYS = (
    (_MANIPULATION.found, MANIPULATION),
    (_is_foreign, ENGLISH),
    (_asks_on, KCB_YEAR),
    (_OTHERS_DATA.found, OTHERS_DATA),
    (_asks_for_loan, LOAN),
)
_UNLESS_OURS = ((_EMERGENCY, EMERGENCY), (_MEDICAL_ADVICE, MEDICAL_ADVICE), (_INSULT, INSULT), (_ABOUT_US, ABOUT_US))


def intent_of(text: str) -> str | None:
    """The intent that a text's words alone decide, None when the model is to decide."""
    lower = nfc(text).lower()
    for tells, intent in _ALWAYS:
        if tells(lower):
            return intent
    beside = ((words, intent) for words, intent in _UNLESS_OURS if words.found(lower))
    return next((intent for words, intent in beside if not _SERVICE.found(words.without(lower))), None)
