"""Each update once, on both databases: repeated, at the same moment, in floods, and while the database is away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import sleep

import orjson
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from backend.channels.journal import writer
from backend.conversations.models import Conversation, Message, Turn
from backend.database import Database
from bhxh.messages import text
from tests.backend.channels.telegram.conftest import Bot
from tests.backend.channels.test_core import eventually
from tests.support import telegram_updates as updates
from tests.support.databases import database_url
from tests.support.webhooks import settle

__all__ = ["database_url"]


def turns(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Turn)) or 0


def post(bot: Bot, body: bytes) -> int:
    """From any thread."""
    return bot.bring(body).status_code


def test_a_repeated_update_is_one_turn(bot: Bot, database: Database) -> None:
    update = orjson.dumps(updates.message())
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: post(bot, update), range(16))) == {200}
    assert bot.says("Đã nghe: thẻ hết hạn")
    sleep(0.2)
    assert turns(database) == 1 and len(bot.telegram.texts()) == 1


def test_when_nothing_was_taken_in_telegram_comes_again(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("select 1", {}, Exception("away"))

    update = updates.message()
    with monkeypatch.context() as broken:
        broken.setattr(writer, "_insert", away)
        assert bot.post(update).status_code == 503
    bot.hear(update)
    assert bot.says("Đã nghe: thẻ hết hạn")


def test_an_edited_question_is_asked_again_once(bot: Bot, database: Database) -> None:
    first = updates.message("the het han")
    mended = updates.edited(first, "thẻ BHYT hết hạn")
    bot.hear(first)
    assert bot.said("the het han")
    bot.hear(mended, mended)
    assert bot.says("Đã nghe: the het han", "Đã nghe: thẻ BHYT hết hạn")
    assert turns(database) == 2


def test_a_group_hears_one_sentence_a_day(bot: Bot, database: Database) -> None:
    for number in range(4):
        bot.hear(updates.in_group(f"câu {number}"), updates.in_group(group=-7, kind="group"))
    assert bot.says(text("telegram.group"), chat=-100200) and bot.says(text("telegram.group"), chat=-7)
    with database.reading() as session:
        assert session.scalars(select(Message)).all() == []


def test_who_blocks_us_is_forgotten(bot: Bot, database: Database) -> None:
    bot.hear(updates.message())
    assert bot.said("Đã nghe")
    bot.hear(updates.membership("kicked"))
    with database.reading() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_a_flood_with_repetitions_is_counted_exactly(bot: Bot, database: Database) -> None:
    chance = Random(7)
    fresh = [orjson.dumps(updates.message(f"câu {number}", sender=100 + number % 40)) for number in range(350)]
    posts = fresh + chance.choices(fresh, k=150)
    chance.shuffle(posts)
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(lambda body: post(bot, body), posts)) == {200}
    settle(database)
    assert turns(database) == 350
    assert eventually(lambda: len(bot.telegram.calls("sendMessage")) >= 350, 60)
    sleep(0.3)
    assert sorted(sent["text"] for sent in bot.telegram.calls("sendMessage")) == sorted(
        f"Đã nghe: câu {number}" for number in range(350)
    )
