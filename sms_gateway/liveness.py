"""Whether another process still lives, judged by what it writes and by this process's own steady clock.

Machines' clocks differ, and any of them may jump. How long ago a moment was that somebody else wrote down cannot be told, so
nobody is called dead for it: only for having written nothing new while we looked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from typing import Final, Generic, TypeVar

LEASE_SECONDS: Final = 30.0
"""Who has written nothing new for so long is dead."""

_LOOKS: Final = 4
"""At least: what passes between two looks counts for a quarter of a lease at most. If we stood still ourselves, with the whole
machine perhaps, then so did the others."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Watch(Generic[K, V]):
    """Signs of life of several processes, looked at again and again."""

    def __init__(self, seconds: float = LEASE_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._looked_at = clock()
        self._still: dict[K, tuple[V, float]] = {}

    def still(self, signs: Mapping[K, V]) -> dict[K, V]:
        """Those that have been the same for ``seconds``. ``signs``: the latest of everybody; who is missing is forgotten."""
        now = self._clock()
        passed = min(now - self._looked_at, self._seconds / _LOOKS)
        self._looked_at = now
        before = self._still
        self._still = {
            key: (sign, before[key][1] + passed if key in before and before[key][0] == sign else 0.0)
            for key, sign in signs.items()
        }
        return {key: sign for key, (sign, seconds) in self._still.items() if seconds >= self._seconds}
