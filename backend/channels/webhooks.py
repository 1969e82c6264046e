"""Where platforms post their events: an ASGI application of its own.

A request waits for its commit without a thread, so that a flood neither takes the pages' threads nor piles up behind them. What is not
committed is not acknowledged: 503, and the platform comes again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from backend.channels.journal.journal import Journal
from backend.channels.journal.writer import Full
from kit import problems
from kit.logs import get_logger
from kit.problems import Problem

PATIENCE: Final = 10.0
"""Seconds for a commit; platforms give up sooner."""

log = get_logger(__name__)


@dataclass(frozen=True)
class Brought:
    """An event to be kept: see `Journal.keep`."""

    event: str
    address: str


class Door(Protocol):
    """What stands before one platform's events. ``path``: where they are posted; ``limit``: bytes of one. Header names are lower case."""

    channel: str
    path: str
    limit: int

    def admit(self, headers: Mapping[str, str]) -> None:
        """What can be told before the body is read. Raises Problem."""

    def read(self, headers: Mapping[str, str], body: bytes) -> Brought | None:
        """Which event it is; None: it is authentic and of no use. Raises Problem. Must not wait for anything."""

    def work(self, body: bytes, at: datetime) -> None:
        """What is done with it behind; it was kept at that moment."""


class Webhooks:
    """The ASGI application. It guards itself: see `Door`."""

    def __init__(self, journal: Journal, doors: Sequence[Door]) -> None:
        self._journal = journal
        self._doors = {door.path: door for door in doors}

    @property
    def paths(self) -> frozenset[str]:
        """What it answers."""
        return frozenset(self._doors)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        try:
            door = self._doors.get(scope["path"])
            if door is None:
                raise problems.for_status(404)
            if scope["method"] != "POST":
                raise problems.for_status(405, {"Allow": "POST"})
            await self._take(door, scope, receive)
        except Problem as refusal:
            await _answer(send, refusal.status, problems.document(refusal), refusal.headers or {})
        except Exception as error:
            log.error("webhook_failed", error=type(error).__name__)
            await _answer(send, 500, problems.document(problems.for_status(500)), {})
        else:
            await _answer(send, 200, b"", {})

    async def _take(self, door: Door, scope: Any, receive: Any) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        door.admit(headers)
        body = await _body(receive, door.limit)
        brought = door.read(headers, body)
        if brought is None:
            return
        try:
            kept = self._journal.keep(door.channel, brought.event, brought.address, body)
            await asyncio.wait_for(asyncio.wrap_future(kept), PATIENCE)
        except (Full, TimeoutError) as error:
            log.warning("webhook_not_kept", channel=door.channel, error=type(error).__name__)
            raise _later() from None
        except Exception:
            raise _later() from None  # the writer has logged it


async def _body(receive: Any, limit: int) -> bytes:
    """Raises Problem 413, without reading on, and 400 when the caller has hung up."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise problems.for_status(400)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise problems.for_status(413)
    return body


def _later() -> Problem:
    return problems.for_status(503, {"Retry-After": str(problems.RETRY_AFTER)})


async def _answer(send: Any, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    named = {"content-length": str(len(body)), **({"content-type": problems.MEDIA_TYPE} if body else {}), **headers}
    raw = [(name.lower().encode(), value.encode()) for name, value in named.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
