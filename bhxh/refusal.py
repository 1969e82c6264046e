"""Whether somebody tells that a facility refuses their card: they stand at its desk and go first (Công văn 3717/BHXH-CNTT, mục II.5)."""

import re
from typing import Final

from bhxh.text import fold, nfc, strip_accents

_NO: Final = r"(?:khong|ko|k|kg|khg|hk|hok|hong|hem|khum)"
"""No, as people type it."""
_CAN: Final = r"(?:duoc|dc|dk)"
_TOLD: Final = re.compile(
    # "Không nhận được thẻ" is a card that has not come by post, which is no refusal. Folded, "không dùng" is also "không đúng".
    rf"\b(?:{_NO} (?:he )?(?:(?:chiu )?(?:nhan|quet)|chiu (?:xai|dung))(?! {_CAN}\b)|tu choi"
    rf"|{_NO} cho (?:dung|xai|quet|kham)|{_NO} chap nhan)\b.{{0,60}}\bthe\b"
    rf"|\b{_NO} (?:quet|xai|dung) {_CAN} (?:cai )?the\b"
    rf"|\bthe\b.{{0,40}}\b(?:bi tu choi|{_NO} {_CAN} (?:chap )?nhan|{_NO} (?:he )?chiu (?:nhan|quet|xai|dung)|bi tra lai)\b"
    # A card that has run out is not turned away at a desk.
    rf"|\bthe\b(?:(?!het han)[^,.;]){{0,40}}\b{_NO} (?:quet|xai|dung) {_CAN}\b",
    re.DOTALL,
)
_CARD: Final = re.compile(r"\bthẻ\b|vssid|bhyt|vneid")


def tells_of_refusal(text: str) -> bool:
    """Whether a message, with accents or without, tells of it. With accents "thế" is no "thẻ"."""
    marked = nfc(text).lower()
    if strip_accents(marked) != marked and not _CARD.search(marked):
        return False
    return _TOLD.search(fold(text)) is not None
