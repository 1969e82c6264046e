"""Months as numbers, so that stretches of them can be counted, joined and compared. Month 0 is 0000-01."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Self


@dataclass(frozen=True, order=True)
class Months:
    """The months from `first` to `last`, both included."""

    first: int
    last: int

    @classmethod
    def of(cls, first: str, last: str) -> Self:
        """From `yyyy-mm` to `yyyy-mm`."""
        return cls(number(first), number(last))

    def __len__(self) -> int:
        return max(0, self.last - self.first + 1)

    def within(self, other: "Months") -> "Months":
        """The part that lies in `other`; its length is 0 where there is none."""
        return Months(max(self.first, other.first), min(self.last, other.last))


def number(written: str) -> int:
    """The number of a month written `yyyy-mm`."""
    year, _, month = written.partition("-")
    return int(year) * 12 + int(month) - 1


def of_day(day: date) -> int:
    """The number of a day's month."""
    return day.year * 12 + day.month - 1


def shown(month: int) -> str:
    """`mm/yyyy`."""
    return f"{month % 12 + 1:02d}/{month // 12}"


def joined(stretches: Iterable[Months]) -> list[Months]:
    """The same months in order, with what overlaps or follows without a gap put together."""
    whole: list[Months] = []
    for stretch in sorted(stretch for stretch in stretches if len(stretch)):
        if whole and stretch.first <= whole[-1].last + 1:
            whole[-1] = Months(whole[-1].first, max(whole[-1].last, stretch.last))
        else:
            whole.append(stretch)
    return whole


def between(whole: list[Months]) -> list[Months]:
    """The gaps between stretches as `joined` returns them."""
    return [Months(one.last + 1, other.first - 1) for one, other in pairwise(whole)]
