"""Districts and the BHXH agencies that receive registrations: [079] BHXH TP. Hồ Chí Minh → [07915] BHXH Quận 5.

Until 30/6/2025 every district had one BHXH agency, so a district is known by its agency's code. See data/README.md for what
is confirmed and what is inferred.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Final, TypeVar

from bhxh.places import Province, find_province, provinces
from bhxh.text import fold

MOST_OPTIONS: Final = 5

_KIND: Final = re.compile(
    r"^(?:(?P<tinh>tinh)|(?P<thanh_pho>thanh pho|tp|t p)|(?P<thi_xa>thi xa|tx|t x)|(?P<quan>quan|q)|(?P<huyen>huyen|h))\b ?"
)
_AGENCY_WORDS: Final = re.compile(r"^(?:co quan )?(?:bhxh|bao hiem xa hoi) ?")
_PROVINCIAL: Final = frozenset({"tinh", "thanh pho", "tp", "tinh thanh pho"})
_CODE: Final = re.compile(r"^(\d{5}|\d{3})$")
_CODE_AHEAD: Final = re.compile(r"^\[?\s*(\d{5}|\d{3})\s*\]?(?=$|\s|[-–:.]|bhxh)", re.IGNORECASE)
_GLUED_NUMBER: Final = re.compile(r"\b(q|quan)(\d)")


@dataclass(frozen=True)
class Agency:
    """A BHXH agency. ``code`` has three digits (province) or five (district); ``name`` begins with "BHXH"; ``area``: of a district's
    the three digits of the statistics office (GSO), by which communes are listed."""

    code: str
    name: str
    phone: str
    area: str

    @property
    def title(self) -> str:
        """As shown for choosing: ``[07915] BHXH Quận 5``."""
        return f"[{self.code}] {self.name}"

    @property
    def province_code(self) -> str:
        """The three digits of its province."""
        return self.code[:3]


@dataclass(frozen=True)
class District:
    """A district by the code of its agency; ``name`` with its kind: "Quận 5", "thành phố Thủ Dầu Một"."""

    code: str
    name: str

    @property
    def title(self) -> str:
        """As shown for choosing: its name, which is unique within its province."""
        return self.name


Place = TypeVar("Place", Agency, District)


class NotOne(LookupError):
    """No place, or more than one, fits what a person wrote. ``options``: up to five it could be, none when nothing is near."""

    def __init__(self, ambiguous: bool, options: Sequence[str]) -> None:
        super().__init__("ambiguous" if ambiguous else "unknown")
        self.ambiguous = ambiguous
        self.options = tuple(options[:MOST_OPTIONS])


@lru_cache(maxsize=1)
def agencies() -> dict[str, Agency]:
    """All agencies that receive registrations, by code."""
    source = resources.files("backend.registration").joinpath("data", "bhxh_agencies.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Agency(row["code"], row["name"], row["phone"], row["gso_district_or_area"])
        for row in csv.DictReader(source.splitlines())
        if row["level"] in {"tinh", "huyen"} and row["code"]
    }


@dataclass(frozen=True)
class Published:
    """A row of the list as shipped, for the public directory: also the central office and agencies without a code.

    ``status`` says what is confirmed by a document and what is inferred (data/README.md).
    """

    code: str
    parent_code: str
    name: str
    address: str
    phone: str
    area: str
    status: str


def published() -> list[Published]:
    """Every agency of the shipped list, in its order."""
    source = resources.files("backend.registration").joinpath("data", "bhxh_agencies.csv").read_text(encoding="utf-8")
    return [
        Published(
            row["code"],
            row["parent_code"],
            row["name"],
            row["address"],
            row["phone"],
            row["gso_district_or_area"],
            row["status"],
        )
        for row in csv.DictReader(source.splitlines())
    ]


def home_provinces() -> list[Province]:
    """The provinces a person can live in: not the insurers of the army (97) and the police (98)."""
    return [province for province in provinces() if province.name_2025]


@lru_cache(maxsize=64)
def districts(province: Province) -> tuple[District, ...]:
    """The districts of a province, in the order of their codes."""
    return tuple(
        District(agency.code, agency.name.removeprefix("BHXH "))
        for agency in agencies().values()
        if agency.province_code == province.agency_code and len(agency.code) == 5
    )


@lru_cache(maxsize=64)
def agencies_of(province: Province) -> tuple[Agency, ...]:
    """The agencies of a province, the provincial one first."""
    return tuple(agency for agency in agencies().values() if agency.province_code == province.agency_code)


def find_home_province(text: str) -> Province:
    """The province a text names. Raises NotOne."""
    found = find_province(text)
    if found is not None and found.name_2025:
        return found
    by_name = {_core(province.name)[1]: province.name for province in home_provinces()}
    raise NotOne(False, [by_name[near] for near in get_close_matches(_core(text)[1], by_name, MOST_OPTIONS, 0.6)])


def find_district(text: str, province: Province) -> District:
    """The district of a province that a text names: "q5", "Quận 5", "quan 5", "07915". Raises NotOne."""
    code = _CODE.match(text.strip())
    if code:
        for district in districts(province):
            if district.code == code[1]:
                return district
    return _find(_without_province(text, province), districts(province), lambda district: district.name)


def find_agency(text: str, province: Province) -> Agency:
    """The agency within a province that a text names, by code or name: "[07915]", "BHXH quận 5", "079". Raises NotOne."""
    code = _CODE_AHEAD.match(text.strip())
    if code and code[1] in agencies() and agencies()[code[1]].province_code == province.agency_code:
        return agencies()[code[1]]
    named = _AGENCY_WORDS.sub("", _plain(_without_province(_CODE_AHEAD.sub("", text.strip()), province)))
    if named in _PROVINCIAL:
        return agencies()[province.agency_code]
    try:
        return _find(named, agencies_of(province), lambda agency: agency.name.removeprefix("BHXH "))
    except NotOne as error:
        if not error.ambiguous and find_province(named) == province:
            return agencies()[province.agency_code]
        raise


def _plain(text: str) -> str:
    """Folded words without punctuation, apostrophes closed up ("Ea H'leo" = "ea hleo")."""
    words = re.sub(r"[^a-z0-9 ]+", " ", re.sub(r"['’]", "", fold(text)))
    return _GLUED_NUMBER.sub(r"\1 \2", " ".join(words.split()))


def _core(name: str) -> tuple[str | None, str]:
    """The kind a name states (or None) and the name itself, without blanks: "Q. Gò Vấp" → ("quan", "govap")."""
    plain = _plain(name)
    kind = _KIND.match(plain)
    if kind is None or kind.end() == len(plain):
        return None, plain.replace(" ", "")
    return kind.lastgroup, re.sub(r"^0+(?=\d)", "", plain[kind.end() :].replace(" ", ""))


def _without_province(text: str, province: Province) -> str:
    """Drops a province named at the end: "Quận 5, TP.HCM" → "Quận 5"."""
    head, comma, tail = text.rpartition(",")
    return head if comma and find_province(tail) == province else text


def _find(text: str, places: Iterable[Place], name_of: Callable[[Place], str]) -> Place:
    known: list[tuple[str | None, str, Place]] = []
    for place in places:
        its_kind, name = _core(name_of(place))
        known.append((its_kind, name, place))
    kind, wanted = _core(text)
    same_name = [entry for entry in known if entry[1] == wanted]
    # A wrong kind is forgiven ("huyện Thủ Dầu Một" is a city by now), a missing one only when the name stands once.
    fitting = [entry for entry in same_name if entry[0] == kind] or same_name
    if len(fitting) == 1:
        return fitting[0][2]
    if fitting:
        raise NotOne(True, [entry[2].title for entry in fitting])
    near = get_close_matches(wanted, [entry[1] for entry in known], MOST_OPTIONS, 0.6)
    close = [entry for entry in known if len(wanted) >= 3 and wanted in entry[1]]
    close += [entry for nearby in near for entry in known if entry[1] == nearby]
    raise NotOne(False, list(dict.fromkeys(entry[2].title for entry in close)))
