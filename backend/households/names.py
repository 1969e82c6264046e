"""Two spellings of one name, and what differs between two names.

A form is filled in on a phone, the register has grown over decades: a tone mark stands on the other vowel (hoà, hòa), i is
y (Mĩ, Mỹ), old entries have no marks at all. None of that makes two people. "Văn" and "Vân" do, or a finger slipped: that is
for an officer who holds the ID in hand to say.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from bhxh.text import clean, fix_tone, strip_accents

_APART: Final = re.compile(r"[\s\-'’.]+")
# Spellings of one word: Hi/Hy, Kì/Kỳ, Lí/Lý, Mĩ/Mỹ, Quí/Quý, Sĩ/Sỹ, Tí/Tý. Thi and Thy, Vi and Vy are different names.
_I_OR_Y: Final = re.compile(r"^(h|k|l|m|qu|s|t)[iy]$")
_TO_I: Final = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")
_NEAR_LETTERS: Final = 1


class Likeness(StrEnum):
    """How alike two names are. ``SAME``: spellings of one name; ``NEAR``: differs in a mark or a letter; ``OTHER``: another name."""

    SAME = "same"
    NEAR = "near"
    OTHER = "other"


@dataclass(frozen=True)
class Piece:
    """A stretch of a name as written; ``differs``: the other name has something else there."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Comparison:
    """Two names side by side."""

    likeness: Likeness
    declared: tuple[Piece, ...]
    registered: tuple[Piece, ...]


def compare(declared: str, registered: str) -> Comparison:
    """How alike a declared name and the register's are, and where they differ."""
    left, right = _words(declared), _words(registered)
    matcher = SequenceMatcher(None, [_spelling(word) for word in left], [_spelling(word) for word in right], False)
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    for kind, begin, end, other_begin, other_end in matcher.get_opcodes():
        ours, theirs = left[begin:end], right[other_begin:other_end]
        paired = kind == "replace" and len(ours) == len(theirs)
        for position, word in enumerate(ours):
            pieces[0].append(Piece(word, kind != "equal" and not (paired and _same(word, theirs[position]))))
        for position, word in enumerate(theirs):
            pieces[1].append(Piece(word, kind != "equal" and not (paired and _same(word, ours[position]))))
    return Comparison(_likeness(left, right, pieces), tuple(pieces[0]), tuple(pieces[1]))


def _likeness(left: list[str], right: list[str], pieces: tuple[list[Piece], list[Piece]]) -> Likeness:
    if left and right and not any(piece.differs for side in pieces for piece in side):
        return Likeness.SAME
    plain, other = ("".join(strip_accents(word).lower() for word in words) for words in (left, right))
    return Likeness.NEAR if _edits(plain, other) <= _NEAR_LETTERS else Likeness.OTHER


def _words(name: str) -> list[str]:
    return [word for word in _APART.split(clean(name)) if word]


def _spelling(word: str) -> str:
    """One spelling for all that are only spelled differently, marks kept."""
    word = fix_tone(word).casefold()
    bare = strip_accents(word)
    return word.translate(_TO_I) if _I_OR_Y.fullmatch(bare) else word


def _same(word: str, other: str) -> bool:
    """Equal spellings, or equal letters where one of the two was written without any mark."""
    if _spelling(word) == _spelling(other):
        return True
    bare, other_bare = strip_accents(word).casefold(), strip_accents(other).casefold()
    return bare == other_bare and (bare == word.casefold() or other_bare == other.casefold())


def _edits(left: str, right: str) -> int:
    """Letters put in, left out, replaced, or swapped with their neighbour, to make one text of the other."""
    if abs(len(left) - len(right)) > _NEAR_LETTERS:
        return _NEAR_LETTERS + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        before, previous, row = row, before, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
    return row[-1]
