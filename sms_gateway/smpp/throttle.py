"""How fast messages may go to an SMSC: its contracted rate, and slower for as long as it says that this is too much."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

MINIMUM_RATE: Final = 1.0
"""Messages per second below which halving stops, so that a line recovers without help."""

_COOLDOWN: Final = 1.0
_RECOVERY: Final = 0.05
_BURST_SECONDS: Final = 0.1
_SHORTEST_COUNT: Final = 0.05
_WHOLE: Final = 1.0 - 1e-6
"""A token, but for rounding: the rest of one might take less time than the clock can show."""


class Throttle:
    """A token bucket whose rate is halved by throttling and grows back by addition (AIMD, as TCP's congestion window).

    ``limit``: messages per second, None for no limit. One answer ESME_RTHROTTLED or ESME_RMSGQFUL halves the rate, but those that
    come within a second after it speak of messages that were on their way already. Every second without one gives back a
    twentieth of the rate at which it happened. Without a limit the first halving starts from the rate of the last second. ``clock`` gives
    seconds.
    """

    def __init__(self, limit: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        if limit is not None and limit <= 0:
            raise ValueError("a rate above 0, or None")
        self._limit = limit
        self._clock = clock
        self._rate = limit
        self._step = 0.0
        self._throttled_at = float("-inf")
        self._grown_at = 0.0
        self._tokens = self._burst()
        self._filled_at = clock()
        self._counted_from, self._counted, self._last_second = float("-inf"), 0, 0

    @property
    def rate(self) -> float | None:
        """Messages per second now; None: no limit."""
        if self._step:
            self._grow(self._clock())
        return self._rate

    def take(self) -> float:
        """0.0, and a message may go; or the seconds after which to ask again."""
        now = self._clock()
        if self._rate is None:
            self._count(now)
            return 0.0
        if self._step:
            self._grow(now)
        self._tokens = min(self._burst(), self._tokens + (now - self._filled_at) * (self._rate or 0.0))
        self._filled_at = now
        if self._tokens < _WHOLE:
            return (1.0 - self._tokens) / (self._rate or MINIMUM_RATE)
        self._tokens -= 1.0
        self._count(now)
        return 0.0

    def throttled(self) -> None:
        """The SMSC said that it was too much."""
        now = self._clock()
        if now - self._throttled_at < _COOLDOWN:
            return
        if self._step:
            self._grow(now)
        rate = self._rate if self._rate is not None else self._recent(now)
        self._rate = max(MINIMUM_RATE, rate / 2)
        self._step = max(MINIMUM_RATE, rate) * _RECOVERY
        self._throttled_at = self._grown_at = self._filled_at = now
        self._tokens = 0.0

    def _grow(self, now: float) -> None:
        seconds = int(now - self._grown_at)
        if seconds <= 0 or self._rate is None:
            return
        self._grown_at += seconds
        self._rate += seconds * self._step
        if self._limit is not None and self._rate >= self._limit:
            self._rate, self._step = self._limit, 0.0

    def _burst(self) -> float:
        return 1.0 if self._rate is None else max(1.0, self._rate * _BURST_SECONDS)

    def _count(self, now: float) -> None:
        if now - self._counted_from >= 1.0:
            self._last_second = self._counted if now - self._counted_from < 2.0 else 0
            self._counted_from, self._counted = now, 0
        self._counted += 1

    def _recent(self, now: float) -> float:
        """Messages per second lately: of the current count, or of the full second before it if that was more."""
        elapsed = now - self._counted_from
        current = self._counted / max(elapsed, _SHORTEST_COUNT)
        return max(current, self._last_second if elapsed < 1.0 else 0.0)
