"""From what people type to the two forms the classifier counts n-grams in.

NFC, lower case, tone marks in one place, abbreviations of text messages written out, stretched letters shortened, long
numbers and handles reduced to their kind. The second form is the first without accents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from bhxh.text import fix_tone, nfc, strip_accents
from bot.nlu.handles import HANDLE

ABBREVIATIONS = Path(__file__).with_name("abbreviations.tsv")

_WORD = re.compile(r"\w+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_LAUGHTER = re.compile(r"k{3,}|(?:[hk][aeiíìj]){2,}h?")
"""Says nothing; shortened like other stretched words "kkk" would be "k", a no."""
_SHORT_NUMBER = (
    5  # digits: years, sums in thousands and the short codes 8079 and 19009 carry meaning, longer ones do not
)


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, str]:
    """The table of `ABBREVIATIONS`. Raises ValueError for a line that is not two columns, or a spelling listed twice."""
    table: dict[str, str] = {}
    for number, line in enumerate(ABBREVIATIONS.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        short, tab, full = line.partition("\t")
        if not tab or not full or short in table:
            raise ValueError(f"{ABBREVIATIONS.name}:{number}: not a new spelling and its full form")
        table[short] = full
    return table


class Normaliser:
    """Applies one table of abbreviations; a model keeps the table it was trained with."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = dict(table)

    def views(self, text: str) -> tuple[str, str]:
        """The normal form of a text, and the same without accents. Both are empty for a text without words."""
        marked = HANDLE.sub(lambda found: f" handle_{found.group(1).lower()} ", nfc(text))
        words = (self._word(word) for word in _WORD.findall(marked.lower()))
        normal = " ".join(word for word in words if word)
        return normal, strip_accents(normal)

    def _word(self, word: str) -> str:
        if word.isdigit():
            return word if len(word) <= _SHORT_NUMBER else "handle_so"
        if _LAUGHTER.fullmatch(word):
            return ""
        word = _STRETCHED.sub(r"\1", fix_tone(word))
        return self._table.get(word, word)
