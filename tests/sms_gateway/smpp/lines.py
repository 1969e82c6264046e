"""Sessions for tests, what becomes of their submits, and an SMSC that does whatever a test wants, however wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from functools import wraps
from typing import Any

import uvloop

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.compose import Style, compose, sender_address
from sms_gateway.smpp.decoding import decode
from sms_gateway.smpp.encoding import encode
from sms_gateway.smpp.inbound import Delivery
from sms_gateway.smpp.results import Reply, Result
from sms_gateway.smpp.session import Session
from sms_gateway.smpp.settings import Settings
from tests.support.accepting import accepting


def on_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run as the sender runs: on uvloop."""

    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(test(*args, **kwargs))

    return run


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that only another process knows."""
    async with asyncio.timeout(60):
        while not await holds():  # noqa: ASYNC110 - the SMSC is another process and must be asked
            await asyncio.sleep(0.02)


STYLE = Style(sender_address("BHXHVN"))


def settings(port: int, **changed: Any) -> Settings:
    """As tests/support/smsc expects, and quick."""
    values: dict[str, Any] = {"connect_timeout": 10.0, "response_timeout": 20.0, "drain_timeout": 5.0}
    return Settings("test", "127.0.0.1", port, "bhxh", "secret", **(values | changed))


def submit(number: int = 0, body: str = "Xin chao") -> p.SubmitSm:
    """One short message to one of many phones."""
    [pdu] = compose(STYLE, f"849{number:08d}", body, number)
    return pdu


class Results:
    """What became of each submit: all results, in the order they came."""

    def __init__(self) -> None:
        self.of: dict[int, list[Result]] = {}
        self._came = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    def done(self, number: int) -> Callable[[Result], None]:
        """The callback of one submit."""
        self.of[number] = []

        def done(result: Result) -> None:
            self.of[number].append(result)
            task = asyncio.ensure_future(self._tell())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return done

    async def _tell(self) -> None:
        async with self._came:
            self._came.notify_all()

    async def until(self, enough: Callable[[], bool]) -> None:
        """Wait for results."""
        async with asyncio.timeout(60), self._came:
            await self._came.wait_for(enough)

    async def all(self, results: int) -> None:
        """Until so many results have come."""
        await self.until(lambda: sum(map(len, self.of.values())) >= results)

    def kinds(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(type(result).__name__ for results in self.of.values() for result in results)


class Inbound:
    """A handler that keeps what it is given, and answers as it is told."""

    def __init__(self, *replies: Reply | Exception) -> None:
        self.deliveries: list[Delivery] = []
        self.batches: list[int] = []
        self._replies = list(replies)
        self._came = asyncio.Condition()

    async def __call__(self, deliveries: Sequence[Delivery]) -> Reply:
        self.batches.append(len(deliveries))
        reply = self._replies.pop(0) if self._replies else Reply.COMMITTED
        if isinstance(reply, Exception):
            raise reply
        if reply is Reply.COMMITTED:
            async with self._came:
                self.deliveries += deliveries
                self._came.notify_all()
        return reply

    async def until(self, number: int) -> None:
        """Until so many have been committed."""
        async with asyncio.timeout(60), self._came:
            await self._came.wait_for(lambda: len(self.deliveries) >= number)


class Peer:
    """The other side of one connection, octet by octet."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def read(self) -> tuple[p.Pdu, int, int]:
        """(PDU, sequence number, status)."""
        async with asyncio.timeout(60):
            header = await self.reader.readexactly(16)
            length, command, status, sequence = (
                int.from_bytes(header[at : at + 4], "big") for at in range(0, 16, 4)
            )  # fmt: skip
            body = await self.reader.readexactly(length - 16)
        return decode(command, body, 0, len(body)), sequence, status

    async def expect(self, kind: type[p.Pdu]) -> int:
        """The sequence number of the next PDU, which must be of this kind."""
        pdu, sequence, _ = await self.read()
        assert type(pdu) is kind, pdu
        return sequence

    def send(self, pdu: p.Pdu, sequence: int, status: int = 0) -> None:
        self.writer.write(encode(pdu, sequence, status))

    async def bind(self) -> None:
        """Answer the bind."""
        self.send(p.BindTransceiverResp("raw"), await self.expect(p.BindTransceiver))

    async def at_end(self) -> bytes:
        """What is sent until the other side ends the connection."""
        async with asyncio.timeout(60):
            return await self.reader.read()


@contextlib.asynccontextmanager
async def raw_smsc(script: Callable[[Peer], Awaitable[None]]) -> AsyncIterator[int]:
    """An SMSC on the port that is yielded. What goes wrong in a script fails the test."""
    async with accepting(lambda reader, writer: script(Peer(reader, writer))) as port:
        yield port


@contextlib.asynccontextmanager
async def opened(session: Session) -> AsyncIterator[Session]:
    """Closes it at the end."""
    try:
        yield session
    finally:
        await session.close()
