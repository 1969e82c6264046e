"""While platforms bring very much, working on it waits: being answered in time matters to them, and both share one processor."""

from collections.abc import Callable
from threading import Event, Lock
from time import monotonic
from typing import Final

BUSY: Final = 100
"""Events a second from which on work is slowed down: ten times what fifty citizens in conversation make."""
SLOW: Final = 20
"""Events worked on in a second meanwhile."""
_WINDOW: Final = 0.5


class Pace:
    """Counts what comes in and says when the next event may be worked on. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._window = 0
        self._now = 0
        self._before = 0
        self._next = 0.0

    def arrived(self) -> None:
        """One more has come in."""
        with self._lock:
            self._roll()
            self._now += 1

    def pause(self) -> float:
        """Seconds until the caller may begin an event; its place in line is taken."""
        with self._lock:
            self._roll()
            if max(self._now, self._before) < BUSY * _WINDOW:
                return 0.0
            now = self._clock()
            self._next = max(self._next, now) + 1 / SLOW
            return self._next - now

    def wait(self, stopped: Event) -> None:
        """Until the caller may begin an event, or everything stops."""
        pause = self.pause()
        if pause > 0:
            stopped.wait(pause)

    def _roll(self) -> None:
        window = int(self._clock() / _WINDOW)
        if window != self._window:
            self._before = self._now if window == self._window + 1 else 0
            self._window, self._now = window, 0
