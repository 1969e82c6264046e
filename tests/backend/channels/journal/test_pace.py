"""Work waits while very much comes in, and only then; and how fast a citizen writes is told by when it came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.channels.journal.pace import BUSY, SLOW, Pace
from backend.conversations.inbound import Heard, Inbox, Outcome
from backend.conversations.limits import Limits
from backend.conversations.runner import Runner
from backend.database import Database
from bhxh.dates import utcnow


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def come(pace: Pace, clock: Clock, per_second: float, seconds: float) -> None:
    for _ in range(round(per_second * seconds)):
        pace.arrived()
        clock.now += 1 / per_second


def test_ordinary_days_are_not_slowed_down() -> None:
    clock = Clock()
    pace = Pace(clock)
    come(pace, clock, BUSY / 2, 3)
    assert [pace.pause() for _ in range(50)] == [0.0] * 50


def test_in_a_flood_so_many_are_begun_in_a_second_and_then_all() -> None:
    clock = Clock()
    pace = Pace(clock)
    come(pace, clock, BUSY * 5, 3)
    assert pace.pause() == pytest.approx(1 / SLOW) and pace.pause() == pytest.approx(2 / SLOW)
    clock.now += 1.5
    assert pace.pause() == 0.0


def test_what_was_written_slowly_is_not_too_fast_because_it_is_worked_on_late(
    database: Database, runner: Runner
) -> None:
    inbox = Inbox(database, runner, Limits(enabled=True))
    now = utcnow()

    def outcomes(address: str, apart: float) -> list[Outcome]:
        moments = [now - timedelta(seconds=100 - number * apart) for number in range(30)]
        return [
            inbox.receive(Heard(channel="telegram", address=address, event=f"{address}:{number}", text="chào"), at)
            for number, at in enumerate(moments)
        ]

    assert set(outcomes("7", 3)) == {Outcome.HEARD}
    assert set(outcomes("8", 0)) == {Outcome.HEARD, Outcome.TOO_FAST}
