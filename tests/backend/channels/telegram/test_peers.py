"""The adapter against somebody else's Bot APIs, over real sockets both ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from backend.channels import links
from backend.channels.telegram.webhook import PATH, PROOF_HEADER
from backend.conversations.engine import EngineButton, EngineMessage, EngineReply
from backend.database import Database
from backend.registration.models import Photo
from bhxh.messages import text
from tests.backend.channels.telegram.conftest import SECRET, Bot
from tests.backend.channels.test_core import eventually
from tests.backend.conversations.conftest import FakeEngine
from tests.backend.registration.conftest import image_bytes
from tests.support.serving import serving
from tests.support.telegram_peers import TOKEN, TelegramTestApi, Telemelya, telegram_test_api, telemelya
from tests.support.webhooks import front_of

CHOOSE = EngineReply(
    (EngineMessage("Chọn việc:", (EngineButton("Tra mã", "/lookup"), EngineButton("Gặp nhân viên", "/agent"))),),
    intent="faq",
)


@pytest.fixture(scope="session")
def python_peer() -> Iterator[Telemelya]:
    with telemelya() as peer:
        yield peer


@pytest.fixture(scope="session")
def node_peer() -> Iterator[TelegramTestApi]:
    with telegram_test_api() as peer:
        yield peer


@contextmanager
def on_a_port(make_bot: Callable[..., Bot], api: str, proof: bytes | None = None) -> Iterator[str]:
    """Our side under a real address. ``proof``: shown for a peer that never shows the secret itself, as a proxy would."""
    served: list[Any] = []

    async def front(scope: Any, receive: Any, send: Any) -> None:
        if proof is not None and scope["path"] == PATH:
            scope = {**scope, "headers": [*scope["headers"], (PROOF_HEADER.lower().encode(), proof)]}
        await served[0](scope, receive, send)

    with serving(front) as url:
        bot = make_bot(telegram_api=api, public_url=url)
        served.append(front_of(bot.app))
        yield url


def test_telemelya(python_peer: Telemelya, make_bot: Callable[..., Bot], engine: FakeEngine) -> None:
    engine.script = lambda session, said, turn: CHOOSE
    with on_a_port(make_bot, python_peer.url, SECRET.encode()) as url:
        assert eventually(lambda: python_peer.webhook() == url + PATH)
        assert python_peer.citizen(command="/start") == 200
        assert eventually(lambda: len(python_peer.sent()) == 1)
        sent = python_peer.sent()[0]
        assert sent["text"] == "Chọn việc:" and engine.heard == ["xin chào"]
        shown = [button for row in sent["reply_markup"]["inline_keyboard"] for button in row]
        assert [button["text"] for button in shown] == ["Tra mã", "Gặp nhân viên"]
        pressed = {"callback_data": shown[0]["callback_data"], "callback_message_id": sent["message_id"]}
        assert python_peer.citizen(**pressed) == 200
        assert eventually(lambda: len(python_peer.sent()) == 2) and engine.heard[1:] == ["/lookup"]
        assert eventually(lambda: bool(python_peer.sent("answerCallbackQuery")))
        assert python_peer.citizen(photo_file_id="f" * 20) == 200
        assert eventually(lambda: python_peer.sent()[-1]["text"] == text("telegram.picture"))


def test_telemelya_gives_a_picture_for_a_registration(
    python_peer: Telemelya, make_bot: Callable[..., Bot], hands_in: None, no_declaration: None, database: Database
) -> None:
    def said(part: str) -> bool:
        return eventually(lambda: any(part in str(message.get("text")) for message in python_peer.sent()))

    with on_a_port(make_bot, python_peer.url, SECRET.encode()) as url:
        assert eventually(lambda: python_peer.webhook() == url + PATH)
        assert python_peer.citizen(text="đồng ý nộp") == 200
        assert said("/ho-so/anh/")
        assert python_peer.citizen(photo_file_id=python_peer.uploaded(image_bytes())) == 200
        assert said(f": {text('telegram.photo.kind.portrait')}.")
        with database.reading() as session:
            assert session.scalars(select(Photo.kind)).all() == ["portrait"]
        assert python_peer.citizen(photo_file_id="nobody-has-sent-this") == 200
        assert said(text("telegram.photo.unreachable"))


def test_telemelya_without_the_secret_is_nobody(
    python_peer: Telemelya, make_bot: Callable[..., Bot], engine: FakeEngine
) -> None:
    before = len(python_peer.sent())
    with on_a_port(make_bot, python_peer.url) as url:
        assert eventually(lambda: python_peer.webhook() == url + PATH)
        assert python_peer.citizen(text="thẻ hết hạn") == 403
        assert not engine.calls and len(python_peer.sent()) == before


def test_telegram_test_api_by_webhook(
    node_peer: TelegramTestApi, make_bot: Callable[..., Bot], engine: FakeEngine, database: Database
) -> None:
    engine.script = lambda session, said, turn: CHOOSE
    before = len(node_peer.sent())
    with on_a_port(make_bot, node_peer.url):
        assert eventually(lambda: bool(node_peer.calls("setMyCommands")))
        node_peer.citizen("/sendMessage", text="thẻ hết hạn")
        assert eventually(lambda: len(node_peer.sent()) == before + 1)
        sent = node_peer.sent()[-1]
        markup = _read(sent["reply_markup"])
        data = markup["inline_keyboard"][1][0]["callback_data"]
        of = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "Chọn việc:"}
        node_peer.citizen("/sendCallback", data=data, message=of)
        assert eventually(lambda: engine.heard == ["thẻ hết hạn", "/agent"])
        assert eventually(lambda: bool(node_peer.calls("editMessageReplyMarkup")))
        contact = {"phone_number": "84912345678", "first_name": "Nguyễn", "user_id": 7}
        node_peer.citizen("/sendMessage", contact=contact)
        assert eventually(lambda: _phone(database) == "84912345678")


def test_telegram_test_api_by_polling(
    node_peer: TelegramTestApi, make_bot: Callable[..., Bot], engine: FakeEngine
) -> None:
    httpx.post(f"{node_peer.url}/bot{TOKEN}/deleteWebhook", trust_env=False)
    before = len(node_peer.sent())
    make_bot(telegram_api=node_peer.url, telegram_mode="polling")
    for said in ("câu một", "câu hai"):
        node_peer.citizen("/sendMessage", text=said)
    assert eventually(lambda: len(node_peer.sent()) == before + 2)
    assert engine.heard == ["câu một", "câu hai"]


def _phone(database: Database) -> str | None:
    with database.reading() as session:
        return links.verified_phone(session, "telegram", "7")


def _read(markup: Any) -> Any:
    return json.loads(markup) if isinstance(markup, str) else markup
