"""The npm package `smpp` as an SMSC: a real peer, none of ours. Its settings and commands are in smsc.js."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests.support.npm import installed

_FILES = ("package.json", "package-lock.json", ".npmrc", "smsc.js")


class NodeSmsc:
    """A running SMSC on ``port``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.port = 0
        self._events: list[dict[str, Any]] = []
        self._came = asyncio.Condition()

    async def read(self) -> None:
        """Collects events until the process ends."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            async with self._came:
                self._events.append(json.loads(line))
                self._came.notify_all()

    async def event(self, name: str, seconds: float = 20.0) -> dict[str, Any]:
        """The next event of that name that has not been taken yet."""
        async with asyncio.timeout(seconds), self._came:
            while True:
                for event in self._events:
                    if event["event"] == name:
                        self._events.remove(event)
                        return event
                await self._came.wait()

    async def tell(self, command: str, **values: Any) -> None:
        """Give it a command."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": command, "with": values}).encode() + b"\n")
        await self.process.stdin.drain()

    async def set(self, **values: Any) -> None:
        """Change settings."""
        await self.tell("set", **values)
        await self.event("set")

    async def state(self) -> dict[str, Any]:
        """What it has seen."""
        await self.tell("state")
        return await self.event("state")

    async def seen(self) -> tuple[dict[str, int], int]:
        """With the setting ``count``: how often each number was submitted to; with ``store``: the receipts not yet answered well."""
        await self.tell("seen")
        event = await self.event("seen", 60)
        return event["destinations"], event["stored"]

    async def progress(self) -> tuple[int, int, float]:
        """(submits, receipts answered well, when the last of either was, in seconds since 1970)."""
        await self.tell("progress")
        event = await self.event("progress")
        return event["submits"], event["receiptsAnswered"], event["at"]


@contextlib.asynccontextmanager
async def node_smsc(**settings: Any) -> AsyncIterator[NodeSmsc]:
    """An SMSC with these settings, on a free port unless ``port`` is one of them; user "bhxh", password "secret"."""
    folder = await asyncio.to_thread(installed, Path(__file__).parent, _FILES)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec("node", "smsc.js", cwd=folder, stdin=pipe, stdout=pipe, limit=2**26)
    smsc = NodeSmsc(process)
    reader = asyncio.create_task(smsc.read())
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(settings).encode() + b"\n")
        smsc.port = (await smsc.event("listening"))["port"]
        yield smsc
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        reader.cancel()
