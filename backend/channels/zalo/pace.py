"""Not faster than Zalo allows: 4,000 requests a minute for the whole application (docs.zaloplatforms.com, rate limits)."""

import math
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

PER_MINUTE: Final = 4000
BURST: Final = 200
_MINUTE: Final = 60.0


class Pace:
    """A bucket that fills evenly, and stands still to the end of the minute once Zalo says that nothing remains.

    Other processes share the limit: what they use up is known from Zalo's own count, ``X-RateLimit-Remain``.
    """

    def __init__(
        self, per_minute: int = PER_MINUTE, burst: int = BURST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = per_minute / _MINUTE
        self._burst = min(burst, per_minute)
        self._clock = clock
        self._left = float(self._burst)
        self._at = clock()
        self._closed_until = float("-inf")
        self._lock = Lock()

    def take(self) -> float:
        """Take one request; 0.0: go ahead, otherwise the seconds after which to ask again."""
        with self._lock:
            now = self._clock()
            if now < self._closed_until:
                return self._closed_until - now
            self._left = min(self._burst, self._left + (now - self._at) * self._rate)
            self._at = now
            if self._left < 1:
                return (1 - self._left) / self._rate
            self._left -= 1
            return 0.0

    def learn(self, headers: Mapping[str, str]) -> None:
        """What Zalo's answer says of the limit."""
        limit, remain = _count(headers.get("x-ratelimit-limit")), _count(headers.get("x-ratelimit-remain"))
        with self._lock:
            if limit:
                self._rate = limit / _MINUTE
                self._burst = max(1, min(BURST, limit // 20))
        if remain == 0:
            self.close(_MINUTE)

    def close(self, seconds: float) -> None:
        """Nothing for so long."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._clock() + seconds)


def _count(value: str | None) -> int | None:
    try:
        found = float(value or "")
    except ValueError:
        return None
    return int(found) if math.isfinite(found) and found >= 0 else None
