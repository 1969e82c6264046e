"""Where a person says to live, in a sentence about something else: "tôi ở quận 5 TPHCM muốn đăng ký tài khoản"."""

import re

from bhxh.places import find_places
from bhxh.text import fold_in_place, nfc

_KIND = r"(?:phường|xã|thị trấn|quận|huyện|thị xã|thành phố|phuong|xa|thi tran|quan|huyen|thi xa|thanh pho|[pq]\.?\s?\d|tp\b|tx\b)"
_PART = r"(?:(?:phường|xã|thị trấn|quận|huyện|thị xã|thành phố|phuong|xa|thi tran|quan|huyen|thi xa|thanh pho|[pq]\.?\s?(?=\d)|tp\.?|tx\.?)\s*[\w'’.]+(?:\s+[^\W\d_][\w'’]*){0,3}?)"
_PARTS_AHEAD = re.compile(rf"(?:{_PART}[\s,\-]+)+$", re.IGNORECASE)
_LIVES = re.compile(
    r"(?:^|[\s,.;:])(?:(?:o|tai|song|thuoc|ve)|(?:dia chi|noi o|cho o|thuong tru|tam tru|cu tru|tru tai|tru o)(?:\s+(?:la|tai|o))?)\s*:?\s*(?:tinh|tp\.?|thanh pho)?\s*$"
)
_LISTED = re.compile(r"\[[A-Z_]+_\d+\]\s*[,;\n-]\s*$")
# "khám ở", "sinh ở", "BHXH ở": where something else is than the person's home.
_SOMETHING_ELSE = re.compile(
    r"\b(?:kham|dieu tri|chua benh|sinh|que|lam|lam viec|cong ty|truong|hoc|benh vien|bv|bhxh|bao hiem|co quan|chi nhanh|nop|cap|mua|chuyen)\b(?:\s+[\w\[\]]+){0,2}?\s+(?:o|tai|ve|thuoc)\s*:?\s*(?:tinh|tp\.?|thanh pho)?\s*$"
)


def find_residence(text: str) -> str | None:
    """The province, with the district and commune named ahead of it, each after a comma: "phường 11, quận 5, TPHCM".

    Only what stands behind "ở", "tại", "địa chỉ" and the like, or in a list behind a handle; None when nothing does.
    """
    text = nfc(text)
    for place in find_places(text):
        parts = _PARTS_AHEAD.search(text[: place.start])
        start = parts.start() if parts else place.start
        before = fold_in_place(text[:start])
        if _SOMETHING_ELSE.search(before) or not (_LIVES.search(before) or _LISTED.search(text[:start])):
            continue
        inner = [part.strip(" ,-") for part in _split(text[start : place.start])]
        return ", ".join([*inner, place.written])
    return None


def _split(parts: str) -> list[str]:
    """ "phường 11 quận 5 " at each word for a kind."""
    return [part for part in re.split(rf"(?=\b{_KIND})", parts, flags=re.IGNORECASE) if part.strip(" ,-")]
