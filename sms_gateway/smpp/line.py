"""The connection: frames in, corked octets out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, cast

from sms_gateway.smpp.decoding import PduError
from sms_gateway.smpp.framing import Frame, Framer

_ABORT_AFTER: Final = 2.0
_ENOUGH: Final = 64 * 1024
_MOST_CORKED: Final = 1024 * 1024


class Line(asyncio.Protocol):
    """What is written in one round of the event loop goes out as one write.

    ``received`` gets each frame and must not raise; ``broken`` is told that the stream cannot be followed any further; ``lost`` is
    called once, at the end; ``writable_again`` when the peer has read what it had left lying.
    """

    def __init__(
        self,
        longest_pdu: int,
        received: Callable[[Frame], None],
        broken: Callable[[PduError], None],
        lost: Callable[[], None],
        writable_again: Callable[[], None],
    ) -> None:
        self._framer = Framer(longest_pdu)
        self._received = received
        self._broken = broken
        self._lost = lost
        self._writable_again = writable_again
        self._transport: asyncio.Transport | None = None
        self._corked: list[bytes] = []
        self._corked_octets = 0
        self._flushing = False
        self._following = True
        self._reading_paused = False
        self.writable = False
        self.corked_submits = 0
        """Of the last submits, how many were not yet given to the operating system or its waiting room."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast(asyncio.Transport, transport)
        self.writable = True

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        if not self._following:
            return
        self._flushing = True
        try:
            for frame in self._framer.feed(data):
                self._received(frame)
        except PduError as error:
            self._following = False
            self._broken(error)
        self.flush()

    def pause_writing(self) -> None:
        """Called by the event loop: the peer does not read. Its own requests are still read and answered, up to a limit: a peer
        that writes before it reads would otherwise wait for us as we for it."""
        self.writable = False

    def resume_writing(self) -> None:
        """Called by the event loop."""
        self.writable = True
        self.flush()
        if self._transport is not None and self._reading_paused:
            self._reading_paused = False
            self._transport.resume_reading()
        self._writable_again()

    def connection_lost(self, error: Exception | None) -> None:
        """Called by the event loop."""
        self._transport = None
        self.writable = False
        self._lost()

    def write(self, octets: bytes) -> None:
        """Send with whatever else this round of the loop writes."""
        self._corked.append(octets)
        self._corked_octets += len(octets)
        if self._corked_octets > _ENOUGH and self.writable:
            self.flush()  # only then does the event loop tell us that the peer does not read
        elif not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Send what is corked, unless the peer has left too much lying already."""
        self._flushing = False
        transport = self._transport
        if not self._corked or transport is None or transport.is_closing():
            return  # what a closing transport is given would be dropped, and counted as sent
        if self.writable:
            octets = self._corked[0] if len(self._corked) == 1 else b"".join(self._corked)
            self._corked.clear()
            self._corked_octets = self.corked_submits = 0
            transport.write(octets)
        elif self._corked_octets > _MOST_CORKED and not self._reading_paused:
            self._reading_paused = True
            transport.pause_reading()

    def close(self) -> None:
        """Send what is corked and end the connection, by force if the peer does not take it."""
        self.flush()
        transport = self._transport
        if transport is not None and not transport.is_closing():
            transport.close()
            asyncio.get_running_loop().call_later(_ABORT_AFTER, transport.abort)
