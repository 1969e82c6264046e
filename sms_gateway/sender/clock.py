"""The time of day, and whether it can be believed."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from bhxh.dates import utcnow

SKEW = timedelta(seconds=60)
"""How far the clocks of our machines may differ."""


class Clock:
    """The time of day when this process began, and what has passed since by the clock that never jumps."""

    def __init__(self) -> None:
        self._began = utcnow()
        self._at = time.monotonic()

    def steady(self) -> datetime:
        """What time it is if nobody has set the clock since."""
        return self._began + timedelta(seconds=time.monotonic() - self._at)


def is_over(created_at: datetime, expires_at: datetime, now: datetime, steady: datetime) -> bool:
    """Whether a message's time has run out.

    One that was accepted in the future was accepted before the clock was set back, or by a machine whose clock was not: its end is
    a moment of that other time, which ``steady`` still tells.
    """
    return expires_at <= now or (created_at > now + SKEW and expires_at <= steady)
