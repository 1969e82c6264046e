"""A sketch map: the provinces as dots where their seats lie, one of them marked, and a position if it is known.

Drawn by ourselves, so that no other server learns which place somebody looks up. Positions of the seats are rounded to about a kilometre.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

_WEST, _EAST, _SOUTH, _NORTH = 101.5, 115.0, 7.5, 23.6
_SCALE: Final = 24
WIDTH: Final = round((_EAST - _WEST) * _SCALE)
HEIGHT: Final = round((_NORTH - _SOUTH) * _SCALE)


@dataclass(frozen=True)
class Dot:
    """A point of the drawing, in its units from the upper left corner."""

    x: float
    y: float


@dataclass(frozen=True)
class Sketch:
    """The drawing's parts. ``marked``: what is looked for; ``islands``: Hoàng Sa and Trường Sa."""

    seats: tuple[Dot, ...]
    marked: Dot
    islands: tuple[tuple[Dot, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


def sketch(province: str, latitude: float | None = None, longitude: float | None = None) -> Sketch | None:
    """The map of an entry, at its position or else at its province's seat; None when neither is known."""
    seats = _seats()
    if latitude is not None and longitude is not None:
        marked = _dot(latitude, longitude)
    elif province in seats:
        marked = seats[province]
    else:
        return None
    islands = (_dot(16.5, 112.0), "Hoàng Sa"), (_dot(9.5, 113.2), "Trường Sa")
    return Sketch(tuple(seats.values()), marked, islands)


@lru_cache(maxsize=1)
def _seats() -> dict[str, Dot]:
    source = resources.files("backend.places").joinpath("data", "seats.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(source.splitlines())
    return {row["card_code"]: _dot(float(row["latitude"]), float(row["longitude"])) for row in rows}


def _dot(latitude: float, longitude: float) -> Dot:
    return Dot(round((longitude - _WEST) * _SCALE, 1), round((_NORTH - latitude) * _SCALE, 1))
