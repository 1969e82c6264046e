"""Vietnamese text: one Unicode form, tone-mark placement, folding for comparison."""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN_CLUSTER = re.compile(r"(?i)^(.*?)(o|u)([aey])([" + _TONES + r"])$")
_FOLD_D = str.maketrans({"đ": "d", "Đ": "D"})
_BLANK = re.compile(r"\s+")
# Letters of digits' look: people type the letter O for zero and l or I for one in long numbers.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


def nfc(text: str) -> str:
    """The composed form. macOS and some keyboards send decomposed letters, on which every comparison fails."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """NFC text without control and invisible characters; tabs and blanks become one blank, line breaks stay."""
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()  # nearly every text: no line break, nothing to compose, drop or join
    text = _INVISIBLE.sub("", nfc(text).replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"} else " " for c in text)
    lines = (_BLANK.sub(" ", line).strip() for line in "".join(kept).split("\n"))
    return "\n".join(lines).strip()


def _bare(character: str) -> str:
    decomposed = unicodedata.normalize("NFD", character)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_FOLD_D)


class _Bare(dict[int, str]):
    """Letters without their marks. Those of Latin alphabets are held ready, others worked out: what is held does not grow."""

    def __missing__(self, code: int) -> str:
        return _bare(chr(code))


_BARE = _Bare({code: _bare(chr(code)) for code in (*range(0x370), *range(0x1E00, 0x1F00))})


def strip_accents(text: str) -> str:
    """Every Vietnamese letter as ASCII, đ included (which is no Unicode decomposition)."""
    return text if text.isascii() else text.translate(_BARE)


def fix_tone(word: str) -> str:
    """The tone mark where the older spelling puts it: hoà→hòa, khoẻ→khỏe, thuỷ→thủy; quý and toán stay."""
    found = _OPEN_CLUSTER.search(unicodedata.normalize("NFD", word))
    if found is None:
        return nfc(word)
    onset, first, second, tone = found.groups()
    if (first + second).lower() not in {"oa", "oe", "uy"} or onset.lower().endswith("q"):
        return nfc(word)
    return nfc(onset + first + tone + second)


def fold(text: str) -> str:
    """The form in which two spellings of one thing are equal: NFC, lower case, no accents, single blanks."""
    return " ".join(strip_accents(text).lower().split())


def fold_in_place(text: str) -> str:
    """Lower case without accents, one character for each, so that a position found here is the position in the (NFC) text."""
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    folded = strip_accents(character).lower()
    return folded if len(folded) == 1 else character
