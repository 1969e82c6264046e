"""Finding where somebody lives: a house number after "ở", "địa chỉ" and the like, and everything up to the end of the clause.

A district or province alone is left as it is: "BHXH quận 5 ở đâu" must be answered, and a quarter of half a million people is
nobody's address.
"""

import re
from collections.abc import Iterator
from typing import Final

from backend.conversations.masking.kinds import Found, Kind, Piece
from bhxh.text import fold_in_place, nfc, strip_accents

_PLACE: Final = r"(?:so nha|nha so|so|nha|duong|pho|ngo|ngach|hem|kiet|ap|thon|xom|to|khu pho|kp|khom|buon|ban|lo|can ho|toa|chung cu|cu xa)"
_NUMBER: Final = r"\d+[a-z]?(?:\s?[/.\-]\s?\d*[a-z]?)*"
_AHEAD: Final = (
    r"(?:dia chi|thuong tru|tam tru|cu tru|tru tai|tru o|song o|song tai|nha o|cho o|noi o|o|tai|nha|d/c|dc|ho khau)"
)
_END: Final = r"(?=[?!;\n]|[.,]?\s(?:thi|muon|can|nhung|cho (?:toi|em|minh|hoi)|xin|hoi|sdt|dien thoai|co (?:duoc|phai)|duoc khong|lam sao|dang ky|tra cuu|tra ma|mo tai khoan|lam tai khoan|giup|nho)\b|[.,]?\s\S*@|[.,]?\s\+?\d[\d .\-]{7,}|\.\s|\.?$)"

_TOLD: Final = re.compile(
    rf"\b{_AHEAD}(?:\s(?:cua|toi|em|minh|hien|tai|nay|la|thuong|tru))*\s?:?\s+(?P<where>(?:{_PLACE}\s+)?{_NUMBER}\b.*?){_END}",
    re.DOTALL,
)
_NAMED: Final = re.compile(rf"\b(?:so nha|nha so)\s+(?P<where>{_NUMBER}\b.*?){_END}", re.DOTALL)
_NUMBERED: Final = re.compile(
    rf"\b(?P<where>{_NUMBER},?\s+(?:duong|pho|ngo|ngach|hem|ap|thon|xom|khu pho)\s+\w.*?){_END}", re.DOTALL
)
_NUMBER_ONLY: Final = re.compile(r"[\d\s.,/\-]{1,6}")


# What people say around a place they were asked for. One-letter words only with their marks: "A Lưới" and "U Minh" are districts.
_WHO: Final = r"(?:(?:tôi|em|mình|cháu|con|bác|cô|chú|ông|bà|anh|chị|tui|nhà|gia đình)\s+)*"


def _around(hesitation: str, tail: str) -> str:
    led_in = (
        rf"(?:(?:dạ|vâng|thưa|không phải|không|nhầm rồi|nhầm|xin lỗi|thôi{hesitation})[\s,.]+)*"
        rf"(?:(?:địa chỉ|nơi ở|chỗ ở|quê|hộ khẩu)\s+{_WHO}(?:(?:thì|là|ở|tại)\s+)+"
        rf"|{_WHO}(?:(?:đang|hiện nay|hiện tại|hiện)\s+)*(?:(?:sinh sống|sống|cư trú|thường trú|tạm trú)\s+)?(?:ở|tại|thuộc)\s+)?"
    )
    return rf"{led_in}(?P<place>.+?)(?:[\s,]+(?:bạn nhé|bạn ơi|em nhé|nhé|nhen|nghen{tail}))*[\s.!]*"


_AROUND: Final = re.compile(_around("|à|ừ", "|ạ|nha|cơ|đó|bạn"), re.IGNORECASE | re.DOTALL)
_AROUND_PLAIN: Final = re.compile(strip_accents(_around("", "")), re.IGNORECASE | re.DOTALL)


def place_in_answer(text: str) -> str:
    """The place in an answer to "tỉnh, quận, phường nào?": without "tôi ở", "ạ" and the like around it."""
    around = _AROUND_PLAIN if text.isascii() else _AROUND
    match = around.fullmatch(nfc(text).strip())
    return match["place"] if match else text


def find_addresses(text: str) -> Iterator[Piece]:
    """The text in pieces, addresses found."""
    folded, end = fold_in_place(text), 0
    for start, stop in _spans(folded):
        if start < end or _NUMBER_ONLY.fullmatch(folded, start, stop):
            continue
        yield text[end:start]
        yield Found(Kind.DIA_CHI, text[start:stop])
        end = stop
    yield text[end:]


def _spans(folded: str) -> list[tuple[int, int]]:
    return sorted(match.span("where") for pattern in (_TOLD, _NAMED, _NUMBERED) for match in pattern.finditer(folded))
