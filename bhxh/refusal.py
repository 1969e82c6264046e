"""Whether somebody tells that a facility refuses their card: they stand at its desk and go first (Công văn 3717/BHXH-CNTT, mục II.5)."""

import re
from typing import Final

from bhxh.text import fold, nfc, strip_accents

_TOLD: Final = re.compile(
    # "Không nhận được thẻ" is a card that has not come by post, which is no refusal.
    r"\b(?:khong (?:chiu )?nhan(?! duoc)|tu choi|khong cho (?:dung|xai|quet|kham)|khong chap nhan)\b.{0,60}\bthe\b"
    r"|\bthe\b.{0,40}\b(?:bi tu choi|khong duoc (?:chap )?nhan|bi tra lai)\b",
    re.DOTALL,
)
_CARD: Final = re.compile(r"\bthẻ\b|vssid|bhyt|vneid")


def tells_of_refusal(text: str) -> bool:
    """Whether a message, with accents or without, tells of it. With accents "thế" is no "thẻ"."""
    marked = nfc(text).lower()
    if strip_accents(marked) != marked and not _CARD.search(marked):
        return False
    return _TOLD.search(fold(text)) is not None
