"""A registration by Telegram: the phone by contact card, the declaration as a file, and where pictures go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.channels import links
from backend.conversations.engine import EngineReply
from backend.database import Database
from backend.printing import press
from bhxh.messages import text
from tests.backend.channels.telegram.conftest import Bot
from tests.backend.channels.test_core import eventually
from tests.backend.conversations.conftest import FakeEngine, said
from tests.support import telegram_updates as updates


def phone_of(database: Database, sender: int = 7) -> str | None:
    with database.reading() as session:
        return links.verified_phone(session, "telegram", str(sender))


def asking(field: str) -> Callable[[str, str, str], EngineReply]:
    """An engine that asks for a field, whatever it hears."""
    return lambda session, heard, turn: said("Số điện thoại của Ông/Bà?", requested_slot=field)


@pytest.mark.parametrize("written", ["84912345678", "+84 912 345 678", "0912345678"])
def test_a_shared_number_is_proven(bot: Bot, database: Database, written: str) -> None:
    bot.hear(updates.message("/dienthoai"))
    assert bot.says(text("telegram.share.asked"))
    keyboard = bot.telegram.calls("sendMessage")[0]["reply_markup"]["keyboard"]
    assert keyboard == [[{"text": "Gửi số điện thoại của tôi", "request_contact": True}]]
    card = updates.contact(written)
    bot.hear(card, card)
    assert bot.said("*******678")
    assert phone_of(database) == "84912345678"
    assert bot.telegram.calls("sendMessage")[-1]["reply_markup"] == {"remove_keyboard": True}


@pytest.mark.parametrize(
    "card",
    [
        updates.contact("84912345678", owner=8),
        updates.contact("84912345678", owner=None),
        updates.contact("84912345678", forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "x"}),
    ],
)
def test_somebody_elses_card_proves_nothing(bot: Bot, database: Database, card: dict[str, Any]) -> None:
    bot.hear(card)
    assert bot.says(text("telegram.share.not_yours"))
    assert phone_of(database) is None


def test_a_foreign_number_is_not_taken(bot: Bot, database: Database) -> None:
    bot.hear(updates.contact("+1 202 555 0101"))
    assert bot.says(text("telegram.share.unusable"))
    assert phone_of(database) is None


def test_a_form_that_asks_for_the_phone_takes_the_card(bot: Bot, database: Database, engine: FakeEngine) -> None:
    engine.script = asking("phone")
    bot.hear(updates.message("đăng ký"))
    assert bot.said("Số điện thoại")
    assert "keyboard" in bot.telegram.calls("sendMessage")[-1]["reply_markup"]
    bot.hear(updates.contact("84912345678"))
    assert eventually(lambda: engine.heard[1:] == ["[DIEN_THOAI_1]"])
    assert phone_of(database) == "84912345678"


def test_who_goes_takes_the_number_along(bot: Bot, database: Database) -> None:
    bot.hear(updates.contact("84912345678"))
    assert phone_of(database)
    bot.hear(updates.membership("kicked"))
    assert phone_of(database) is None


def test_the_declaration_comes_as_a_file(registered: Bot) -> None:
    if press.unavailable():
        pytest.skip("PDFs cannot be made here")
    assert eventually(lambda: any(asked.files for asked in registered.telegram.asked))
    [sent] = [asked for asked in registered.telegram.asked if asked.files]
    [(name, content)] = sent.files.values()
    assert sent.method == "sendDocument" and name.startswith("to-khai-") and name.endswith(".pdf")
    assert content.startswith(b"%PDF-") and sent.data["chat_id"] == "7"


def test_a_declaration_that_went_out_is_not_sent_twice(
    bot: Bot, engine: FakeEngine, request: pytest.FixtureRequest
) -> None:
    if press.unavailable():
        pytest.skip("PDFs cannot be made here")
    answers = iter([(500, {}), None])
    bot.telegram.trouble = lambda asked: next(answers) if asked.method == "sendDocument" else None
    request.getfixturevalue("registered")
    assert eventually(lambda: sum(bool(asked.files) for asked in bot.telegram.asked) == 2)
    assert len(bot.telegram.texts()) == 1


def test_any_other_picture_is_never_read(bot: Bot, engine: FakeEngine) -> None:
    bot.hear(
        updates.photo(),
        updates.message(None, document={"file_id": "d", "file_unique_id": "d", "mime_type": "image/png"}),
    )
    assert bot.says(text("telegram.picture"), text("telegram.picture"))
    assert not engine.calls
