"""Updates that we fetch: by one process at a time, acknowledged when they are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import sleep

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from backend.channels.models import Fetching
from backend.config import BackendConfig
from backend.conversations.inbound import Inbox
from backend.conversations.models import Turn
from backend.database import Database
from bhxh.dates import utcnow
from kit.presence import Presence
from tests.backend.channels.telegram.conftest import Bot
from tests.backend.channels.test_core import eventually
from tests.support import telegram_updates as updates
from tests.support.databases import database_url
from tests.support.telegram import FakeTelegram

__all__ = ["database_url"]


@pytest.fixture
def poll(make_bot: Callable[..., Bot]) -> Callable[[], Bot]:
    return lambda: make_bot(telegram_mode="polling")


def turns(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Turn)) or 0


def moved_past(telegram: FakeTelegram, number: int) -> bool:
    return eventually(lambda: any(int(call.get("offset", 0)) > number for call in telegram.calls("getUpdates")))


def test_what_is_fetched_is_answered_once(poll: Callable[[], Bot], telegram: FakeTelegram, database: Database) -> None:
    telegram.updates += [updates.message("một"), updates.message("hai", sender=8), updates.message("ba")]
    bot = poll()
    assert bot.says("Đã nghe: một", "Đã nghe: ba") and bot.says("Đã nghe: hai", chat=8)
    assert moved_past(telegram, telegram.updates[-1]["update_id"])
    assert turns(database) == 3
    assert telegram.calls("deleteWebhook") and not telegram.calls("setWebhook")
    assert bot.post(updates.message()).status_code == 404


def test_two_processes_do_not_both_fetch(poll: Callable[[], Bot], telegram: FakeTelegram, database: Database) -> None:
    first, _second = poll(), poll()
    telegram.updates.append(updates.message("một"))
    assert first.says("Đã nghe: một")
    with database.reading() as session:
        assert len(session.scalars(select(Fetching)).all()) == 1
    assert turns(database) == 1


def test_another_takes_over_when_one_stops(poll: Callable[[], Bot], telegram: FakeTelegram) -> None:
    first, second = poll(), poll()
    telegram.updates.append(updates.message("một"))
    assert first.says("Đã nghe: một")
    assert moved_past(telegram, telegram.updates[0]["update_id"])
    first.app.extensions["bhxh.channels"].close()
    telegram.updates[:] = [updates.message("hai")]
    assert second.says("Đã nghe: một", "Đã nghe: hai")


def test_nothing_is_acknowledged_before_it_is_kept(
    poll: Callable[[], Bot], telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, failures = Inbox.receive, [OperationalError("insert", {}, Exception("away"))]

    def flaky(self: Inbox, *heard: object) -> object:
        if failures:
            raise failures.pop()
        return receive(self, *heard)  # type: ignore[arg-type]

    monkeypatch.setattr(Inbox, "receive", flaky)
    telegram.updates.append(updates.message("một"))
    bot = poll()
    assert bot.says("Đã nghe: một") and not failures


def test_who_was_killed_is_replaced_when_the_lease_is_over(
    poll: Callable[[], Bot], telegram: FakeTelegram, database: Database
) -> None:
    held_by(database, "dead")
    telegram.updates.append(updates.message("một"))
    bot = poll()
    sleep(0.5)
    assert not telegram.calls("getUpdates")
    with database.begin() as session:
        session.execute(update(Fetching).values(until=utcnow()))
    assert bot.says("Đã nghe: một")


def test_who_died_on_this_machine_is_replaced_at_once(
    poll: Callable[[], Bot], telegram: FakeTelegram, database: Database, config: BackendConfig
) -> None:
    gone = Presence(config.data_dir / "run" / "present")
    held_by(database, gone.claim())
    gone.close()
    telegram.updates.append(updates.message("một"))
    assert poll().says("Đã nghe: một")


def held_by(database: Database, holder: str) -> None:
    """Somebody has fetched a moment ago."""
    until = utcnow() + timedelta(hours=1)
    with database.begin() as session:
        session.add(Fetching(source="telegram:123456", holder=holder, until=until, next_number=0))
