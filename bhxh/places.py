"""Provinces: the 63 of 2008-2025, the 34 since 01/7/2025 (Nghị quyết 202/2025/QH15), and how people write them.

Card numbers and agency codes keep the 63-province codes, so these stay the key.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bhxh.text import fold

_ABBREVIATIONS = {
    "tphcm": "79", "tp hcm": "79", "hcm": "79", "tp ho chi minh": "79", "sai gon": "79", "sg": "79", "hcmc": "79",
    "hn": "01", "tp hn": "01", "ha noi": "01", "dn": "48", "tp da nang": "48", "hp": "31", "tp hai phong": "31", "ct": "92",
    "brvt": "77", "br vt": "77", "ba ria vung tau": "77", "vung tau": "77", "tth": "46", "hue": "46", "tp hue": "46",
    "dac lac": "66", "dak lak": "66", "dac nong": "67", "dak nong": "67", "daklak": "66", "daknong": "67",
    "kontum": "62", "thanh hoa": "38", "khanh hoa": "56", "hoa binh": "17",
}  # fmt: skip
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


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Province]:
    names = {_plain(province.name): province for province in provinces()}
    names.update({_plain(short): _by_card_code()[code] for short, code in _ABBREVIATIONS.items()})
    return names


def find_province(text: str) -> Province | None:
    """The province a text names as a whole: any of the 63 names, with or without accents, prefix, or a usual short form.

    A name of the 34 that is also one of the 63 (all but "Huế") means that one.
    """
    wanted = _plain(text)
    names = _by_name()
    if wanted in names:
        return names[wanted]
    for prefix in _PREFIXES:
        if wanted.startswith(prefix) and wanted[len(prefix) :] in names:
            return names[wanted[len(prefix) :]]
    return None
