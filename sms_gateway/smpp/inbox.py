"""Deliveries on their way to the handler, and the answers to the SMSC."""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from collections.abc import Callable
from typing import Final

from kit.logs import get_logger
from sms_gateway.smpp.constants import HEADER_BYTES, RESPONSE_BIT, CommandStatus
from sms_gateway.smpp.inbound import Delivery
from sms_gateway.smpp.results import Handler, Reply

# deliver_sm_resp and data_sm_resp with the empty message_id that section 4.6.2 asks for.
_RESPONSE: Final = struct.Struct(">IIIIB")


def response(command: int, sequence: int, status: int) -> bytes:
    """The answer to a deliver_sm or data_sm."""
    return _RESPONSE.pack(HEADER_BYTES + 1, command | RESPONSE_BIT, status, sequence, 0)


class Inbox:
    """Holds at most ``most`` deliveries and hands them on in batches of at most ``batch``, one batch at a time."""

    def __init__(self, handler: Handler, most: int, batch: int, write: Callable[[bytes], None]) -> None:
        self._handler = handler
        self._most = most
        self._batch = batch
        self._write = write
        self._queue: deque[tuple[int, int, Delivery]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._stopped = False

    def put(self, command: int, sequence: int, delivery: Delivery) -> bool:
        """Take a delivery in; False where there is no room for it now."""
        if len(self._queue) >= self._most or self._stopped:
            return False
        self._queue.append((command, sequence, delivery))
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        return True

    async def finish(self) -> None:
        """Until everything taken in has been answered."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def stop(self) -> None:
        """Forget what the handler has not yet been given: the line is gone, and the SMSC will bring it again."""
        self._stopped = True
        self._queue.clear()

    async def _work(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(self._batch, len(self._queue)))]
            status = CommandStatus.OK if await self._handled(batch) is Reply.COMMITTED else CommandStatus.TEMPORARY
            if not self._stopped:
                self._write(b"".join([response(command, sequence, status) for command, sequence, _ in batch]))
        self._task = None

    async def _handled(self, batch: list[tuple[int, int, Delivery]]) -> Reply:
        try:
            return await self._handler([delivery for _, _, delivery in batch])
        except Exception as error:
            get_logger(__name__).error("smpp_handler_failed", error=type(error).__name__)
            return Reply.LATER
