"""Telegram's adapter as the product wires it: webhook, inbox, deliverer and the real library, before a Bot API that a test can watch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.channels.setup import CHANNELS
from backend.channels.telegram.webhook import PATH, PROOF_HEADER
from backend.config import BackendConfig
from backend.conversations.engine import EngineMessage, EngineReply
from backend.database import Database
from backend.internal.app import create_internal_app
from backend.printing import press
from backend.registration.service import Registration
from backend.web import create_app
from tests.backend.channels.conftest import TIMING
from tests.backend.channels.test_core import eventually
from tests.backend.conversations.conftest import FakeEngine, said
from tests.backend.registration.conftest import DECLARED
from tests.support import telegram_updates as updates
from tests.support import webhooks
from tests.support.telegram import TOKEN, FakeTelegram, fake_telegram

SECRET = "s" * 64


@dataclass
class Bot:
    """One web process that speaks with Telegram."""

    app: Flask
    database: Database
    telegram: FakeTelegram

    def post(self, update: object, secret: str | None = SECRET) -> webhooks.Answer:
        """As Telegram does; an update that was taken has been worked on when this returns."""
        answer = self.bring(update if isinstance(update, bytes) else orjson.dumps(update), secret)
        if answer.status_code == 200:
            webhooks.settle(self.database)
        return answer

    def bring(self, body: bytes, secret: str | None = SECRET) -> webhooks.Answer:
        """As Telegram does, and no more. From any thread."""
        headers = {} if secret is None else {PROOF_HEADER: secret.encode().decode("latin-1")}
        return webhooks.post(self.app.extensions[CHANNELS].webhooks, PATH, body, headers)

    def hear(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            assert self.post(update).status_code == 200

    def says(self, *texts: str, chat: int = 7) -> bool:
        """Whether exactly these texts have gone out to a chat."""
        return eventually(lambda: self.telegram.texts(chat) == list(texts))

    def said(self, part: str, chat: int = 7) -> bool:
        """Whether a text with this part has gone out."""
        return eventually(lambda: any(part in text for text in self.telegram.texts(chat)))


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """One database; `test_once` has both."""
    yield f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with fake_telegram() as fake:
        yield fake


@pytest.fixture
def config(config: BackendConfig, telegram: FakeTelegram) -> BackendConfig:
    return replace(
        config,
        telegram_token=TOKEN,
        telegram_secret=SECRET,
        telegram_api=telegram.url,
        public_url="https://bhxh.example",
        rate_limits=False,
    )


@pytest.fixture
def make_bot(
    config: BackendConfig, database: Database, engine: FakeEngine, telegram: FakeTelegram
) -> Iterator[Callable[..., Bot]]:
    """Bots as of several processes on one database."""
    made: list[Flask] = []

    def make(**changes: Any) -> Bot:
        app = create_app(replace(config, **changes), engine=engine, timing=replace(TIMING, patience=60.0))
        made.append(app)
        return Bot(app, database, telegram)

    yield make
    for app in made:
        app.extensions["bhxh.channels"].close()
        app.extensions["bhxh.chat"].close()


@pytest.fixture
def bot(make_bot: Callable[..., Bot]) -> Bot:
    return make_bot()


@pytest.fixture
def internal(config: BackendConfig, database: Database) -> FlaskClient:
    """What actions call while a turn runs."""
    return create_internal_app(config).test_client()


def registering(internal: FlaskClient, config: BackendConfig) -> Callable[[str, str, str], EngineReply]:
    """An engine whose actions hand in at once what was declared."""

    def script(session: str, heard: str, turn: str) -> EngineReply:
        def call(path: str, **body: object) -> dict[str, Any]:
            headers = {"Authorization": f"Bearer {config.internal_token}"}
            content = {"session": session, "turn": turn, **body}
            answer = internal.post(f"/internal/v1/registration/{path}", json=content, headers=headers)
            assert answer.status_code == 200 and answer.json["ok"], answer.json
            return dict(answer.json)

        made = call("submit", key="k")
        links_told = f"Tờ khai: {made['declaration_link']}\nẢnh: {made['photo_link']}"
        return EngineReply((EngineMessage(f"Hồ sơ {made['number']}.\n{links_told}"),), intent="register_account")

    return script


@pytest.fixture
def no_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its PDF takes a second of each test, and not every peer takes documents."""
    monkeypatch.setattr(press, "unavailable", lambda: "not needed")


@pytest.fixture
def hands_in(engine: FakeEngine, internal: FlaskClient, config: BackendConfig, database: Database) -> None:
    """Whatever is said next hands a form in."""
    script = registering(internal, config)

    def declare_first(session: str, heard: str, turn: str) -> EngineReply:
        registration = Registration(database, config)
        for name, written in DECLARED.items():
            registration.put_field(session, name, written)
        engine.script = lambda *_: said("Vâng.")
        return script(session, heard, turn)

    engine.script = declare_first


@pytest.fixture
def registered(bot: Bot, hands_in: None) -> Bot:
    """A citizen who has handed the form in."""
    bot.hear(updates.message("đồng ý nộp"))
    assert bot.said("Hồ sơ")
    return bot
