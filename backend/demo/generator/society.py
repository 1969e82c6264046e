"""How old people are, which cards they hold, how often they fall ill and whose mobile network they use. Rough, but plausible."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from backend.demo.generator.cases import PERIODS
from backend.demo.generator.tables import flat

AS_OF = date(2026, 11, 1)
"""The day on which ages are counted and after which nothing has happened yet."""
OLDEST = date(1932, 1, 1)
FIRST_VISIT = (date(2023, 1, 1) - OLDEST).days
CARDS_RENEWED = (date(2026, 1, 1) - OLDEST).days

BIRTH_BITS, GROUP_BITS, VISIT_BITS, PHONE_BITS = 12, 8, 6, 8

# People by decade of birth, thousands per year of birth (census 2019, moved on by births since).
_BIRTHS = {
    1930: 150,
    1940: 330,
    1950: 800,
    1960: 1180,
    1970: 1330,
    1980: 1620,
    1990: 1560,
    2000: 1330,
    2010: 1530,
    2020: 1410,
}

# Group code and level (QĐ 1351/QĐ-BHXH; CN at level 2 since 01/01/2026, NQ 261/2025/QH15) by age.
_GROUPS: tuple[tuple[int, Mapping[str, int]], ...] = (
    (5, {"TE1": 100}),
    (17, {"HS4": 82, "HN2": 5, "CN2": 3, "DT2": 5, "TQ4": 2, "GD4": 3}),
    (22, {"SV4": 40, "DN4": 30, "GD4": 18, "HN2": 4, "CN2": 3, "DT2": 5}),
    (59, {"DN4": 53, "HC4": 9, "CH4": 4, "GD4": 18, "HN2": 3, "CN2": 3, "DT2": 4, "TN4": 2, "HX4": 1, "XK4": 1, "CK2": 1, "TA4": 1}),
    (79, {"HT3": 40, "GD4": 28, "HN2": 5, "CN2": 4, "CK2": 7, "CB2": 6, "BT2": 3, "DT2": 5, "XB4": 1, "TB4": 1}),
    (99, {"HT3": 30, "BT2": 28, "CT2": 5, "CK2": 12, "GD4": 14, "CB2": 5, "HN2": 4, "DT2": 2}),
)  # fmt: skip

# Number of visits from 2023 on, by age class; about two on average.
_VISITS: tuple[Mapping[int, int], ...] = (
    {0: 14, 1: 14, 2: 14, 3: 10, 4: 6, 5: 4, 7: 2},
    {0: 30, 1: 18, 2: 9, 3: 5, 4: 2},
    {0: 32, 1: 17, 2: 8, 3: 4, 4: 2, 6: 1},
    {0: 20, 1: 15, 2: 12, 3: 8, 4: 5, 6: 3, 9: 1},
    {0: 10, 1: 10, 2: 11, 3: 10, 4: 8, 5: 6, 7: 5, 10: 3, 14: 1},
)

# First owner of the number range: Viettel, VinaPhone, MobiFone, Vietnamobile, Gmobile.
_PHONES = {
    **dict.fromkeys("32 33 34 35 36 37 38 39 86 96 97 98".split(), 45),
    **dict.fromkeys("81 82 83 84 85 88 91 94".split(), 30),
    **dict.fromkeys("70 76 77 78 79 89 90 93".split(), 25),
    **dict.fromkeys("56 58 92".split(), 8),
    "59": 3,
}


@dataclass(frozen=True)
class Society:
    """Flat tables to be indexed with that many random bits, and two by number of day."""

    days: list[str]
    """ISO dates from `OLDEST` to `AS_OF`."""
    periods: list[int]
    """Index into `PERIODS` for each day since `FIRST_VISIT`."""
    first_of_birth_year: list[int]
    """By BIRTH_BITS: number of the first day of a year of birth."""
    groups: list[list[str]]
    """By age, then GROUP_BITS."""
    visits: list[list[int]]
    """By age class, then VISIT_BITS."""
    phones: list[str]
    """By PHONE_BITS: the two digits behind 84."""


@lru_cache(maxsize=1)
def society() -> Society:
    days = [OLDEST + timedelta(days=number) for number in range((AS_OF - OLDEST).days + 1)]
    years = {year: float(_BIRTHS[year // 10 * 10]) for year in range(OLDEST.year, AS_OF.year + 1)}
    groups = [flat(weights, 1 << GROUP_BITS) for _, weights in _GROUPS]
    until = [age for age, _ in _GROUPS]
    return Society(
        days=[day.isoformat() for day in days],
        periods=[sum(day >= since for since in PERIODS) - 1 for day in days[FIRST_VISIT:]],
        first_of_birth_year=[(date(year, 1, 1) - OLDEST).days for year in flat(years, 1 << BIRTH_BITS)],
        groups=[next(group for group, last in zip(groups, until, strict=True) if age <= last) for age in range(100)],
        visits=[flat(weights, 1 << VISIT_BITS) for weights in _VISITS],
        phones=flat(_PHONES, 1 << PHONE_BITS),
    )


def age_class(age: int) -> int:
    """0-5, 6-17, 18-39, 40-59, 60 and older: the order of `who` in clinical.yaml."""
    if age < 18:
        return 0 if age < 6 else 1
    if age < 60:
        return 2 if age < 40 else 3
    return 4
