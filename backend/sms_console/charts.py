"""Charts as geometry for SVG templates: drawn by the server, so that they need no script and no style of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from backend.charts import nice
from bhxh.dates import VIETNAM

WIDTH: Final = 420
HEIGHT: Final = 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 26, 26
GROUPS: Final = (
    ("delivered", ("delivered",)),
    ("sent", ("sent", "claimed")),
    ("failed", ("failed", "expired", "suppressed")),
    ("other", ("unknown", "cancelled")),
)
"""How statuses are coloured; what is left of a bar still waits."""


@dataclass(frozen=True)
class Segment:
    """A coloured piece of a bar: ``kind`` names the colour; from ``x``, ``width`` wide, in per cent."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class RateChart:
    """``line`` and ``area``: SVG points; ``grid``: (y, label); ``begin`` and ``end``: moments; ``peak``: the highest rate."""

    line: str
    area: str
    grid: Sequence[tuple[float, float]]
    begin: str
    end: str
    peak: float


def grouped(counts: Mapping[str, int]) -> dict[str, int]:
    """Messages per colour, and "waiting" for what has not been handed over."""
    found = {kind: sum(counts.get(status, 0) for status in statuses) for kind, statuses in GROUPS}
    return found | {"waiting": sum(counts.values()) - sum(found.values())}


def bar(counts: Mapping[str, int], whole: int | None = None) -> list[Segment]:
    """The pieces of a bar whose full width is ``whole`` messages (None: all of them)."""
    whole = sum(counts.values()) if whole is None else whole
    segments, x = [], 0.0
    found = grouped(counts)
    for kind, _ in GROUPS:
        width = 100 * found[kind] / whole if whole else 0.0
        if width:
            segments.append(Segment(kind, round(x, 3), round(width, 3)))
        x += width
    return segments


def rate_chart(progress: Sequence[Mapping[str, Any]]) -> RateChart | None:
    """Messages handed over per second between the points of a campaign's course; None before there are two."""
    # The gateway names whole seconds, and a campaign may begin or end in the one of another point: the last one counts.
    counted = {datetime.fromisoformat(point["at"]): int(point["handed_over"]) for point in progress}
    course = list(counted.items())
    rates = [
        (later, max(0.0, (after - before) / (later - earlier).total_seconds()))
        for (earlier, before), (later, after) in pairwise(course)
    ]
    if not rates:
        return None
    begin, end = course[0][0], course[-1][0]
    span = (end - begin).total_seconds()
    top = nice(max(rate for _, rate in rates))
    across, down = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    floor = _TOP + down
    # Each rate holds for the time since the point before: steps, not slopes that never were.
    points, x = [], float(_LEFT)
    for moment, rate in rates:
        y = round(floor - down * rate / top, 1)
        until = round(_LEFT + across * (moment - begin).total_seconds() / span, 1)
        points += [f"{x},{y}", f"{until},{y}"]
        x = until
    grid = [(round(floor - down * share, 1), top * share) for share in (0.0, 0.5, 1.0)]
    area = f"{_LEFT},{floor} {' '.join(points)} {x},{floor}"
    clock = "%H:%M:%S" if span < 3600 else "%H:%M"
    return RateChart(
        " ".join(points),
        area,
        grid,
        begin.astimezone(VIETNAM).strftime(clock),
        end.astimezone(VIETNAM).strftime(clock),
        max(rate for _, rate in rates),
    )
