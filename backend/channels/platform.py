"""What a platform's adapter must do, and what can go wrong."""

from datetime import timedelta
from typing import Protocol

from backend.conversations.delivery import Outgoing


class TryLater(Exception):
    """The platform cannot take it now. ``code``: a stable reason for logs; ``wait``: as the platform asks, None: as we see fit."""

    def __init__(self, code: str, wait: timedelta | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait


class Refused(Exception):
    """The platform will never take this message. ``code``: a stable reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Gone(Exception):
    """Nothing reaches this citizen any more: they have blocked us, or the account is deleted. ``code``: a stable reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Platform(Protocol):
    """One channel's way out. Called from threads; two messages of one conversation are never sent at the same time."""

    @property
    def channel(self) -> str:
        """The name under which its conversations are kept: at most 16 letters."""
        ...

    def send(self, address: str, outgoing: Outgoing) -> None:
        """Hand one message over, in as many pieces as the platform needs. Raises TryLater, Refused or Gone.

        A message that is tried again has the same ``outgoing.id``.
        """
        ...

    def typing(self, address: str) -> None:
        """Show that an answer is being made, where the platform can; failures are nobody's concern."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...
