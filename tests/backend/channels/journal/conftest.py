"""Journals as of several processes, on both databases, with handlers that do what a test tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import pytest

from backend.channels.journal.journal import Journal
from backend.channels.journal.worker import Handler
from backend.channels.webhooks import Brought, Webhooks
from backend.conversations.inbound import Heard, Inbox
from backend.conversations.timing import Timing
from backend.database import Database
from kit import problems

CHANNEL = "telegram"
UNHURRIED = Timing(lease=120.0, poll=0.05)
"""A claim outlives whatever a busy machine does."""

MakeJournal = Callable[..., Journal]


def body(address: str, text: str, event: str | None = None) -> bytes:
    return orjson.dumps({"event": event or f"{address}:{text}", "address": address, "text": text})


def keep(journal: Journal, address: str, text: str) -> None:
    """Keep an event and wait for its commit."""
    journal.keep(CHANNEL, f"{address}:{text}", address, body(address, text)).result(60)


@dataclass
class PlainDoor:
    """A platform that shows a word in a header."""

    work: Handler
    channel: str = CHANNEL
    path: str = "/kenh/test"
    limit: int = 1000

    def admit(self, headers: Mapping[str, str]) -> None:
        if headers.get("proof") != "open":
            raise problems.for_status(403)

    def read(self, headers: Mapping[str, str], body: bytes) -> Brought | None:
        if body == b"bug":
            raise RuntimeError
        content = orjson.loads(body)
        return Brought(content["event"], content["address"]) if content else None


@pytest.fixture
def make_journal(database: Database) -> Iterator[MakeJournal]:
    made: list[Journal] = []

    def make(handler: Handler, timing: Timing = UNHURRIED, **more: Any) -> Journal:
        journal = Journal(database, {CHANNEL: handler}, timing, **more)
        journal.start()
        made.append(journal)
        return journal

    yield make
    for journal in made:
        journal.close()


@pytest.fixture
def hear(inbox: Inbox) -> Handler:
    """The handler as adapters have it."""

    def handle(raw: bytes, at: datetime) -> None:
        inbox.receive(Heard(channel=CHANNEL, **orjson.loads(raw)), at)

    return handle


@pytest.fixture
def make_webhooks(make_journal: MakeJournal) -> Callable[..., Webhooks]:
    def make(handler: Handler) -> Webhooks:
        return Webhooks(make_journal(handler), [PlainDoor(handler)])

    return make
