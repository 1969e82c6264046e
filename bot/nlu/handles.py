"""The handles that stand for personal values in what Rasa sees: ``[THE_1]``, ``[HO_TEN_2]``.

Kinds are listed in docs/architecture.md, "Handles".
"""

from __future__ import annotations

import re

HANDLE = re.compile(r"\[([A-Z]+(?:_[A-Z]+)*)_\d+\]")
"""Group 1 is the kind."""

_FILLER = re.compile(r"[\W_]+|\b(?:và|va|với|voi|nhé|nhe|nha|ạ|dạ|đây|là|la)\b")


def kinds_of(text: str) -> list[str]:
    """The kinds of the handles in a text, in order of appearance."""
    return [found.group(1) for found in HANDLE.finditer(text)]


def only_handles(text: str) -> bool:
    """Whether a text is nothing but handles and punctuation, so that there are no words to classify."""
    return bool(HANDLE.search(text)) and not _FILLER.sub("", HANDLE.sub("", text))
