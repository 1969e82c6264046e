"""What Telegram brings, and what it gets back."""

from __future__ import annotations

from time import sleep
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.conversations import desk, handoff
from backend.conversations.engine import EngineButton, EngineMessage, EngineReply
from backend.conversations.models import Conversation, Turn
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from tests.backend.channels.telegram.conftest import Bot
from tests.backend.channels.test_core import eventually
from tests.backend.conversations.conftest import FakeEngine
from tests.support import telegram_updates as updates


def turns(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Turn)) or 0


def test_a_question_is_answered(bot: Bot) -> None:
    bot.hear(updates.message("thẻ hết hạn"))
    assert bot.says("Đã nghe: thẻ hết hạn")


def test_who_is_not_telegram_is_not_read(bot: Bot, database: Database) -> None:
    for secret in (None, "", "wrong", "s" * 63, "é" * 64):
        assert bot.post(updates.message(), secret).status_code == 403
        assert bot.post(b"{", secret).status_code == 403
    assert turns(database) == 0


def test_what_is_no_update_is_refused(bot: Bot, database: Database) -> None:
    for body in (b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"update_id":"1"}', b'{"update_id":1,"message":{}}'):
        assert bot.post(body).status_code == 400, body
    assert bot.post(b'{"update_id":1,"message":{"text":"\\ud800"}}').status_code == 400
    assert bot.post(b" " * ((1 << 20) + 1)).status_code == 413
    assert turns(database) == 0


def test_what_concerns_nobody_is_taken_and_forgotten(bot: Bot, database: Database) -> None:
    bot.hear(
        {"update_id": 1},
        {"update_id": 2, "something_new": {"a": 1}},
        {"update_id": 3, "channel_post": updates.in_group(kind="channel")["message"]},
        updates.message(**{"from": updates.person(7, is_bot=True)}),
        updates.message(date=1_600_000_000),
        updates.message(None, new_chat_title="x"),
        updates.membership("member"),
    )
    with database.reading() as session:
        assert session.scalars(select(Conversation)).all() == []
    assert not bot.telegram.calls("sendMessage")


def test_a_button_is_pressed_once_and_goes(bot: Bot, engine: FakeEngine) -> None:
    buttons = (EngineButton("Tra mã", "/lookup"), EngineButton("Gặp nhân viên", "/agent"))
    engine.script = lambda session, said, turn: EngineReply((EngineMessage("Chọn:", buttons),), intent="faq")
    bot.hear(updates.message())
    assert bot.says("Chọn:")
    shown = bot.telegram.buttons()
    assert [button["text"] for button in shown] == ["Tra mã", "Gặp nhân viên"]
    press = updates.pressed(shown[1]["callback_data"])
    bot.hear(press, press)
    assert eventually(lambda: engine.heard == [engine.heard[0], "/agent"])
    assert eventually(lambda: bool(bot.telegram.calls("answerCallbackQuery")))
    assert eventually(lambda: bool(bot.telegram.calls("editMessageReplyMarkup")))
    assert bot.telegram.calls("editMessageReplyMarkup")[0]["message_id"] == "1001"


def test_buttons_go_when_the_citizen_types_instead(bot: Bot, engine: FakeEngine) -> None:
    asked = EngineReply((EngineMessage("Chọn:", (EngineButton("Tra mã", "/lookup"),)),), intent="faq")
    engine.script = lambda session, said, turn: asked
    bot.hear(updates.message())
    assert bot.says("Chọn:")
    sleep(0.1)
    bot.hear(updates.message("1"))
    assert eventually(lambda: len(bot.telegram.calls("editMessageReplyMarkup")) == 1)
    assert engine.heard[1:] == ["/lookup"]


def test_buttons_stay_when_an_old_message_is_repeated(bot: Bot, engine: FakeEngine) -> None:
    asked = EngineReply((EngineMessage("Chọn:", (EngineButton("Tra mã", "/lookup"),)),), intent="faq")
    engine.script = lambda session, said, turn: asked
    update = updates.message()
    bot.hear(update)
    assert bot.says("Chọn:")
    sleep(0.1)
    bot.hear(update)
    sleep(0.3)
    assert not bot.telegram.calls("editMessageReplyMarkup")


def test_somebody_elses_button_presses_nothing(bot: Bot, engine: FakeEngine) -> None:
    asked = EngineReply((EngineMessage("Chọn:", (EngineButton("Tra mã", "/lookup"),)),), intent="faq")
    engine.script = lambda session, said, turn: asked
    bot.hear(updates.message())
    assert bot.says("Chọn:")
    bot.hear(updates.pressed(bot.telegram.buttons()[0]["callback_data"], sender=8))
    assert bot.says(text("chat.unknown_payload"), chat=8)
    assert "/lookup" not in engine.heard


def test_commands_are_sentences(bot: Bot, engine: FakeEngine) -> None:
    meant = {
        "/start": "xin chào",
        "/start lien_ket": "xin chào",
        "/NhanVien@TroLyBot": "gặp nhân viên",
        "/help": "trợ giúp",
        "/huy": "hủy",
    }
    for number, (said, heard) in enumerate(meant.items(), start=1):
        bot.hear(updates.message(said))
        assert eventually(lambda number=number: len(engine.heard) == number)
        assert engine.heard[-1] == heard


def test_what_is_no_text_is_answered_in_words(bot: Bot, engine: FakeEngine) -> None:
    for number, update in enumerate((updates.sticker(), updates.voice(), updates.place()), start=1):
        bot.hear(update)
        assert bot.says(*[text("telegram.wordless")] * number)
    assert not engine.calls


@pytest.mark.parametrize(
    ("update", "what"),
    [
        (updates.photo(caption="thẻ này"), "picture"),
        (updates.sticker(), "sticker"),
        (updates.voice(), "voice"),
        (updates.place(), "place"),
        (
            updates.message(None, document={"file_id": "d", "file_unique_id": "d", "mime_type": "application/pdf"}),
            "file",
        ),
        (updates.message(None, dice={"emoji": "🎲", "value": 3}), "other"),
    ],
)
def test_an_agent_is_told_of_what_is_no_text(bot: Bot, database: Database, update: dict[str, Any], what: str) -> None:
    bot.hear(updates.message())
    assert bot.said("Đã nghe")
    with database.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        handoff.claim(conversation, "tongdai1", utcnow())
    bot.hear(update, update)
    assert eventually(lambda: bot.telegram.texts()[1:] == [text(f"attached.person.{what}")])
    with database.reading() as session:
        line = desk.lines(session, conversation.id)[-2]
    assert line.author == "citizen" and line.text.startswith(text(f"attached.{what}"))
    assert line.text.endswith("thẻ này") == (what == "picture")
