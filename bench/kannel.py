"""Kannel 1.4.5 from Debian as the peer: bearerbox and smsbox, messages by HTTP, receipts to an HTTP address.

``memory`` keeps queue and receipts in memory and loses both at a crash; ``spool`` writes each message to a file of its own, without
waiting for the disk. Its loader speaks HTTP on connections that stay open, and so does the sink that takes its receipts.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

from bench.progress import processor_seconds, until_all
from tests.support.kannel import BEARERBOX, SMSBOX, configuration, listening, need, running
from tests.support.smsc import NodeSmsc, node_smsc

Store = Literal["memory", "spool"]

_CONNECTIONS = 16
_MOST_QUEUED = 2_000
_TEXT = "De+khai+bao+thong+tin+y+te+dien+tu%2C+Ong+%28Ba%29+Nguyen+Thi+An+su+dung+ma+so+BHXH%3A+{}.+Lien+he+tong+dai+19009696+neu+can+ho+tro"


class _Loader:
    """Sends on several connections, and holds back while Kannel has a queue of its own to work off."""

    def __init__(self, port: int, callback: int, smsc: NodeSmsc, messages: int, receipts: bool) -> None:
        self._port, self._callback, self._smsc, self._messages = port, callback, smsc, messages
        self._mask = 3 if receipts else 0
        self._receipts = receipts
        self._next = 0
        self._sent = 0
        self._progressed = asyncio.Condition()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(self._watch())
            connections = [group.create_task(self._connection()) for _ in range(_CONNECTIONS)]
            await asyncio.wait(connections)
            watch.cancel()

    async def _watch(self) -> None:
        while True:
            submits, answered, _ = await self._smsc.progress()
            async with self._progressed:
                self._sent = answered if self._receipts else submits
                self._progressed.notify_all()
            await asyncio.sleep(0.02)

    async def _connection(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        dlr = (
            f"&dlr-mask={self._mask}&dlr-url=http%3A%2F%2F127.0.0.1%3A{self._callback}%2Fdlr%3Fs%3D%25d"
            if self._mask
            else ""
        )
        while self._next < self._messages:
            number = self._next
            self._next += 1
            if number - self._sent > _MOST_QUEUED:
                async with self._progressed:
                    await self._progressed.wait_for(lambda number=number: number - self._sent <= _MOST_QUEUED)
            path = f"/cgi-bin/sendsms?username=test&password=test&from=BHXHVN&to=849{number:08d}{dlr}"
            text = _TEXT.format(7_900_000_000 + number)
            writer.write(f"GET {path}&text={text} HTTP/1.1\r\nHost: k\r\nConnection: keep-alive\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 202"):
                raise RuntimeError(head.split(b"\r\n", 1)[0].decode())
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
        writer.close()


@contextlib.asynccontextmanager
async def _sink() -> AsyncIterator[int]:
    """An HTTP server that says yes to every receipt; its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def run_kannel(options: argparse.Namespace, store: Store) -> tuple[float, float]:
    """(messages per second, microseconds of both boxes' processor time per message) of the same campaign, from the loader's start on."""

    need(BEARERBOX, SMSBOX)
    receipts = not options.submit_only
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spool = folder / "spool"
        spool.mkdir()
        kept = f"store-type = spool\nstore-location = {spool}" if store == "spool" else ""
        async with contextlib.AsyncExitStack() as opened:
            smsc = await opened.enter_async_context(node_smsc(receipts="after" if receipts else ""))
            callback = await opened.enter_async_context(_sink())
            requests = "http-request-retry = 0\nmax-pending-requests = 512"
            file, smsbox, sendsms = configuration(folder, smsc.port, window=options.window, core=kept, box=requests)
            bearerbox = await opened.enter_async_context(running(folder, BEARERBOX, "-v", "4", file))
            await listening(smsbox)
            boxes = [bearerbox, await opened.enter_async_context(running(folder, SMSBOX, "-v", "4", file))]
            await listening(sendsms)
            await smsc.event("bound", 60)
            pids = [box.pid for box in boxes]
            cpu, began = processor_seconds(*pids), time.time()
            loader = asyncio.create_task(_Loader(sendsms, callback, smsc, options.rows, receipts).run())
            async with asyncio.timeout(600):
                await loader
                ended = await until_all(smsc, options.rows, receipts)
            used = processor_seconds(*pids) - cpu
    return options.rows / (ended - began), used / options.rows * 1e6
