"""The clock of a session: answers that do not come, and an SMSC that is no longer there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sms_gateway.smpp.counts import Counts
from sms_gateway.smpp.settings import Settings
from sms_gateway.smpp.window import Window


class Pulse:
    """One timer for everything. ``enquire`` asks the SMSC whether it is there; ``end`` ends the session with a reason."""

    def __init__(
        self,
        settings: Settings,
        window: Window,
        counts: Counts,
        enquire: Callable[[], None],
        end: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._window = window
        self._counts = counts
        self._enquire = enquire
        self._end = end
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._heard = self._loop.time()
        self._enquired: float | None = None
        self._stalled: float | None = None

    def start(self) -> None:
        """Begin; ends by itself with ``end``, or by ``stop``."""
        settings = self._settings
        shortest = min(settings.response_timeout, settings.enquire_after, settings.enquire_timeout)
        self._every = min(1.0, shortest / 4)
        self._timer = self._loop.call_later(self._every, self._tick)

    def stop(self) -> None:
        """No more ticks."""
        if self._timer is not None:
            self._timer.cancel()

    def heard(self) -> None:
        """The SMSC has sent a whole PDU, whichever: it is there."""
        self._heard = self._loop.time()
        self._enquired = None

    def answered(self) -> None:
        """It has answered a submit: it works."""
        self._stalled = None

    def _tick(self) -> None:
        settings, now = self._settings, self._loop.time()
        expired = self._window.expire(now)
        if expired:
            self._counts.timed_out += expired
            self._window.held = True  # it answers none: give it no more until it does
            self._stalled = self._stalled or now
        if self._stalled is not None and now - self._stalled >= settings.response_timeout:
            self._end("hung")
        elif self._enquired is not None and now - self._enquired >= settings.enquire_timeout:
            self._end("silent")
        else:
            if self._enquired is None and now - self._heard >= settings.enquire_after:
                self._enquired = now
                self._enquire()
            self._timer = self._loop.call_later(self._every, self._tick)
