"""A chat with a real database and a dialogue engine that does what a test tells it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.config import BackendConfig
from backend.conversations.engine import EngineMessage, EngineReply
from backend.conversations.timing import Timing
from backend.database import Database
from backend.web import create_app

Script = Callable[[str, str, str], EngineReply]


def said(text: str, **rest: Any) -> EngineReply:
    """An answer of one message."""
    return EngineReply((EngineMessage(text),), intent="faq", confidence=0.9, **rest)


@dataclass
class FakeEngine:
    """Behind the DialogueEngine protocol: remembers every call, answers with `script`."""

    script: Script = lambda session, text, turn: said(f"Đã nghe: {text}")
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    closed: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def reply(self, session: str, text: str, turn: str, *, timeout: float) -> EngineReply:
        with self._lock:
            self.calls.append((session, text, turn))
        return self.script(session, text, turn)

    def close(self) -> None:
        self.closed.set()

    @property
    def heard(self) -> list[str]:
        return [text for _, text, _ in self.calls]


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def timing() -> Timing:
    """The product's order of times, shorter; patience long enough that only a test that wants it runs out of it."""
    return Timing(patience=5.0, budget=20.0, lease=1.5, heartbeat=0.2, poll=0.05)


@pytest.fixture
def make_app(
    config: BackendConfig, database: Database, engine: FakeEngine, timing: Timing
) -> Iterator[Callable[..., Flask]]:
    """Applications as of several processes: same database, each with an engine and threads of its own."""
    made: list[Flask] = []

    def make(use: FakeEngine | None = None, times: Timing | None = None) -> Flask:
        app = create_app(config, engine=use or engine, timing=times or timing)
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["bhxh.chat"].close()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Talk:
    """One conversation through the public API."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.id: str | None = None

    def send(self, text: str | None = None, payload: str | None = None) -> list[dict[str, Any]]:
        body = {"conversation_id": self.id, "text": text, "payload": payload}
        response = self.client.post("/api/v1/chat", json=body)
        assert response.status_code == 200, response.json
        self.id = response.json["conversation_id"]
        replies: list[dict[str, Any]] = response.json["replies"]
        return replies

    def history(self) -> list[dict[str, Any]]:
        response = self.client.get(f"/api/v1/chat/{self.id}/messages")
        assert response.status_code == 200, response.json
        messages: list[dict[str, Any]] = response.json["messages"]
        return messages


@pytest.fixture
def talk(client: FlaskClient) -> Talk:
    return Talk(client)
