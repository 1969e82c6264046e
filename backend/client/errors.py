"""How a call of the internal API can fail."""

from collections.abc import Sequence

from backend.client.shapes import Choice


class InternalApiError(Exception):
    """Any way in which a call can fail."""


class Refused(InternalApiError):
    """Declined for a reason the person should hear.

    ``code`` is stable and meant for branching, ``detail`` a Vietnamese sentence without personal data, ``attempts_left``
    is set for a wrong OTP; ``choices``: what the person could have meant, as buttons.
    """

    def __init__(
        self, code: str, detail: str, attempts_left: int | None = None, choices: Sequence[Choice] = ()
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.attempts_left = attempts_left
        self.choices = tuple(choices)


class TurnNotRunning(InternalApiError):
    """The backend does not (any longer) run this turn: whatever is said now reaches nobody."""


class Unavailable(InternalApiError):
    """No usable answer: connection, time-out, or a fault on the other side."""
