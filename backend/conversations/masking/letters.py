"""Text prepared for searching: look-alike characters of other alphabets made plain."""

import unicodedata
from typing import Final

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
