"""The channels' core on both databases, with a platform that does what a test tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import pytest

from backend.channels.deliverer import Deliverer
from backend.config import BackendConfig
from backend.conversations.delivery import Outgoing
from backend.conversations.inbound import Inbox
from backend.conversations.limits import Limits
from backend.conversations.runner import Runner
from backend.conversations.timing import Timing
from backend.database import Database
from tests.backend.conftest import config_of
from tests.backend.conversations.conftest import FakeEngine
from tests.support.databases import database_url, postgres_cluster

__all__ = ["database_url", "postgres_cluster"]

CHANNEL = "telegram"
TIMING = Timing(patience=3.0, budget=20.0, lease=1.5, heartbeat=0.2, poll=0.05)


@dataclass
class FakePlatform:
    """Remembers what it was given; `trouble` may raise before a message is taken."""

    channel: str = CHANNEL
    sent: list[tuple[str, Outgoing]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    trouble: Callable[[str, Outgoing], None] = lambda address, outgoing: None
    _lock: Lock = field(default_factory=Lock)

    def send(self, address: str, outgoing: Outgoing) -> None:
        self.trouble(address, outgoing)
        with self._lock:
            self.sent.append((address, outgoing))

    def typing(self, address: str) -> None:
        self.typed.append(address)

    def close(self) -> None:
        pass

    def texts(self, address: str = "7") -> list[str]:
        return [outgoing.text for to, outgoing in self.sent if to == address]


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def runner(database: Database, engine: FakeEngine) -> Iterator[Runner]:
    made = Runner(database, engine, TIMING, threads=8)
    yield made
    made.close()


@pytest.fixture
def inbox(database: Database, runner: Runner) -> Inbox:
    return Inbox(database, runner, Limits(enabled=False))


@pytest.fixture
def deliver(database: Database) -> Iterator[Callable[[FakePlatform], Deliverer]]:
    """Deliverers as of several processes."""
    made: list[Deliverer] = []

    def start(platform: FakePlatform) -> Deliverer:
        deliverer = Deliverer(database, [platform], TIMING)
        deliverer.start()
        made.append(deliverer)
        return deliverer

    yield start
    for deliverer in made:
        deliverer.close()
