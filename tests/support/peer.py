"""An HTTP server that does whatever a test wants of it: answers, answers late, hangs up, says nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.support.accepting import accepting


class Request(NamedTuple):
    """What came in. ``query``: the first value of each name."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return _first(self.body.decode())

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


Answer = tuple[int, bytes] | None
"""Status and body, or None: hang up."""

Script = Callable[[Request], Awaitable[Answer]]


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


async def silent(request: Request) -> Answer:
    """A script that never answers."""
    await asyncio.Event().wait()
    return None


def always(status: int, body: object) -> Script:
    """A script with one answer, as JSON unless it is a text."""
    content = body if isinstance(body, str) else json.dumps(body)

    async def answer(_: Request) -> Answer:
        return status, content.encode()

    return answer


async def hang_up(_: Request) -> Answer:
    """A script that ends the connection once the request has arrived."""
    return None


@contextlib.asynccontextmanager
async def peer(script: Script) -> AsyncIterator[str]:
    """A server that follows the script; its address, without path. What goes wrong in the script fails the test."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = await script(await _read(reader))
        if answer is not None:
            status, body = answer
            head = f"HTTP/1.1 {status} Test\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()

    async with accepting(serve) as port:
        yield f"http://127.0.0.1:{port}"


async def _read(reader: asyncio.StreamReader) -> Request:
    head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
    method, target, _ = head.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    address = urlsplit(target)
    return Request(method, address.path, _first(address.query), headers, body)
