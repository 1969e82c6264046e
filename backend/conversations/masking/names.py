"""Finding personal names in running text, with or without diacritics, in any case.

Plain small letters are the hard part: "tra cuu ma so" must reach the assistant while "tran van an" must not. So a family
name counts only before a word that occurs in names, and pairs that are everyday words ("luong huu", "phan anh") are let through
unless the name goes on after them.
"""

import re
from collections.abc import Iterator
from typing import Final

from backend.conversations.masking.kinds import Found, Kind, Piece
from backend.conversations.masking.vocabulary import (
    AFTER_NAME,
    DOUBTFUL_SURNAMES,
    EVERYDAY,
    MIDDLE_NAMES,
    NAME_WORDS,
    NOT_AFTER_NAME_IS,
    NOT_NAMES,
    NOT_PLAIN_SURNAMES,
    NOT_SURNAMES,
    SURNAMES,
    SURNAMES_TOO,
)
from bhxh import names as spelling
from bhxh.facilities import follows_kind, follows_treatment, is_hospital
from bhxh.places import find_province
from bhxh.text import fold, fold_in_place

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_BETWEEN_WORDS: Final = re.compile(r"[ \t\n]{1,3}|[.\-_ ]")
_LONGEST: Final = 6

# "tên tôi là", "họ và tên:", "em tên" ... `is` when the name must follow at once.
_PEOPLE: Final = "toi|em|minh|chau|con|be|vo|chong|bo|me|ong|ba|anh|chi|co|chu|bac|ban|no|nguoi than|tui|day"
_NAME_IS: Final = re.compile(
    rf"\b(?:ho (?:va )?ten|ten)(?: (?:day du|khai sinh|that|cua|{_PEOPLE}))*(?P<is>\s*[:=]|\s+(?:la|thanh)\b)?[\s:=\-]+(?=\w)"
)
_I_AM: Final = re.compile(r"\b(?:toi|em|minh|chau|tui|day) la\s+(?=\w)")
_TITLES: Final = frozenset("ông bà anh chị cô chú bác cháu em bé cậu dì thím mợ con cụ thầy bạn".split())

_PLAIN_SURNAMES: Final = frozenset(map(fold, SURNAMES)) - DOUBTFUL_SURNAMES
_PLAIN_SURNAMES_TOO: Final = (
    frozenset(map(fold, SURNAMES_TOO)) | DOUBTFUL_SURNAMES | spelling.SURNAMES
) - NOT_PLAIN_SURNAMES
_PLAIN_NOT_NAMES: Final = frozenset(map(fold, NOT_NAMES))
_SURE_MIDDLE_NAMES: Final = frozenset({"van", "thi"})
_PLAIN_MIDDLE_NAMES: Final = frozenset(map(fold, MIDDLE_NAMES))
_ALL_NAME_WORDS: Final = NAME_WORDS | MIDDLE_NAMES
_PLAIN_NAME_WORDS: Final = frozenset(map(fold, _ALL_NAME_WORDS))


def find_names(text: str) -> Iterator[Piece]:
    """The text in pieces, names found."""
    end = 0
    for start, stop in _merged(sorted([*_introduced(text), *_recognised(text)])):
        kind = _kind(text[:start], text[start:stop])
        if kind is None:
            continue
        yield text[end:start]
        yield Found(kind, text[start:stop])
        end = stop
    yield text[end:]


def _kind(before: str, name: str) -> Kind | None:
    """What a name is the name of. A well-known hospital ("BV Nguyễn Trãi") is nobody's personal data: None."""
    at_facility = follows_kind(before)
    if (at_facility or follows_treatment(before)) and is_hospital(name):
        return None
    return Kind.CO_SO if at_facility else Kind.HO_TEN


def name_in_answer(text: str) -> str:
    """The name in an answer to "họ và tên?": without "tôi tên là", "dạ" and the like around it."""
    for start, stop in _introduced(text):
        return text[start:stop]
    return re.sub(r"^(?:dạ|da|vâng|vang|ạ)[\s,.]+|[\s,.]+(?:ạ|nhé|nha|nhe)?[\s,.!]*$", "", text, flags=re.IGNORECASE)


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for start, stop in spans:
        if current is not None and start <= current[1]:
            current = (current[0], max(stop, current[1]))
            continue
        if current is not None:
            yield current
        current = (start, stop)
    if current is not None:
        yield current


def _introduced(text: str) -> Iterator[tuple[int, int]]:
    """Names that the person announces as such."""
    folded = fold_in_place(text)
    for match in _NAME_IS.finditer(folded):
        words = _words_from(text, match.end())
        if words and (match["is"] or _could_begin_name(words[0].group(), text)):
            yield from _up_to_end_of_name(words)
    for match in _I_AM.finditer(folded):
        words = _words_from(text, match.end())
        if words and _is_somebody([word.group() for word in words], text):
            yield from _up_to_end_of_name(words)


def _words_from(text: str, position: int) -> list[re.Match[str]]:
    words: list[re.Match[str]] = []
    for match in _WORD.finditer(text, position):
        follows = (
            match.start() == position if not words else _BETWEEN_WORDS.fullmatch(text, words[-1].end(), match.start())
        )
        if not follows or len(words) == _LONGEST:
            break
        words.append(match)
    return words


def _could_begin_name(word: str, text: str) -> bool:
    if word[0].isupper() and not text.isupper():
        return True
    return _in(word, SURNAMES, _PLAIN_SURNAMES, text) or (
        _in(word, _ALL_NAME_WORDS, _PLAIN_NAME_WORDS, text) and fold(word) not in EVERYDAY
    )


def _is_somebody(near: list[str], text: str) -> bool:
    """After "tôi là" stand trades and ages more often than names."""
    if near[0][0].isupper() and not near[0].isupper():
        return fold(near[0]) in _PLAIN_NAME_WORDS or fold(near[0]) in spelling.SURNAMES
    return bool(_name_length(near, text, telling_case=False))


def _up_to_end_of_name(words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    if fold(words[0].group()) in NOT_AFTER_NAME_IS and not _begins_name(words):
        return
    stop = words[0].end()
    for word in words[1:]:
        if fold(word.group()) in AFTER_NAME and not (
            word.group()[0].isupper() and word.group() != word.group().upper()
        ):
            break
        stop = word.end()
    yield words[0].start(), stop


def _begins_name(words: list[re.Match[str]]) -> bool:
    return (
        len(words) > 1 and fold(words[0].group()) in spelling.SURNAMES and fold(words[1].group()) in _PLAIN_MIDDLE_NAMES
    )


def _recognised(text: str) -> Iterator[tuple[int, int]]:
    """Names that a family name or a title betrays."""
    words = list(_WORD.finditer(text))
    telling_case = any(word.group()[0].islower() for word in words)
    position = 0
    while position < len(words):
        near = _neighbours(text, words, position)
        titled = _titled(near, telling_case)
        compound = position and fold(f"{words[position - 1].group()} {near[0]}") in NOT_SURNAMES
        length = titled or (0 if compound and near[0].islower() else _name_length(near, text, telling_case))
        if length:
            yield words[position + bool(titled)].start(), words[position + length - 1].end()
        position += length or 1


def _neighbours(text: str, words: list[re.Match[str]], position: int) -> list[str]:
    """The word at ``position`` and up to five after it with nothing but a blank, a dot or a dash between."""
    near = [words[position].group()]
    for index in range(position + 1, min(position + _LONGEST, len(words))):
        if not _BETWEEN_WORDS.fullmatch(text, words[index - 1].end(), words[index].start()):
            break
        near.append(words[index].group())
    return near


def _titled(near: list[str], telling_case: bool) -> int:
    """How many words "ông Sơn", "cháu Gia Hân" has; not "Ông Bà" nor "em BHXH"."""
    if near[0].lower() not in _TITLES or not telling_case:
        return 0
    length = _capitals(near, 1)
    named = near[1:length]
    if not named or named[0].isupper() or fold(named[0]) not in _PLAIN_NAME_WORDS or find_province(" ".join(named)):
        return 0
    return length


def _capitals(near: list[str], start: int) -> int:
    length = start
    while length < len(near) and near[length][0].isupper():
        length += 1
    return length


def _name_length(near: list[str], text: str, telling_case: bool) -> int:
    """How many words from the first one on are a name that begins with a family name; 0: none."""
    if telling_case and near[0][0].isupper() and _is_capital_surname(near[0]):
        length = _capitals(near, 1)
        if length > 1:
            return length if _is_no_phrase(near[:length], text) else 0
    sure = _in(near[0], SURNAMES, _PLAIN_SURNAMES, text)
    if not sure and not _in(near[0], SURNAMES_TOO, _PLAIN_SURNAMES_TOO, text):
        return 0
    length = 1
    while length < len(near) and _in(near[length], _ALL_NAME_WORDS, _PLAIN_NAME_WORDS, text):
        length += 1
    if length == 1 or not _is_no_phrase(near[:length], text):
        return 0
    middle = _in(near[1], MIDDLE_NAMES, _PLAIN_MIDDLE_NAMES, text)
    length -= length > 3 and near[length - 1].lower() == "sinh"  # "... sinh năm 1985"
    telling = not text.isascii() or fold(near[1]) not in EVERYDAY
    if not sure:
        sure_middle = fold(near[1]) in _SURE_MIDDLE_NAMES and length > 2
        return length if (middle and telling and length > 2) or sure_middle else 0
    return length if telling or (middle and length > 2) else 0


def _is_no_phrase(name: list[str], text: str) -> bool:
    """Neither a place nor an everyday pair of words, unless a name clearly goes on behind the pair."""
    if find_province(" ".join(name)) is not None:
        return False
    pair = " ".join(name[:2]).lower()
    if pair not in (_PLAIN_NOT_NAMES if text.isascii() else NOT_NAMES):
        return True
    return len(name) > 2 and name[2][0].isupper() and not text.isupper()


def _is_capital_surname(word: str) -> bool:
    lower = word.lower()
    return lower in SURNAMES or lower in SURNAMES_TOO or (lower.isascii() and fold(lower) in spelling.SURNAMES)


def _in(word: str, marked: frozenset[str], plain: frozenset[str], text: str) -> bool:
    """Membership by the word as typed; in a text typed without any marks, by the folded form."""
    lower = word.lower()
    return lower in plain if text.isascii() else lower in marked
