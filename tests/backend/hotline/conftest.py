"""The hotline's console: the backend's application with two agents, and a dialogue engine that does what a test tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.config import BackendConfig
from backend.conversations import handoff
from backend.conversations.engine import EngineReply
from backend.conversations.models import Conversation
from backend.conversations.timing import Timing
from backend.database import Database
from backend.staff import accounts
from backend.staff.roles import Role
from backend.web import create_app
from bhxh.dates import utcnow
from tests.backend.conftest import config_of
from tests.backend.conversations.conftest import FakeEngine, Talk, said
from tests.support.otp import OtpGateway
from tests.support.passwords import make_cheap
from tests.support.staff import Browser

PASSWORD = "con đường đê xanh ngát"
AGENTS = ("tongdai1", "tongdai2")


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_cheap(monkeypatch)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def gateway() -> OtpGateway:
    """What the console has codes sent by."""
    return OtpGateway()


@pytest.fixture
def app(config: BackendConfig, database: Database, engine: FakeEngine, gateway: OtpGateway) -> Iterator[Flask]:
    with database.begin() as session:
        for name, role in [*((agent, Role.AGENT) for agent in AGENTS), ("giamsat", Role.MONITOR)]:
            accounts.create(
                session, username=name, name=name, role=role, agency=None, actor="test", password=PASSWORD, demo=True
            )
    made = create_app(config, engine=engine, timing=Timing(patience=5.0, budget=20.0, lease=1.5), sms=gateway.client())
    yield made
    made.extensions["bhxh.chat"].close()


def agent(app: Flask, name: str = "tongdai1") -> Browser:
    browser = Browser(app)
    assert browser.log_in(name, PASSWORD).status_code == 303
    return browser


def waiting(app: Flask, database: Database, engine: FakeEngine, *words: str) -> tuple[Talk, int]:
    """A citizen in the queue who has said ``words``, and the number of the conversation."""
    talk = Talk(app.test_client())

    def script(session: str, text: str, turn: str) -> EngineReply:
        with database.begin() as work:
            conversation = work.scalars(select(Conversation).where(Conversation.session == session)).one()
            handoff.ask_for_person(work, conversation, utcnow())
        return said("Đã chuyển tới nhân viên")

    before, engine.script = engine.script, script
    talk.send("gặp nhân viên")
    engine.script = before
    for each in words:
        talk.send(each)
    with database.reading() as session:
        number = max(session.scalars(select(Conversation.id)))
    return talk, number
