"""Communes (phường, xã, thị trấn): the 10,035 of before 01/7/2025 by district, and what each belongs to since.

Nghị quyết 202/2025/QH15 ended the districts, and 34 resolutions of the National Assembly's standing committee of 16/6/2025 made
3,321 communes of the former ones; ten of Đồng Nai are wards since 30/4/2026 (237/NQ-UBTVQH16). Districts are known by the three
digits of the statistics office (GSO): "774" is Quận 5. The list is read where it is needed, a district at a time; data/README.md says
where it comes from and what it does not hold.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Commune:
    """``name`` with its kind as we write it: "Phường 11", "xã Phước Sơn", "thị trấn Tuy Phước", "đặc khu Lý Sơn".

    ``today``: the units it belongs to since 01/7/2025, the one with most of it first; several where it was divided. ``province``:
    theirs. A unit of today stands for itself. ``former``: whether it is one of before 01/7/2025.
    """

    name: str
    today: tuple[str, ...]
    province: str
    former: bool = True


@lru_cache(maxsize=32)
def communes_of(district: str) -> tuple[Commune, ...]:
    """The communes of a GSO district, in the order of their codes; behind them the units of today whose names are not among them.

    Empty for a district of which nothing is known. The list is of 30/6/2025: of a district joined to others before, all of the
    new district's.
    """
    former: dict[str, Commune] = {}
    units: dict[str, Commune] = {}
    for _, _, name, today, province in _rows(_listed_under(district)):
        parts = tuple(today.split("|"))
        for unit in parts:
            units.setdefault(unit, Commune(unit, (unit,), province, former=False))
        if name:
            known = former.get(name)
            former[name] = Commune(name, tuple(dict.fromkeys((*(known.today if known else ()), *parts))), province)
    names = {name.lower() for name in former}
    return (*former.values(), *(unit for name, unit in units.items() if name.lower() not in names))


def commune_named(name: str, district: str) -> Commune | None:
    """The commune of a GSO district with just this name."""
    return next((commune for commune in communes_of(district) if commune.name == name), None)


def _listed_under(district: str) -> tuple[str, ...]:
    """The districts of 30/6/2025 that an older one's communes stand under: its own where nothing has changed."""
    return _changed_districts().get(district, (district,))


@lru_cache(maxsize=1)
def _changed_districts() -> dict[str, tuple[str, ...]]:
    source = resources.files("bhxh").joinpath("data").joinpath("district_lists.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(source.splitlines())
    return {row["district"]: tuple(row["listed_under"].split("|")) for row in rows}


def _rows(districts: Iterable[str]) -> list[list[str]]:
    """Their rows of the list, which is sorted by district: read from where each begins to where it ends."""
    found: list[list[str]] = []
    with resources.files("bhxh").joinpath("data").joinpath("communes.csv").open("rb") as file:
        for district in districts:
            start, end = _places().get(district, (0, 0))
            file.seek(start)
            found += csv.reader(file.read(end - start).decode().splitlines())
    return found


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[int, int]]:
    """Where each district's rows stand in the list, in bytes: the list itself, a megabyte as text, is not kept in memory."""
    places: dict[str, tuple[int, int]] = {}
    end = 0
    with resources.files("bhxh").joinpath("data").joinpath("communes.csv").open("rb") as file:
        for line in file:
            district, start = line[:3].decode(), end
            end += len(line)
            if not district.isdigit():  # the heading
                continue
            places[district] = (places.get(district, (start, 0))[0], end)
    return places
