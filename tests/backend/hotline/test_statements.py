"""The console asks the database as often for a hundred and fifty conversations as for four."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import event

from backend.conversations import handoff, store
from backend.database import Database
from backend.hotline import presence
from backend.supervision import duty, refused
from bhxh.dates import utcnow
from tests.backend.hotline.conftest import agent
from tests.backend.hotline.people import config, populated

__all__ = ["config", "populated"]

MANY = 40
"""More of each kind: one statement for each of them could not be missed."""
SLACK = 4
"""Now and then a page also notes that its reader is there."""


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = app.extensions["bhxh.staff"].database.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", count)


def fill(database: Database, many: int, now: datetime) -> int:
    """So many more in the queue, with each of two agents and with the bot; refused cards that the officer on duty was told of; and agents.
    A conversation that the first agent holds."""
    held = 0
    with database.begin() as session:
        for at in range(many):
            for where in ("queue", "tongdai1", "tongdai2", "bot"):
                made = store.create(session, store.new_id(), now)
                if where != "bot":
                    handoff.ask_for_person(session, made, now - timedelta(minutes=at), priority=handoff.FIRST)
                    refused.note(session, made, "TP HCM", now)
                if where.startswith("tongdai"):
                    handoff.claim(made, where, now)
                    held = made.id if where == "tongdai1" else held
            presence.put(session, f"agent.{many}.{at}", True, now)
    return held


def test_as_many_statements_for_many_as_for_few(app: Flask, database: Database) -> None:
    now = utcnow()
    with database.begin() as session:
        draft = duty.Draft("079", "Trần Văn Trực", "", "tongdai1", now - timedelta(hours=1), now + timedelta(hours=1))
        duty.add(session, draft, actor="test", now=now)
    first, supervisor = agent(app), agent(app, "giamsat")
    asked: dict[str, list[int]] = {}
    for many in (1, MANY):
        held = fill(database, many, now)
        pages = {
            "/tong-dai": first, "/tong-dai/danh-sach?mo=others&mo=bots": first, "/tong-dai/danh-sach": first,
            f"/tong-dai/{held}": first, "/tong-dai/truc": first, "/tong-dai/truc/so-moi": first, "/tong-dai/giam-sat": supervisor,
        }  # fmt: skip
        for path, browser in pages.items():
            with counted(app) as statements:
                assert browser.get(path).status_code == 200
            asked.setdefault(path.replace(f"/{held}", "/…"), []).append(len(statements))
    assert all(few > 0 and many <= few + SLACK for few, many in asked.values()), asked
