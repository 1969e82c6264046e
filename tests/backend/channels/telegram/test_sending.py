"""What goes out, and what Telegram says to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.telegram.bot import BotApi, as_ours
from backend.channels.telegram.rendering import pieces
from backend.channels.telegram.sending import TelegramPlatform
from backend.conversations.delivery import Choice, Outgoing
from backend.conversations.models import Conversation
from backend.database import Database
from tests.backend.channels.telegram.conftest import Bot
from tests.backend.channels.test_core import eventually
from tests.support import telegram_updates as updates
from tests.support.telegram import TOKEN, Asked, FakeTelegram

NOW = datetime(2026, 11, 20, tzinfo=UTC)


class NoFiles:
    def of(self, _outgoing: Outgoing) -> list[Any]:
        return []


def outgoing(text: str = "Xin chào", choices: tuple[Choice, ...] = (), **rest: Any) -> Outgoing:
    values: dict[str, Any] = {"meta": {}, "extras": {}, "author": "bot", "created_at": NOW, "heard_at": NOW} | rest
    return Outgoing(id="c1-x-2", number=2, text=text, choices=choices, **values)


@pytest.fixture
def platform(telegram: FakeTelegram) -> Iterator[TelegramPlatform]:
    made = TelegramPlatform(BotApi(TOKEN, telegram.url), NoFiles(), lambda _address: None)  # type: ignore[arg-type]
    yield made
    made.close()


def once(*answers: tuple[int, dict[str, Any]]) -> Callable[[Asked], tuple[int, dict[str, Any]] | None]:
    """These answers, one after the other; then all is well."""
    left = iter(answers)
    return lambda _asked: next(left, None)


def test_texts_are_plain_and_without_previews(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    platform.send("7", outgoing("<b>1 < 2</b> & _x_ https://bhxh.example/ho-so/to-khai/1"))
    sent = telegram.calls("sendMessage")[0]
    assert sent["text"] == "<b>1 < 2</b> & _x_ https://bhxh.example/ho-so/to-khai/1" and "parse_mode" not in sent
    assert sent["link_preview_options"] == {"is_disabled": True}


def test_long_texts_go_out_in_pieces_with_the_buttons_last(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    said = "Câu này dài vừa phải. " * 400
    platform.send("7", outgoing(said, (Choice("Có", "p" * 22),)))
    sent = telegram.calls("sendMessage")
    assert len(sent) == 3 and all(len(one["text"]) <= 4096 for one in sent)
    assert " ".join(one["text"] for one in sent) == said.strip()
    assert ["reply_markup" in one for one in sent] == [False, False, True]


def test_what_counts_twice_at_telegram_is_cut_earlier() -> None:
    assert all(len(piece.text.encode("utf-16-le")) <= 2 * 4096 for piece in pieces(outgoing("😀" * 5000)))


def test_a_message_that_fails_midway_goes_on_where_it_was(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    said = outgoing(" ".join(f"Câu thứ {number} dài vừa phải." for number in range(380)))
    calls = iter([None, (500, {}), None, None])
    telegram.trouble = lambda _asked: next(calls)
    with pytest.raises(TryLater):
        platform.send("7", said)
    platform.send("7", said)
    assert len(set(telegram.texts())) == 3 and len(telegram.texts()) == 4


def test_long_titles_stand_in_the_text(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    title = "Hồ sơ hưởng bảo hiểm xã hội một lần gồm những giấy tờ gì?"
    platform.send("7", outgoing("Chọn:", (Choice(title, "a"), Choice("Khác", "b"))))
    sent, buttons = telegram.calls("sendMessage")[0], telegram.buttons()
    assert f"1. {title}\n2. Khác" in sent["text"]
    assert (
        buttons[0]["text"].startswith("1. Hồ sơ") and buttons[0]["text"].endswith("…") and len(buttons[0]["text"]) <= 48
    )


def test_links_are_buttons_where_telegram_takes_them(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    links = [
        {"title": "Bản đồ", "url": "https://bhxh.example/ban-do?a=1"},
        {"title": "Trang", "url": "http://127.0.0.1:8080/x"},
    ]
    platform.send("7", outgoing("Xem:", extras={"links": links}))
    assert telegram.buttons() == [{"text": "Bản đồ", "url": "https://bhxh.example/ban-do?a=1"}]
    assert telegram.texts() == ["Xem:\n\nTrang: http://127.0.0.1:8080/x"]


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ((429, {"parameters": {"retry_after": 17}}), TryLater, "telegram_429"),
        ((500, {}), TryLater, "telegram_unreachable"),
        ((502, {}), TryLater, "telegram_unreachable"),
        ((401, {}), TryLater, "telegram_token"),
        ((403, {"description": "Forbidden: bot was blocked by the user"}), Gone, "telegram_403"),
        ((400, {"description": "Bad Request: chat not found"}), Gone, "telegram_no_chat"),
        ((400, {"description": "Bad Request: message text is empty"}), Refused, "telegram_400"),
    ],
)
def test_refusals(telegram: FakeTelegram, answer: tuple[int, dict[str, Any]], kind: type[Exception], code: str) -> None:
    forgotten: list[str] = []
    platform = TelegramPlatform(BotApi(TOKEN, telegram.url), NoFiles(), forgotten.append)  # type: ignore[arg-type]
    telegram.trouble = once(answer)
    with pytest.raises(kind) as raised:
        platform.send("7", outgoing())
    assert raised.value.code == code  # type: ignore[attr-defined]
    assert forgotten == (["7"] if kind is Gone else [])
    if code == "telegram_429":
        assert raised.value.wait.total_seconds() == 17  # type: ignore[attr-defined]
    platform.close()


def test_every_error_of_the_library_has_a_meaning() -> None:
    meant = {
        type(error): as_ours(error).code
        for error in (
            RetryAfter(3),
            TimedOut(),
            Conflict("x"),
            NetworkError("x"),
            ChatMigrated(1),
            Forbidden("x"),
            InvalidToken("x"),
            BadRequest("x"),
        )
    }
    assert meant[TimedOut] == "telegram_timeout" and meant[Conflict] == "telegram_error"
    assert meant[ChatMigrated] == "telegram_migrated" and len(meant) == 8


def test_telegram_that_is_not_there() -> None:
    platform = TelegramPlatform(BotApi(TOKEN, "http://127.0.0.1:9"), NoFiles(), lambda _address: None)  # type: ignore[arg-type]
    with pytest.raises(TryLater, match="telegram_unreachable"):
        platform.send("7", outgoing())
    platform.typing("7")
    platform.close()
    platform.close()


def test_who_has_blocked_us_takes_everything_along(bot: Bot, database: Database) -> None:
    bot.telegram.trouble = lambda asked: (403, {}) if asked.method == "sendMessage" else None
    bot.hear(updates.message())

    def gone() -> bool:
        with database.reading() as session:
            return session.scalars(select(Conversation)).all() == []

    assert eventually(lambda: bool(bot.telegram.calls("sendMessage")) and gone())


def test_a_flood_answer_of_telegram_is_waited_for(bot: Bot) -> None:
    bot.telegram.trouble = lambda asked: (
        (429, {"parameters": {"retry_after": 1}})
        if asked.method == "sendMessage" and len(bot.telegram.calls("sendMessage")) == 1
        else None
    )
    bot.hear(updates.message())
    assert eventually(lambda: len(bot.telegram.calls("sendMessage")) == 2)


def test_telegram_is_told_of_us_even_when_it_is_away_at_start(
    telegram: FakeTelegram, make_bot: Callable[..., Bot]
) -> None:
    telegram.trouble = once((502, {}))
    make_bot()
    assert eventually(lambda: bool(telegram.calls("setMyCommands")))
    told = telegram.calls("setWebhook")
    assert len(told) == 2 and told[1]["url"] == "https://bhxh.example/kenh/telegram"
    assert told[1]["secret_token"] == "s" * 64 and told[1].get("drop_pending_updates") in (None, "false", "False")
    assert told[1]["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    names = [command["command"] for command in telegram.calls("setMyCommands")[0]["commands"]]
    assert names[:3] == ["start", "tracuu", "dangky"] and "nhanvien" in names and "huy" in names
