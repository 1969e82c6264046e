"""Charts as geometry for SVG templates: drawn by the server, so that they need no script and no style of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_STEPS: Final = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Piece:
    """A coloured part of a column: ``kind`` names the colour; from ``y`` downwards, ``height`` high."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    """A column from ``x``, ``width`` wide; its ``label`` stands below its middle, its ``total`` above ``top``."""

    label: str
    total: int
    x: float
    width: float
    top: float
    pieces: Sequence[Piece]

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Columns:
    """``grid``: (y, value) of the lines across; the columns stand on ``floor``."""

    width: int
    height: int
    left: int
    floor: int
    grid: Sequence[tuple[float, float]]
    columns: Sequence[Column]


def nice(highest: float) -> float:
    """The next round number, so that the axis has labels a person can read."""
    unit = 1.0
    while unit * 10 < highest:
        unit *= 10
    return next((unit * step for step in _STEPS if unit * step >= highest), unit * 10)


def stacked(
    bars: Sequence[tuple[str, Mapping[str, int]]], *, width: int = 640, height: int = 240, left: int = 64
) -> Columns:
    """Columns of stacked amounts, in the order given: each a label and its amounts by kind, the first at the bottom."""
    above, below, widest = 24, 28, 72
    floor = height - below
    top = nice(max((sum(amounts.values()) for _, amounts in bars), default=1) or 1)
    scale = (floor - above) / top
    step = (width - left) / max(len(bars), 1)
    broad = min(step * 0.6, widest)
    columns = []
    for number, (label, amounts) in enumerate(bars):
        pieces, y = [], float(floor)
        for kind, amount in amounts.items():
            if amount:
                y -= amount * scale
                pieces.append(Piece(kind, round(y, 1), round(amount * scale, 1)))
        x = left + step * number + (step - broad) / 2
        columns.append(Column(label, sum(amounts.values()), round(x, 1), round(broad, 1), round(y, 1), pieces))
    grid = [(round(floor - top * share * scale, 1), top * share) for share in (0.0, 0.5, 1.0)]
    return Columns(width, height, left, floor, grid, columns)
