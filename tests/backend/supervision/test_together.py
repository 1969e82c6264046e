"""What two agents or two workers do at the same moment, on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from backend.config import BackendConfig
from backend.conversations import handoff
from backend.database import Database
from backend.declined import Declined
from backend.notify.models import OutboxMessage
from backend.supervision import call_backs, refused
from backend.supervision.call_backs import Wish
from tests.backend.conftest import config_of
from tests.backend.supervision.conftest import queued, shift


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


def test_two_workers_tell_once(database: Database, now: datetime) -> None:
    with database.begin() as session:
        for _ in range(5):
            refused.note(session, queued(session, now, priority=handoff.FIRST), "TP HCM", now)
        shift(session, now)
    start = Barrier(2)

    def work(_: int) -> int:
        start.wait()
        with database.begin() as session:
            return refused.look_again(session, now)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 5
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 5


def test_one_agent_gets_a_call_back(database: Database, now: datetime) -> None:
    with database.begin() as session:
        number = call_backs.ask(session, Wish("0912345678", "web"), now).id
    start = Barrier(4)

    def take(at: int) -> bool:
        start.wait()
        try:
            with database.begin() as session:
                call_backs.claim(session, number, f"tongdai{at}", now)
        except Declined:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == [False, False, False, True]
