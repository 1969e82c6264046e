"""What figures mean for a provider: one step of its state, with hysteresis, so that it does not flap.

Getting worse takes enough numbers, getting better takes time: the bounds to get better are half of those to get worse, and a
provider that was out comes back by single messages, then with a quarter of its weight, then whole.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sms_gateway.health.figures import Figures


class State(enum.StrEnum):
    """How a provider stands for a telco."""

    GOOD = "good"
    DEGRADED = "degraded"
    """It gets a quarter of its share."""
    OUT = "out"
    """It gets nothing while another can."""
    PROBING = "probing"
    """It was out long enough and gets a message now and then."""


class Reason(enum.StrEnum):
    """What speaks against it."""

    ERRORS = "errors"
    LATENCY = "latency"
    DELIVERY = "delivery"
    CONVERSION = "conversion"


class Bounds(NamedTuple):
    """From ``degraded`` and ``out`` on it is worse; below ``calm`` nothing speaks against better. ``least``: numbers without which
    nothing is said; ``probes``: the same while it is probed."""

    calm: float
    degraded: float
    out: float
    least: int
    probes: int


BOUNDS: Final = {
    Reason.ERRORS: Bounds(0.04, 0.10, 0.50, least=20, probes=5),
    Reason.LATENCY: Bounds(2.5, 5.0, 20.0, least=20, probes=5),
    Reason.DELIVERY: Bounds(0.15, 0.30, 0.75, least=50, probes=10),
    Reason.CONVERSION: Bounds(0.15, 0.30, 0.75, least=30, probes=10),
}
"""Errors: their share of the answers. Latency: mean seconds to an answer. Delivery, conversion: by how much the share of delivered
receipts, of confirmed OTP, falls short of what it is with the other providers for the same telco."""

USUAL_DELIVERY: Final = 0.85
"""The share of delivered receipts to compare with where no other provider has enough."""

CALM: Final = timedelta(seconds=30)
FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(minutes=10)
LONGEST_TRIAL: Final = timedelta(minutes=15)
"""A provider for which too few probes come by gets a quarter of its share after so long."""


@dataclass(frozen=True)
class Standing:
    """``since``: of the state; ``calm_since``: nothing speaks against it since then; ``outs``: how often it was out in a row."""

    state: State
    since: datetime
    reason: Reason | None = None
    calm_since: datetime | None = None
    outs: int = 0


def judge(before: Standing, figures: Figures, siblings: Figures, now: datetime) -> Standing:
    """The next standing; the same object where nothing changes. ``siblings``: the other providers' figures for that telco."""
    if before.state is State.OUT:
        rested = now >= before.since + _pause(before.outs)
        return replace(before, state=State.PROBING, since=now, calm_since=None) if rested else before
    found = _findings(figures, siblings, probing=before.state is State.PROBING)
    worst = max(found, key=lambda one: one.level, default=_Finding(None, _CALM))
    if worst.level >= (_DEGRADED if before.state is State.PROBING else _OUT):
        return Standing(State.OUT, now, worst.reason, None, before.outs + 1)
    if before.state is State.PROBING:
        answered = any(one.reason is before.reason for one in found) or now >= before.since + LONGEST_TRIAL
        return Standing(State.DEGRADED, now, before.reason, now, before.outs) if answered else before
    if before.state is State.GOOD:
        return Standing(State.DEGRADED, now, worst.reason) if worst.level >= _DEGRADED else before
    return _recovering(before, worst.level, now)


def _recovering(before: Standing, level: int, now: datetime) -> Standing:
    """A degraded one is good again when it was calm for long enough."""
    if level > _CALM:
        return before if before.calm_since is None else replace(before, calm_since=None)
    if before.calm_since is None:
        return replace(before, calm_since=now)
    return Standing(State.GOOD, now) if now >= before.calm_since + CALM else before


def _pause(outs: int) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(max(outs - 1, 0), 10))


_CALM, _UNEASY, _DEGRADED, _OUT = range(4)


class _Finding(NamedTuple):
    reason: Reason | None
    level: int


def _findings(figures: Figures, siblings: Figures, probing: bool) -> list[_Finding]:
    """Of each thing that there are numbers enough to judge."""
    values: list[tuple[Reason, float, float]] = []
    if figures.answers:
        values.append((Reason.ERRORS, figures.answers, figures.errors / figures.answers))
        values.append((Reason.LATENCY, figures.answers, figures.seconds / figures.answers))
    if figures.receipts:
        usual = USUAL_DELIVERY
        if siblings.receipts >= BOUNDS[Reason.DELIVERY].least:
            usual = siblings.delivered / siblings.receipts
        values.append((Reason.DELIVERY, figures.receipts, _shortfall(figures.delivered / figures.receipts, usual)))
    if figures.codes and siblings.codes >= BOUNDS[Reason.CONVERSION].least:
        usual = siblings.confirmed / siblings.codes
        values.append((Reason.CONVERSION, figures.codes, _shortfall(figures.confirmed / figures.codes, usual)))
    found = []
    for reason, numbers, value in values:
        bounds = BOUNDS[reason]
        # Faded counts fall below whole numbers between two looks.
        if numbers >= 0.9 * (bounds.probes if probing else bounds.least):
            level = sum(value >= bound for bound in (bounds.calm, bounds.degraded, bounds.out))
            found.append(_Finding(reason, level))
    return found


def _shortfall(share: float, usual: float) -> float:
    return max(0.0, 1 - share / usual) if usual > 0 else 0.0
