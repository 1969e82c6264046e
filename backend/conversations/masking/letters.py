"""Text prepared for searching: look-alike characters of other alphabets made plain, and a folded copy of equal length."""

import unicodedata
from functools import lru_cache
from typing import Final

from bhxh.text import strip_accents

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def plain(text: str) -> str:
    """The text with full-width characters and every script's digits (also ① and ²) as ASCII, character by character.

    Otherwise a number typed with a Japanese keyboard, or dressed up on purpose, would pass unseen.
    """
    return "".join(map(_plain_digit, text.translate(_FULL_WIDTH)))


def _plain_digit(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def fold_in_place(text: str) -> str:
    """Lower case without accents, one character for each, so that a position found here is the position in the text."""
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    folded = strip_accents(character).lower()
    return folded if len(folded) == 1 else character
