"""What providers by HTTP have in common: one request for each message, side by side, within a window."""

from __future__ import annotations

import abc
import asyncio
from collections.abc import Sequence
from typing import Final

import httpx

from sms_gateway.providers import Answer, Answered, InboundCommitted, Outgoing, ReceiptsCommitted
from sms_gateway.schema import Lane

NEVER_ARRIVED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Errors after which the other side certainly has nothing of the request."""

_OTP_PART: Final = 10
"""One place in so many is kept for OTP."""


class SideBySide(abc.ABC):
    """Requests run side by side, as many as the window has places."""

    def __init__(self, name: str, places: int) -> None:
        self.name = name
        self.places = places
        self._kept = max(1, places // _OTP_PART) if places > 1 else 0

    def window(self, lane: Lane) -> int:
        """All places for OTP, most of them for the others."""
        return self.places if lane == Lane.OTP else self.places - self._kept

    async def open(self, receipts: ReceiptsCommitted, inbound: InboundCommitted) -> None:  # noqa: B027 - nothing to begin
        """Connections are opened when they are needed. What the provider reports comes to the API's process."""

    async def submit(self, batch: Sequence[Outgoing], answered: Answered) -> None:
        """All at once: no more are handed over than there are places."""

        async def send(message: Outgoing) -> None:
            answered([await self.answer(message)])

        await asyncio.gather(*(send(message) for message in batch))

    @abc.abstractmethod
    async def answer(self, message: Outgoing) -> Answer:
        """Hand one message over; what the provider says of it."""
