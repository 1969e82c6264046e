"""A day is added to the counts exactly once, whatever runs twice or breaks, on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from backend.config import BackendConfig
from backend.conversations import store
from backend.conversations.models import Conversation
from backend.database import Database
from backend.measures import counts, facts
from backend.measures.counts import LATE, Counts
from backend.measures.models import ConversationMeasure
from tests.backend.conftest import config_of
from tests.backend.measures.conftest import DAY, begun

LATER = DAY + LATE + timedelta(days=1)


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


def test_once(database: Database, now: datetime) -> None:
    with database.begin() as session:
        for _ in range(60):
            begun(session, now, "the_bhyt_han_su_dung")
        for conversation in session.scalars(select(Conversation)):
            facts.take_in(session, conversation)
    with database.begin() as session:
        assert counts.fold(session, DAY + LATE) == 0  # the day may still change
    with suppress(RuntimeError), database.begin() as session:
        assert counts.fold(session, LATER) == 60
        raise RuntimeError  # the process dies before the commit
    start = Barrier(3)

    def work(_: int) -> int:
        start.wait()
        with database.begin() as session:
            return counts.fold(session, LATER)

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 60
    with database.begin() as session:
        number = session.scalars(select(Conversation.id).limit(1)).one()
        conversation = store.locked(session, number)
        assert conversation is not None
        facts.take_in(session, conversation)  # what was looked at stays so
        assert counts.fold(session, LATER) == 0
        stored = session.scalar(select(func.sum(ConversationMeasure.conversations)))
        read = sum(counts.read(session, DAY, DAY).values(), Counts())
    assert (stored, read["conversations"], read["questions"]) == (60, 60, 60)


def test_days_come_together_in_one_row(database: Database, now: datetime) -> None:
    for _ in range(2):
        with database.begin() as session:
            facts.take_in(session, begun(session, now, "the_bhyt_han_su_dung", None))
            counts.fold(session, LATER)
    with database.reading() as session:
        row = session.scalars(select(ConversationMeasure)).one()
    assert (row.conversations, row.questions, row.fallbacks, row.bot_alone) == (2, 4, 2, 0)
