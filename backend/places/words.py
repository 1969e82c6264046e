"""A name or a query as words that can be compared: without marks, abbreviations written out, "q5" and "Quận 05" alike.

Entries and queries pass the same function, so what is understood of one is understood of the other.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from bhxh.text import fold

_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile("['’`]")
_GLUED = re.compile(r"^(q|quan|p|phuong)0*(\d{1,2})$")
_NUMBERED = frozenset({"quan", "phuong"})
_LONGEST_ABBREVIATION = 3

GENERIC = frozenset(
    """benh vien trung tam y te tram phong kham da khoa tinh thanh pho thi xa quan huyen phuong tran co so cong ty trach nhiem huu
    han phan mot thanh bao hiem xa hoi buu dien diem thu dai ly truong khu vuc cua va o tai""".split()
)
"""Words that hardly tell one entry from another; the search does without them when nothing fits all words."""


def words(text: str) -> list[str]:
    """The words of a text in their order. Only letters a-z and digits are left, so that no word can be search syntax."""
    found = _WORD.findall(_APOSTROPHE.sub("", fold(text)))
    return _numbers_joined(_written_out(found))


@lru_cache(maxsize=1)
def _abbreviations() -> dict[tuple[str, ...], list[str]]:
    lines = resources.files("backend.places").joinpath("data", "abbreviations.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in lines.splitlines())
    return {tuple(short.split()): long.split() for short, long in pairs}


def _written_out(found: list[str]) -> list[str]:
    """Abbreviations of several words ("tt y te", "sai gon") go before shorter ones."""
    known, written = _abbreviations(), list[str]()
    at = 0
    while at < len(found):
        for length in range(min(_LONGEST_ABBREVIATION, len(found) - at), 0, -1):
            long = known.get(tuple(found[at : at + length]))
            if long is not None:
                written += long
                at += length
                break
        else:
            glued = _GLUED.match(found[at])
            written += [{"q": "quan", "p": "phuong"}.get(glued[1], glued[1]), glued[2]] if glued else [found[at]]
            at += 1
    return written


def _numbers_joined(found: Iterable[str]) -> list[str]:
    """ "quan 5" is one word, or "phường 5 quận 11" would be found by "quận 5"."""
    joined: list[str] = []
    for word in found:
        if word.isdigit() and len(word) <= 2 and joined and joined[-1] in _NUMBERED:
            joined[-1] += word.lstrip("0") or word
        else:
            joined.append(word)
    return joined
