"""Provinces: the 63 of 2008-2025, the 34 since 01/7/2025 (Nghị quyết 202/2025/QH15), and how people write them.

Card numbers and agency codes keep the 63-province codes, so these stay the key.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bhxh.text import fix_tone, fold, nfc, strip_accents

_PREFIXES = ("tinh ", "thanh pho ", "tp ", "t p ")


@dataclass(frozen=True)
class Province:
    """One of the 63 provinces, or the two non-territorial insurers (97 Bộ Quốc phòng, 98 Công an nhân dân).

    ``card_code`` two digits, as on BHYT cards; ``agency_code`` three digits, as in "[079]"; ``name_2025`` is the province
    it belongs to since 01/7/2025, empty for 97 and 98.
    """

    card_code: str
    agency_code: str
    name: str
    agency_name: str
    name_2025: str


@lru_cache(maxsize=1)
def _by_card_code() -> dict[str, Province]:
    source = resources.files("bhxh").joinpath("data").joinpath("provinces.csv").read_text(encoding="utf-8")
    return {
        row["card_code"]: Province(
            row["card_code"],
            row["bhxh_agency_prefix"],
            row["name_63"],
            row["agency_name"],
            row["name_after_2025_merger"],
        )
        for row in csv.DictReader(source.splitlines())
    }


def provinces() -> tuple[Province, ...]:
    """All, in the order of their card codes."""
    return tuple(_by_card_code().values())


def province_by_card_code(card_code: str) -> Province | None:
    """The province of the two digits on a card, or None."""
    return _by_card_code().get(card_code)


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("-", " ").replace(".", " ").replace(",", " ").split())


@dataclass(frozen=True)
class _Name:
    """``how``: ``name``; ``short`` form; ``letters``, which in running text count in capitals or behind "ở"; ``led``: only there."""

    written: str
    province: Province
    how: str


@lru_cache(maxsize=1)
def _names() -> tuple[_Name, ...]:
    """The 63 names, then short forms and cities that stand for their province in speech."""
    source = resources.files("bhxh").joinpath("data").joinpath("province_names.csv").read_text(encoding="utf-8")
    others = (
        _Name(row["name"], _by_card_code()[row["card_code"]], row["how"]) for row in csv.DictReader(source.splitlines())
    )
    return (*(_Name(province.name, province, "name") for province in provinces()), *others)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, _Name]:
    return {_plain(name.written): name for name in _names()}


def find_province(text: str) -> Province | None:
    """The province a text names as a whole: any of the 63 names, with or without accents, prefix, or a usual short form.

    A name of the 34 that is also one of the 63 (all but "Huế") means that one; a well-known city means its province.
    """
    wanted = _plain(text)
    for prefix in ("", *_PREFIXES):
        name = _by_name().get(wanted[len(prefix) :]) if wanted.startswith(prefix) else None
        if name is not None:
            return None if _has_other_marks(text, name) else name.province
    return None


def _has_other_marks(text: str, name: _Name) -> bool:
    """Whether one word is spelt with marks that the name has not: "Huệ" is a person's name."""
    last = nfc(text).lower().split()[-1].strip(".,")
    return " " not in name.written and strip_accents(last) != last and fix_tone(last) != fix_tone(name.written.lower())


@dataclass(frozen=True)
class FoundPlace:
    """A province named within a text: ``written`` is how, from ``start`` to ``end`` in the NFC text."""

    province: Province
    written: str
    start: int
    end: int


_BEFORE = r"(?<![^\W_])(?:(?:thành phố|thanh pho|tỉnh|tinh|tp|t\.p)\b\.?\s*)?"
_AFTER = r"(?![^\W_])"
_LED_TO = re.compile(r"(?:\b(?:ở|tại|về|thuộc|o|tai|ve|thuoc|tỉnh|tinh|quê|que)\s+|,\s*)$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _in_text() -> tuple[tuple[_Name, "re.Pattern[str]"], ...]:
    """For each name how it may be typed, longer names first: "Bà Rịa - Vũng Tàu" is no "Vũng Tàu"."""
    names = sorted(_names(), key=lambda name: len(name.written), reverse=True)
    return tuple((name, re.compile(_BEFORE + _spellings(name.written) + _AFTER, re.IGNORECASE)) for name in names)


def _spellings(written: str) -> str:
    """With all its marks, with none, or with the tone mark on the other vowel (hoà, hòa); any separator between words."""
    words = re.split(r"[\s\-]+", written)
    return r"[\s.\-]*".join(
        "(?:" + "|".join(sorted({word.lower(), fix_tone(word.lower()), _older_tone(word.lower()), fold(word)})) + ")"
        for word in words
    )


def _older_tone(word: str) -> str:
    return nfc(word).replace("òa", "oà").replace("óa", "oá")


def find_places(text: str) -> list[FoundPlace]:
    """The provinces that a text names somewhere, in the order of the text.

    In a text typed with its marks a name of one word needs its own: "chị Huệ" is no city, and neither is "hue".
    """
    text, found = nfc(text), list[FoundPlace]()
    taken: list[tuple[int, int]] = []
    marked = strip_accents(text) != text
    for name, pattern in _in_text():
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            if not _is_meant(name, match.group(), text[:start], marked):
                continue
            taken.append((start, end))
            found.append(FoundPlace(name.province, match.group(), start, end))
    return sorted(found, key=lambda place: place.start)


def _is_meant(name: _Name, written: str, before: str, marked: bool) -> bool:
    if name.how == "letters":
        return written.isupper() or bool(_LED_TO.search(before))
    if name.how == "led":  # "ct" is a company and "dn" an enterprise as well
        return not (written.isascii() and written.islower()) and bool(_LED_TO.search(before))
    return not (marked and " " not in name.written and written.isascii() != name.written.isascii())
