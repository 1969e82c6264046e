"""The rate: kept, halved, recovered."""

from __future__ import annotations

import pytest

from sms_gateway.smpp.throttle import MINIMUM_RATE, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def sent_in(throttle: Throttle, clock: Clock, seconds: float) -> int:
    """Messages that a sender who obeys gets away in so many seconds."""
    end, sent = clock.now + seconds, 0
    while clock.now < end:
        delay = throttle.take()
        if delay:
            clock.now += delay
        else:
            sent += 1
            clock.now += 0.00005
    return sent


def test_without_a_limit_everything_goes() -> None:
    clock = Clock()
    throttle = Throttle(None, clock)
    assert [throttle.take() for _ in range(1000)] == [0.0] * 1000
    assert throttle.rate is None


def test_a_limit_is_kept_without_a_burst_at_the_start() -> None:
    clock = Clock()
    throttle = Throttle(50, clock)
    assert sent_in(throttle, clock, 10) == pytest.approx(500, abs=6)
    clock.now += 3600
    assert sent_in(throttle, clock, 1) <= 56  # idle time is not saved up


def test_throttling_halves_the_rate_once_and_time_gives_it_back() -> None:
    clock = Clock()
    throttle = Throttle(100, clock)
    sent_in(throttle, clock, 2)
    for _ in range(30):  # a whole window comes back refused
        throttle.throttled()
    assert throttle.rate == 50
    assert sent_in(throttle, clock, 0.9) == pytest.approx(45, abs=6)
    clock.now += 5.2
    assert throttle.rate == 50 + 6 * 5
    clock.now += 60
    assert throttle.rate == 100


def test_throttling_again_and_again_never_stops_the_line() -> None:
    clock = Clock()
    throttle = Throttle(100, clock)
    for _ in range(20):
        throttle.throttled()
        clock.now += 1.0
    assert throttle.rate is not None and MINIMUM_RATE <= throttle.rate < 3
    assert sent_in(throttle, clock, 10) >= 10
    clock.now += 5000
    assert throttle.rate == 100


def test_without_a_limit_halving_starts_from_what_was_sent() -> None:
    clock = Clock()
    throttle = Throttle(None, clock)
    for _ in range(3000):
        throttle.take()
        clock.now += 0.001
    throttle.throttled()
    assert throttle.rate == pytest.approx(500, rel=0.01)
    clock.now += 20
    assert throttle.rate == pytest.approx(1500, rel=0.01)


def test_it_finds_the_rate_that_an_smsc_takes() -> None:
    clock = Clock()
    throttle = Throttle(1000, clock)
    second, taken, sent, refused = int(clock.now), 0, 0, 0
    while clock.now < 1120:
        delay = throttle.take()
        if delay:
            clock.now += delay
            continue
        clock.now += 0.0001
        if int(clock.now) != second:
            second, taken = int(clock.now), 0
        taken += 1
        if taken > 200:
            throttle.throttled()
            refused += 1
        else:
            sent += 1
    assert sent > 0.6 * 200 * 120
    assert refused < 0.15 * sent


@pytest.mark.parametrize("limit", [0, -1])
def test_no_rate_is_no_limit(limit: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Throttle(limit)
