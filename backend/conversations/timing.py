"""How long things last in a conversation. One place, because the numbers depend on each other."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True)
class Timing:
    """In seconds. ``patience``: until a citizen gets an apology instead of the answer. ``budget``: until a turn is given up
    on which the engine works, ``absence``: while it cannot be reached, because it is being restarted.

    ``lease``: after a process has died, its turns are taken over when this has passed; it renews its leases every third of it.
    """

    patience: float = 8.0
    budget: float = 60.0
    absence: float = 300.0
    lease: float = 12.0
    heartbeat: float = 15.0
    poll: float = 1.0


IDLE: Final = timedelta(hours=1)
"""A conversation silent for so long has lost its handles and identity; the next message starts a new engine session.
Not longer than Rasa's ``session_expiration_time``, or the assistant would have forgotten a form that we still mask for."""

KEPT: Final = timedelta(hours=24)
"""A conversation silent for so long is deleted with everything in it."""

IDENTITY: Final = timedelta(minutes=10)
"""How long a passed OTP counts."""
