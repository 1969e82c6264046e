"""The supervisor's view: who waits, who has what, and passing conversations on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.conversations import desk, handoff
from backend.conversations.handoff import Status
from backend.database import Database
from backend.declined import Declined
from backend.hotline import presence
from backend.hotline.desk import LIMIT
from backend.supervision import live
from tests.backend.conversations.conftest import FakeEngine
from tests.backend.supervision.conftest import agent, queued, waiting


def test_the_picture(database: Database) -> None:
    now = datetime.fromisoformat("2026-11-20T12:00:00+07:00")  # not at midnight: a day's answers are counted
    with database.begin() as session:
        queued(session, now - timedelta(minutes=7))
        queued(session, now - timedelta(seconds=20), priority=handoff.FIRST)
        for at in range(3):
            found = queued(session, now - timedelta(minutes=at))
            handoff.claim(found, "tongdai1", now)
        handoff.say(session, found, "tongdai1", "Chào Ông/Bà", now)
        aside = queued(session, now)
        handoff.claim(aside, "tongdai2", now)
        handoff.snooze(aside, "tongdai2", now + timedelta(hours=1), now)
        presence.put(session, "tongdai1", True, now)
        presence.put(session, "tongdai3", False, now)
        session.flush()
        seen = live.look(session, now)
    assert (len(seen.queue), len(seen.held), seen.refused) == (2, 4, 1)
    assert seen.longest == now - timedelta(minutes=7)
    assert seen.first_reply == 120
    assert [(who.username, who.available, who.open, who.waiting, who.snoozed) for who in seen.agents] == [
        ("tongdai1", True, 3, 2, 0), ("tongdai2", None, 0, 0, 1), ("tongdai3", False, 0, 0, 0),
    ]  # fmt: skip
    assert [column.total for column in seen.waits.columns] == [1, 0, 1, 0]
    assert [column.total for column in seen.loads.columns] == [3, 1, 0]


def test_an_empty_hotline_is_drawn(app: Flask) -> None:
    shown = agent(app, "giamsat").get("/tong-dai/giam-sat").text
    assert "Không có nhân viên nào đang trực" in shown and "<svg" in shown


def test_the_supervisor_passes_on_and_reads_nothing(app: Flask, database: Database, engine: FakeEngine) -> None:
    talk, number = waiting(app, database, engine, "Tôi bị mất thẻ")
    browser = agent(app, "giamsat")
    shown = browser.get("/tong-dai/giam-sat").text
    assert f"Cuộc {number}" in shown and "mất thẻ" not in shown
    assert browser.post(f"/tong-dai/giam-sat/{number}/giao", to="tongdai2").status_code == 303
    agent(app, "tongdai2").post(f"/tong-dai/{number}/gui", text="Chào Ông/Bà")
    assert browser.post(f"/tong-dai/giam-sat/{number}/giao", to="").status_code == 303
    with database.reading() as session:
        assert [found.number for found in desk.queue(session)] == [number]
        acts = [entry.details for entry in session.scalars(select(AuditEntry)) if entry.action == "hotline.reassigned"]
    assert acts == [{"conversation": number, "to": "tongdai2"}, {"conversation": number, "to": "queue"}]
    assert browser.post(f"/tong-dai/giam-sat/{number}/giao", to="lanhdao").status_code == 409
    assert browser.post("/tong-dai/giam-sat/99999/giao", to="tongdai1").status_code == 409
    assert browser.get(f"/tong-dai/{number}").status_code == 403
    assert agent(app).post(f"/tong-dai/giam-sat/{number}/giao", to="tongdai1").status_code == 403
    assert talk.history()


def test_nobody_is_given_more_than_they_may_have(app: Flask, database: Database, now: datetime) -> None:
    with database.begin() as session:
        for _ in range(LIMIT):
            handoff.claim(queued(session, now), "tongdai1", now)
        more, over = queued(session, now), queued(session, now)
        handoff.claim(over, "tongdai2", now)
        handoff.resolve(session, over, "tongdai2", None, now)
        session.flush()
        for number in (more.id, over.id):
            with pytest.raises(Declined):
                live.give(session, number, "tongdai1" if number == more.id else "tongdai2", actor="x", now=now)
        held = desk.held_by(session, "tongdai1")[0].number
        live.give(session, held, "tongdai1", actor="x", now=now)


def test_what_was_put_aside_is_open_again_with_its_new_agent(app: Flask, database: Database, now: datetime) -> None:
    with database.begin() as session:
        found = queued(session, now)
        handoff.claim(found, "tongdai1", now)
        handoff.snooze(found, "tongdai1", now + timedelta(days=1), now)
        live.give(session, found.id, "tongdai2", actor="x", now=now)
        assert (found.status, found.assignee, found.snoozed_until) == (Status.OPEN, "tongdai2", None)
