"""Whether somebody wants to be called: "gọi lại cho tôi 0912 345 678"."""

import re
from typing import Final

from bhxh.text import fold

_WISH: Final = re.compile(
    r"\b(?:goi|dien(?: thoai)?|alo|lien he|lien lac)\b.{0,20}\b(?:lai|cho (?:toi|tui|em|minh|chi|anh|bac|chau|con|co|chu))\b",
    re.DOTALL,
)
_PHONE: Final = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){9}(?!\d)")


def wants_call(text: str) -> bool:
    """Whether the words ask for a call, with a number or without."""
    return _WISH.search(fold(text)) is not None


def leaves_number(text: str) -> bool:
    """Whether they ask for a call and name the mobile number."""
    return wants_call(text) and _PHONE.search(text) is not None
