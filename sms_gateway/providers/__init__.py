"""What the sender needs of a provider, and the words both use. Each provider is a package of this one (see ``registry``)."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from sms_gateway.schema import Lane, Status


class Outgoing(NamedTuple):
    """A message ready to hand over. ``msisdn``: 84xxxxxxxxx; ``encoding`` and ``segments`` as ``text.measure`` found.

    From ``expires_at`` on it must not be handed over any more. ``template`` and ``values``, its name and its fields, for a provider
    that carries templates instead of texts.
    """

    id: int
    campaign_id: int | None
    lane: Lane
    msisdn: str
    body: str
    encoding: str
    segments: int
    expires_at: datetime | None = None
    template: str | None = None
    values: Mapping[str, str] | None = None
    telco: str | None = None


class Outcome(enum.StrEnum):
    """What a provider said, reduced to what the sender does about it. Strings, whose hashes are ready: sets of them are asked for
    every message."""

    ACCEPTED = "accepted"
    """Taken; a receipt may follow."""
    DUPLICATE = "duplicate"
    """Taken before, under the same reference: as good as accepted."""
    RETRY = "retry"
    """Certainly not taken, worth another try later: throttled, queue full, a fault on their side."""
    BAD_NUMBER = "bad_number"
    """Certainly not taken, and this phone number will not be taken later either."""
    BAD_CONTENT = "bad_content"
    """Certainly not taken, and this text will not be: no template for it, a blocked word, too long."""
    STOP = "stop"
    """Certainly not taken, nor will any other message be until a person acts: credentials, balance, brandname. The
    provider rests, an alarm is raised, and the message may take another way."""
    NOT_SENT = "not_sent"
    """It has not left this process: no line. The message may take another way at once."""
    UNKNOWN = "unknown"
    """Perhaps taken: the line broke before the answer. Never tried again, except with a provider that dedupes."""


TAKEN = frozenset({Outcome.ACCEPTED, Outcome.DUPLICATE})
GIVEN_BACK = frozenset({Outcome.STOP, Outcome.NOT_SENT})
"""Nothing was tried: the message is where it was before, and the provider rests."""


OPTED_OUT = "opted_out"
"""The error of an answer or receipt which says that the phone's owner refuses messages: the number is blocked for mass notices."""


class Answer(NamedTuple):
    """A provider's word on one hand-over. ``error``: a short code without personal data, or OPTED_OUT.

    ``parts``: the numbers of a message's parts where each is receipted for itself, None for a part that was not (surely) taken.
    """

    message_id: int
    outcome: Outcome
    provider_message_id: str | None = None
    error: str | None = None
    parts: tuple[str | None, ...] = ()


class Receipt(NamedTuple):
    """A provider's report on an accepted message. ``message_id`` where the provider echoes our number; ``error`` as in an Answer."""

    provider: str
    provider_message_id: str
    status: Status
    at: datetime
    error: str | None = None
    message_id: int | None = None
    telco: str | None = None


class InboundPart(NamedTuple):
    """What a phone has sent, or one of ``total`` parts of it. ``sender`` and ``recipient`` as the provider writes them;
    ``reference``: what the parts of one text have in common; ``text``: None where the octets are none, and it may begin or end
    with half a character (a lone surrogate) that the next part completes."""

    provider: str
    sender: str
    recipient: str
    text: str | None
    reference: str = ""
    total: int = 1
    number: int = 1


Answered = Callable[[Sequence[Answer]], None]
ReceiptsCommitted = Callable[[Sequence[Receipt]], Awaitable[None]]
InboundCommitted = Callable[[Sequence[InboundPart]], Awaitable[None]]


Patience = tuple[timedelta, timedelta, timedelta]
"""By lane, how long a report is awaited before a message goes on by another provider; zero: for ever."""


@dataclass(frozen=True)
class Capabilities:
    """What a provider can do. ``max_segments``: the longest message it takes."""

    receipts: bool
    inbound: bool
    dedupes: bool
    """It takes a message of the same reference only once within a day, so that trying again cannot double one: what it has left
    unanswered is handed to it again (``sender.asking``)."""
    unicode: bool
    query: bool
    """It can be asked what became of a message."""
    max_segments: int = 10
    abroad: bool = True
    """It takes foreign numbers."""
    templates: frozenset[str] | None = None
    """The names of the templates it carries, and nothing else; it is tried before those that carry any text. None: any text."""
    patience: Patience | None = None
    """What it refuses goes on by another provider, and so does what it has not reported in time (``messages.fallback``). None: what it
    refuses has failed."""


class Provider(Protocol):
    """A way out, and perhaps in. All methods run on the sender's event loop and must not block it."""

    @property
    def name(self) -> str:
        """As in reports and receipts; at most 32 characters."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, as it is configured."""

    @property
    def ready(self) -> bool:
        """Whether it has a line now. Nothing is claimed for one that has none."""

    @property
    def places(self) -> int:
        """Messages that may be handed over and not yet answered, at most; as many may become unknown when the sender is killed."""

    def window(self, lane: Lane) -> int:
        """How many of the places one lane may take."""

    async def open(self, receipts: ReceiptsCommitted, inbound: InboundCommitted) -> None:
        """Begin. ``receipts`` and ``inbound`` return once what they are given is committed: only then may a provider be told
        that we have it. They raise when it could not be kept."""

    async def submit(self, batch: Sequence[Outgoing], answered: Answered) -> None:
        """Hand over, in order, and call ``answered`` with every part of the answers as it comes.

        What is still unanswered when this returns or raises counts as UNKNOWN.
        """

    async def close(self) -> None:
        """Disconnect; nothing is answered or reported afterwards."""
