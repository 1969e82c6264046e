"""The years of participation as a picture: one row for each kind, one bar for each stretch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backend.participants.participation import History, Kind

WIDTH: Final = 360
_LEFT: Final = 4
_RIGHT: Final = 356
_ROW: Final = 40
_AXIS: Final = 24
_TICKS: Final = 6
_STEPS: Final = (1, 2, 5, 10, 20)


@dataclass(frozen=True)
class Bar:
    """A stretch; ``owed``: the employer has not paid all of it; ``other``: every second one, so that neighbours are told apart."""

    x: float
    width: float
    owed: bool
    other: bool


@dataclass(frozen=True)
class Row:
    """A kind; its label stands at ``y``, its bars hang below."""

    kind: Kind
    y: int
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Timeline:
    """``ticks``: (x, year) of the lines down."""

    height: int
    rows: Sequence[Row]
    ticks: Sequence[tuple[float, int]]

    @property
    def floor(self) -> int:
        return self.height - _AXIS


def timeline_of(history: History) -> Timeline | None:
    """The picture of a history; None where there is nothing to draw."""
    stretches = [stretch for kind in history.kinds for stretch in kind.stretches]
    if not stretches:
        return None
    first_year = min(stretch.months.first for stretch in stretches) // 12
    end_year = max(stretch.months.last for stretch in stretches) // 12 + 1
    begin, scale = first_year * 12, (_RIGHT - _LEFT) / ((end_year - first_year) * 12)

    def at(month: int) -> float:
        return round(_LEFT + (month - begin) * scale, 1)

    rows = [
        Row(
            kind.kind,
            16 + _ROW * number,
            [
                Bar(
                    at(stretch.months.first),
                    max(1.5, round(len(stretch.months) * scale - 1, 1)),
                    stretch.period.arrears_months > 0,
                    place % 2 == 1,
                )
                for place, stretch in enumerate(reversed(kind.stretches))
            ],
        )
        for number, kind in enumerate(history.kinds)
    ]
    years = end_year - first_year
    step = next((step for step in _STEPS if years <= step * _TICKS), _STEPS[-1])
    marked = [year for year in range(first_year, end_year + 1) if year % step == 0]
    return Timeline(8 + _ROW * len(rows) + _AXIS, rows, [(at(year * 12), year) for year in marked])
