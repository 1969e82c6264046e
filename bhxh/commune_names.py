"""What people write for a commune, found in the list of its district: "p11", "phuong cho quan", "xa Phuoc Sơn", "Chợ Qáun"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bhxh.communes import Commune, communes_of
from bhxh.text import fix_tone, fold, nfc

MOST_OPTIONS: Final = 5

_KINDS: Final = (
    ("Phường", re.compile(r"(?:phường|phuong|ph|p)(?=[\s.\d]|$)[\s.]*", re.IGNORECASE)),
    ("thị trấn", re.compile(r"(?:thị trấn|thi tran|tt)(?=[\s.]|$)[\s.]*", re.IGNORECASE)),
    ("đặc khu", re.compile(r"(?:đặc khu|dac khu|đk|dk)(?=[\s.]|$)[\s.]*", re.IGNORECASE)),
    ("xã", re.compile(r"(?:xã|xa|x)(?=[\s.]|$)[\s.]*", re.IGNORECASE)),
)
_SHORTEST_WITH_A_TYPO: Final = 4
# A Vietnamese syllable without its marks. What is none ("quna", "hugn") is a typing error, what is one may be a name of its own.
_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?"
    r"(?:uyeu|ieu|yeu|uoi|uou|oai|oay|uay|uye|uya|uyu|oeo|oao|[aeiouy]|a[iouy]|e[ou]|i[aeu]|o[aeio]|u[aeiouy]|y[ae])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
# Mỹ and Mĩ, Quý and Quí are one name.
_Y: Final = re.compile(r"(?<=[hklmstv])y\b|(?<=qu)y\b")


@dataclass(frozen=True, slots=True)
class Found:
    """``commune`` when it is one; else ``options``, the names it could be, none when nothing is near. ``ambiguous``: all of them
    are called so."""

    commune: Commune | None = None
    options: tuple[str, ...] = ()
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart: its kind ("" when none is stated), its words as written, and the key that spellings share."""

    kind: str
    words: tuple[str, ...]
    key: str


_Entry = tuple[_Name, Commune]


def split_kind(written: str) -> tuple[str, str]:
    """The kind a text begins with, as we write it, and the rest: "p11" → ("Phường", "11"), "Phước Sơn" → ("", "Phước Sơn")."""
    for kind, pattern in _KINDS:
        ahead = pattern.match(written)
        if ahead:
            return kind, written[ahead.end() :]
    return "", written


def find_commune(written: str, district: str) -> Found:
    """The commune of a GSO district that a text names, tolerant of case, missing marks, short or wrong kinds and a plain typing error.

    Marks that were typed count: "Tân Hưng" is not "Tân Hùng". A commune of before 01/7/2025 comes ahead of a unit of today.
    """
    known = _known(district)
    written = " ".join(nfc(written).split()).strip(" .,;")
    exact = [commune for _, commune in known if commune.name.lower() == written.lower()]
    if exact:
        return Found(exact[0])
    readings = list(dict.fromkeys((_name(written), _name(written, kinds=False))))  # "Phường Đúc" is a ward of its own
    for name in readings:
        same = [(its, commune) for its, commune in known if name.key and its.key == name.key]
        fitting = [(its, commune) for its, commune in same if _marks_fit(name.words, its.words)]
        if fitting:
            return _one_of(name, fitting)
        if same:
            return _options(commune for _, commune in same)
    return _near(readings[0], known)


@lru_cache(maxsize=32)
def _known(district: str) -> list[_Entry]:
    return [(_name(commune.name), commune) for commune in communes_of(district)]


def _name(written: str, *, kinds: bool = True) -> _Name:
    kind, rest = split_kind(written) if kinds else ("", written)
    words = tuple(re.sub(r"[^\w\s]+", " ", re.sub(r"['’]", "", rest)).split())
    key = "".join(_Y.sub("i", fold(word).lstrip("0")) for word in words)
    return _Name(kind, words, key)


def _marks_fit(written: Sequence[str], official: Sequence[str]) -> bool:
    """Whether the marks typed are those of the name; a word without any fits all, and so does one that is no Vietnamese word."""
    if len(written) != len(official):
        return True
    pairs = zip(map(_plain_word, written), map(_plain_word, official), strict=True)
    return all(
        mine == its or mine.isascii() or not _SYLLABLE.fullmatch(fold(its)) or not _SYLLABLE.fullmatch(fold(mine))
        for mine, its in pairs
    )


def _plain(name: _Name) -> str:
    return "".join(map(_plain_word, name.words))


def _plain_word(word: str) -> str:
    return re.sub(r"[yỳýỷỹỵ]$", lambda y: "iìíỉĩị"["yỳýỷỹỵ".index(y[0])], fix_tone(word.lower()))


def _one_of(name: _Name, fitting: list[_Entry]) -> Found:
    """Among those that a text fits: by the kind stated (a wrong one is forgiven) and by its marks if it has any.

    A unit of today stands behind a former commune of its own name, not behind one that differs by the marks left out.
    """
    fitting = [entry for entry in fitting if entry[0].kind == name.kind] or fitting
    if not all(word.isascii() for word in name.words):
        fitting = [entry for entry in fitting if _plain(entry[0]) == _plain(name)] or fitting
    former = {_plain(its) for its, commune in fitting if commune.former}
    fitting = [entry for entry in fitting if entry[1].former or _plain(entry[0]) not in former]
    if len(fitting) == 1:
        return Found(fitting[0][1])
    return Found(options=tuple(commune.name for _, commune in fitting[:MOST_OPTIONS]), ambiguous=True)


def _near(name: _Name, known: list[_Entry]) -> Found:
    """What is one letter away, or begins like it. Numbers are never near: "Phường 8" is not "Phường 9"."""
    if name.key.isdigit() or len(name.key) < _SHORTEST_WITH_A_TYPO:
        return Found()
    close = [
        (its, commune)
        for its, commune in known
        if _digits(its.key) == _digits(name.key) and _one_apart(name.key, its.key)
    ]
    if len(close) == 1 and _is_typing_error(name.words, close[0][0].words):
        return Found(close[0][1])
    close += [entry for entry in known if entry not in close and _begins(entry[0].words, name.words)]
    return _options(commune for _, commune in close)


def _options(communes: Iterable[Commune]) -> Found:
    return Found(options=tuple(commune.name for commune in communes)[:MOST_OPTIONS])


def _digits(key: str) -> str:
    return re.sub(r"\D", "", key)


def _begins(words: Sequence[str], beginning: Sequence[str]) -> bool:
    """Whether the words of a name begin with others: "Bình Trưng Đông" with "binh trung"."""
    return len(words) > len(beginning) > 0 and all(
        fold(mine) == fold(its) for mine, its in zip(beginning, words, strict=False)
    )


def _one_apart(one: str, other: str) -> bool:
    """Whether a letter is changed, missing, too many, or two beside each other have changed places."""
    if len(one) == len(other):
        at = [place for place, (mine, its) in enumerate(zip(one, other, strict=True)) if mine != its]
        swapped = len(at) == 2 and at[1] == at[0] + 1 and one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]
        return len(at) == 1 or swapped
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def _is_typing_error(written: Sequence[str], official: Sequence[str]) -> bool:
    """Whether the one word that differs cannot be meant: it is no Vietnamese syllable, and the name's is."""
    if len(written) != len(official):
        return False
    differing = [
        (fold(mine), fold(its)) for mine, its in zip(written, official, strict=True) if fold(mine) != fold(its)
    ]
    return all(_SYLLABLE.fullmatch(its) and not _SYLLABLE.fullmatch(mine) for mine, its in differing)
