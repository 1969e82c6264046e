"""Corrections of an address in one sentence with the new value: "sửa quận thành quận 1", "quận 3 mới đúng".

Outside of an answer a district alone is left in the text, but here it is somebody's; and "sửa địa chỉ thành 15 Lê Lợi" would
pass for no address at all.
"""

import re
from typing import Final

from backend.conversations.masking.answers import is_question
from backend.conversations.masking.kinds import Found, Kind, Piece
from bhxh.text import fold_in_place

_CHANGE: Final = r"(?:sua|chinh|doi|thay|nham|sai|lon|ghi|nhap|khai|cap nhat)"
_FIELD: Final = (
    r"(?:dia chi|so nha|ten duong|duong|quan huyen|phuong xa|tinh thanh pho|thanh pho|tp|tinh|quan|huyen|thi xa|phuong|xa|thi tran"
    r"|co quan(?: (?:bhxh|bao hiem(?: xa hoi)?|tiep nhan))*|noi (?:o|nop|tiep nhan))"
)
_PLACE: Final = r"(?:quan|huyen|thi xa|thanh pho|tinh|phuong|xa|thi tran|so nha|duong)"
_TAIL: Final = r"(?P<tail>(?:[\s,]+(?:a|nhe|nha|nhen|giup|gium|dum|toi|em|minh|voi|moi dung|cho dung|di))*[\s.!]*)$"

_NEW_VALUE: Final = re.compile(
    rf"\b{_CHANGE}\b(?:\s+\w+){{0,3}}?\s+{_FIELD}\b(?P<old>(?:\s+[\w/.]+){{0,6}}?)\s*(?:\b(?:thanh|sang|la|qua)\b|:|->|=)\s*(?P<new>\S.*?){_TAIL}",
    re.DOTALL,
)
_NOT_THAT: Final = re.compile(
    rf"(?:^|[,;.]\s*|\b(?:la|o)\s+)(?P<new>{_PLACE}\b[^,;.]*?)[\s,]+(?:chu\s+)?(?:khong|ko|k|hong) phai\b.*$"
)
_IS_RIGHT: Final = re.compile(
    rf"(?:^|[,;.]\s*|\b(?:la|o|phai|thi)\s+)(?P<new>{_PLACE}\b[^,;.]*?)\s+moi (?:dung|phai)\b.*$"
)
_BUT_THAT: Final = re.compile(
    rf"\b(?:khong|ko|k|hong) phai\b.*?(?:,|\bma)\s*(?:la\s+|o\s+)?(?P<new>{_PLACE}\b[^,;.]*?){_TAIL}"
)

_INSTEAD: Final = re.compile(
    rf"\b(?:nham|sai|lon)(?:\s+(?:roi|mat))*\s*[,.:]\s*(?:(?:toi|em|minh)\s+)?(?:(?:la|o)\s+)?(?P<new>{_PLACE}\b[^,;.]*?){_TAIL}"
)


def find_correction(text: str) -> list[Piece] | None:
    """The text in pieces, the new place found; None when it corrects no address.

    A word for the kind stays ahead of the handle, so that the field is named: "quận [DIA_CHI_1] mới đúng".
    """
    if is_question(text):
        return None
    folded = fold_in_place(text)
    told = _NEW_VALUE.search(folded)
    if told is not None:
        start, stop = told.span("new")
        return _pieces(text, start, start, stop)
    for pattern in (_NOT_THAT, _IS_RIGHT, _BUT_THAT, _INSTEAD):
        match = pattern.search(folded)
        if match is not None:
            start, stop = match.span("new")
            kind = re.match(_PLACE, folded[start:])
            return _pieces(text, start + (kind.end() if kind else 0), start, stop)
    return None


def _pieces(text: str, kept: int, start: int, stop: int) -> list[Piece]:
    lead = text[:kept]
    return [
        lead if lead.endswith((" ", ":", "=", ">")) else f"{lead} ",
        Found(Kind.DIA_CHI, text[start:stop]),
        text[stop:],
    ]
