"""What becomes of a submit, and why a bind fails."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from sms_gateway.smpp.inbound import Delivery


class Accepted(NamedTuple):
    """The SMSC has it, under this number (empty if it gave none)."""

    message_id: str


class Refused(NamedTuple):
    """The SMSC certainly does not have it. ``status``: its command_status."""

    status: int


class Unanswered(NamedTuple):
    """Nobody knows whether the SMSC has it: never to be sent again unasked.

    ``reason``: "timeout", "line_lost" or "unreadable" (the answer was no PDU).
    """

    reason: str


class NotSent(NamedTuple):
    """It has not left this process: another way may be taken. ``reason``: "closed", "receiver_only" or "down"."""

    reason: str


Result = Accepted | Refused | Unanswered | NotSent
Done = Callable[[Result], None]


class Reply(enum.Enum):
    """What the handler says of the deliveries it was given."""

    COMMITTED = enum.auto()
    """They are safe here: the SMSC may forget them."""
    LATER = enum.auto()
    """Not now: the SMSC keeps them and comes again."""


Handler = Callable[[Sequence[Delivery]], Awaitable[Reply]]
"""Given deliveries in the order they came; the SMSC is answered when it returns. One call at a time, so the next batch is
what has come meanwhile. An exception counts as LATER. The same delivery may come again if the line broke before the answer."""


class BindFailed(Exception):
    """``reason``: "connect", "tls", "timeout", "refused", "closed" or "unreadable"; ``status``: the SMSC's, when refused."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason if status is None else f"{reason} {status:#x}")
        self.reason = reason
        self.status = status
