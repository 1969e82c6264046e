"""Sequence numbers, and the requests beside submits: one caller waits for one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.constants import MAX_SEQUENCE, RESPONSE_BIT, Command, CommandStatus
from sms_gateway.smpp.decoding import PduError, decode
from sms_gateway.smpp.encoding import encode
from sms_gateway.smpp.framing import Frame
from sms_gateway.smpp.window import Window

_Answer = tuple[int, p.Pdu | None]
_NACK: Final = int(Command.GENERIC_NACK)


class Calls:
    """``window``: whose sequence numbers are taken, too."""

    def __init__(self, write: Callable[[bytes], None], window: Window, first: int = 1) -> None:
        self._write = write
        self._window = window
        self._next = first
        self._open: dict[int, tuple[int, asyncio.Future[_Answer]]] = {}

    def next_sequence(self) -> int:
        """A sequence number that nothing unanswered has: after the last one they begin again."""
        while True:
            sequence = self._next
            self._next = sequence + 1 if sequence < MAX_SEQUENCE else 1
            if sequence not in self._window and sequence not in self._open:
                return sequence

    async def ask(self, pdu: p.Pdu, seconds: float) -> _Answer:
        """(status, answer or None where it has none that is readable).

        Raises TimeoutError, or ConnectionError when the line is lost meanwhile.
        """
        sequence = self.next_sequence()
        future: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
        self._open[sequence] = p.COMMANDS[type(pdu)] | RESPONSE_BIT, future
        self._write(encode(pdu, sequence))
        try:
            async with asyncio.timeout(seconds):
                return await future
        finally:
            del self._open[sequence]

    def answer(self, frame: Frame) -> bool:
        """Whether a response was one to a call."""
        expected, future = self._open.get(frame.sequence, (None, None))
        if future is None or future.done() or frame.command not in (expected, _NACK):
            return False
        if frame.status or frame.command == _NACK:
            future.set_result((frame.status or CommandStatus.UNKNOWN, None))
            return True
        try:
            future.set_result((0, decode(frame.command, frame.data, frame.at, frame.end)))
        except PduError:
            future.set_result((0, None))
        return True

    def lose(self) -> None:
        """The line is gone."""
        for _, future in self._open.values():
            if not future.done():
                future.set_exception(ConnectionError())
