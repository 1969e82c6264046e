"""Names that fit region, sex and generation."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from backend.demo.generator.tables import flat, read_yaml

Region = Literal["bac", "trung", "nam"]
GENERATIONS = ("old", "middle", "young")
SURNAME_BITS = 10
REST_BITS = 12
_SEXES = {"nam": "male", "nữ": "female"}


@dataclass(frozen=True)
class NameTables:
    """`surnames[region]` has 2^SURNAME_BITS entries, `rest[gender, generation]` 2^REST_BITS of middle and given name."""

    surnames: dict[Region, list[str]]
    rest: dict[tuple[str, str], list[str]]


def generation(year_of_birth: int) -> str:
    """Whose names: born before 1975, before 2000, or later."""
    if year_of_birth < 1975:
        return "old"
    return "middle" if year_of_birth < 2000 else "young"


@lru_cache(maxsize=1)
def name_tables() -> NameTables:
    data = read_yaml("names.yaml")
    common = data["surnames"]["all"]
    regions: tuple[Region, ...] = ("bac", "trung", "nam")
    surnames = {region: flat(common | data["surnames"][region], 1 << SURNAME_BITS) for region in regions}
    rest = {
        (gender, age): _rest(data[sex]["middle"][age], data[sex]["given"][age])
        for gender, sex in _SEXES.items()
        for age in GENERATIONS
    }
    return NameTables(surnames, rest)


def _rest(middle: dict[str, float], given: dict[str, float]) -> list[str]:
    pairs = {
        f"{first} {last}": first_weight * last_weight
        for first, first_weight in middle.items()
        for last, last_weight in given.items()
        if last not in first.split()
    }
    return flat(pairs, 1 << REST_BITS)
