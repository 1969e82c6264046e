"""What the sender needs of a provider, and the words both use. Each provider is a module of this package."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sms_gateway.schema import Lane, Status


class Outgoing(NamedTuple):
    """A message ready to hand over. ``msisdn``: 84xxxxxxxxx; ``encoding`` and ``segments`` as ``text.measure`` found."""

    id: int
    campaign_id: int | None
    lane: Lane
    msisdn: str
    body: str
    encoding: str
    segments: int


class Outcome(enum.Enum):
    """What a provider said, reduced to what the sender does about it."""

    ACCEPTED = "accepted"
    """Taken; a receipt may follow."""
    REFUSED = "refused"
    """Certainly not taken, and no other try would help."""
    BUSY = "busy"
    """Certainly not taken, worth another try later."""
    UNKNOWN = "unknown"
    """Perhaps taken: the line broke before the answer. Never tried again unasked."""


class Answer(NamedTuple):
    """A provider's word on one hand-over. ``error``: a short code without personal data."""

    message_id: int
    outcome: Outcome
    provider_message_id: str | None = None
    error: str | None = None


class Receipt(NamedTuple):
    """A provider's report on an accepted message. ``message_id`` where the provider echoes our number."""

    provider: str
    provider_message_id: str
    status: Status
    at: datetime
    error: str | None = None
    message_id: int | None = None


Answered = Callable[[Sequence[Answer]], None]
ReceiptsCommitted = Callable[[Sequence[Receipt]], Awaitable[None]]


class Provider(Protocol):
    """A way out. All methods run on the sender's event loop and must not block it."""

    @property
    def name(self) -> str:
        """As in reports and receipts; at most 32 characters."""

    async def open(self, receipts: ReceiptsCommitted) -> None:
        """Connect. ``receipts`` returns once they are committed: only then may a provider be told that we have them."""

    async def submit(self, batch: Sequence[Outgoing], answered: Answered) -> None:
        """Hand over, in order, and call ``answered`` with every part of the answers as it comes.

        What is still unanswered when this returns or raises counts as UNKNOWN.
        """

    async def close(self) -> None:
        """Disconnect; nothing is answered or reported afterwards."""
