"""Small numbers written out, as in "mùng hai tháng ba" or "ba tháng gần đây". Folded text."""

import re

_DIGITS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_UNIT = "|".join(_DIGITS)

NUMBER = rf"(?:\d{{1,2}}|(?:(?:hai|ba)\s+)?muoi(?:\s+(?:{_UNIT}))?|{_UNIT})"
"""A pattern for 1 to 39, in figures or folded words."""

_TENS = re.compile(rf"(?:(?P<tens>hai|ba)\s+)?muoi(?:\s+(?P<unit>{_UNIT}))?")


def small_number(words: str) -> int:
    """The number that a match of `NUMBER` means. Raises ValueError for anything else."""
    words = words.strip()
    if words.isdigit():
        return int(words)
    if words in _DIGITS:
        return _DIGITS[words]
    found = _TENS.fullmatch(words)
    if found is None:
        raise ValueError(words)
    return (_DIGITS[found["tens"]] if found["tens"] else 1) * 10 + (_DIGITS[found["unit"]] if found["unit"] else 0)
