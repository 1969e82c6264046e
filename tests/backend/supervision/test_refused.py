"""A refused card: first in the queue, its province found, the officer on duty told once, and what the officer may do."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.conversations import desk, handoff
from backend.database import Database
from backend.notify.models import OutboxMessage
from backend.supervision import duty, refused
from backend.supervision.models import DutyShift, RefusedCard
from bhxh.dates import utcnow
from tests.backend.conversations.conftest import FakeEngine
from tests.backend.supervision.conftest import agent, queued, shift, waiting


def messages(session: Session) -> list[tuple[str, str | None]]:
    return [(row.template, row.recipient) for row in session.scalars(select(OutboxMessage))]


def test_the_officer_of_the_province_is_told_once(database: Database, now: datetime) -> None:
    with database.begin() as session:
        shift(session, now)
        shift(session, now, "001", name="Lê Thị Bắc", phone="0987654321")
        conversation = queued(session, now, priority=handoff.FIRST)
        known = refused.note(session, conversation, "TP HCM", now)
        assert (known.agency, known.duty) == ("BHXH TP. Hồ Chí Minh", True)
        refused.note(session, conversation, "Hà Nội", now)  # asked again: it stays where it was
        refused.look_again(session, now)
        assert messages(session) == [("truc_the_tu_choi", "84912345678")]
        notes = [line.text for line in desk.lines(session, conversation.id) if line.note]
        assert len(notes) == 1 and "Trần Văn Trực" in notes[0]


def test_without_a_province_or_an_officer_it_still_goes_first(database: Database, now: datetime) -> None:
    with database.begin() as session:
        earlier = queued(session, now - timedelta(minutes=5))
        conversation = queued(session, now, priority=handoff.FIRST)
        assert refused.note(session, conversation, None, now) == refused.Known(None, False)
        assert [found.number for found in desk.queue(session)] == [conversation.id, earlier.id]
        assert refused.note(session, conversation, "Bình Định", now) == refused.Known("BHXH tỉnh Bình Định", False)
        assert messages(session) == []


@pytest.mark.parametrize("place", ["Sao Hỏa", "", "bộ quốc phòng", "x" * 160])
def test_a_place_that_is_no_province_is_none(database: Database, now: datetime, place: str) -> None:
    with database.begin() as session:
        conversation = queued(session, now, priority=handoff.FIRST)
        assert refused.note(session, conversation, place, now).agency is None


def test_what_is_said_in_the_queue_is_understood(app: Flask, database: Database, engine: FakeEngine) -> None:
    with database.begin() as session:
        shift(session, utcnow())
    ordinary = waiting(app, database, engine, "tôi hỏi về lương hưu")[1]
    talk, number = waiting(app, database, engine)
    talk.send("Tôi đi khám mà bệnh viện không nhận thẻ")
    with database.begin() as session:
        assert [found.number for found in desk.queue(session)] == [number, ordinary]
        assert refused.look_again(session, utcnow()) == 0
    talk.send("dạ ở thành phố Hồ Chí Minh")
    with database.begin() as session:
        assert refused.look_again(session, utcnow()) == 1
        assert refused.look_again(session, utcnow()) == 0
    shown = agent(app).get("/tong-dai").text
    assert "Thẻ bị từ chối" in shown and "BHXH TP. Hồ Chí Minh" in shown and "đã báo cán bộ trực" in shown


def test_an_officer_whose_duty_begins_later_is_told_then(database: Database, now: datetime) -> None:
    with database.begin() as session:
        refused.note(session, queued(session, now, priority=handoff.FIRST), "TP HCM", now)
        over = queued(session, now, priority=handoff.FIRST)
        refused.note(session, over, "TP HCM", now)
        handoff.claim(over, "tongdai1", now)
        handoff.hand_back(session, over, "tongdai1", now)
        shift(session, now)
        assert refused.look_again(session, now) == 1


def test_it_goes_with_the_conversation_and_outlives_the_shift(database: Database, now: datetime) -> None:
    with database.begin() as session:
        conversation = queued(session, now, priority=handoff.FIRST)
        made = shift(session, now)
        refused.note(session, conversation, "TP HCM", now)
    with database.begin() as session:
        assert duty.remove(session, made.id, actor="staff:giamsat") and not duty.remove(session, made.id, actor="x")
    with database.begin() as session:
        assert refused.known(session, [conversation.id])[conversation.id].duty
        found = desk.find(session, conversation.id)
        session.delete(found)
    with database.reading() as session:
        assert session.scalars(select(RefusedCard)).all() == []


def test_the_officer_sees_and_takes_what_is_theirs(
    app: Flask, database: Database, engine: FakeEngine, officer: str
) -> None:
    _, number = waiting(app, database, engine, "bệnh viện Chợ Rẫy ở TPHCM không nhận thẻ")
    _, foreign = waiting(app, database, engine, "bệnh viện ở Hà Nội không nhận thẻ")
    with database.begin() as session:
        shift(session, utcnow(), username=officer, phone="")
        refused.look_again(session, utcnow())
    browser = agent(app, officer)
    shown = browser.get("/tong-dai/truc").text
    assert f"Cuộc {number}" in shown and f"Cuộc {foreign}" not in shown and "không nhận thẻ" not in shown
    for anywhere in ("/nhan-vien/", "/can-bo", "/tong-dai/truc", "/tong-dai/truc/so-moi"):
        assert 'data-count="1"' in browser.get(anywhere).text, anywhere
    assert browser.get("/tong-dai/truc/so-moi?da=1").status_code == 204  # it is shown already
    assert browser.post(f"/tong-dai/truc/{number}", note="Đã gọi bệnh viện <b>").status_code == 303
    assert browser.post(f"/tong-dai/truc/{foreign}", note="xen vào").status_code == 409
    assert browser.post("/tong-dai/truc/999999", note="xen vào").status_code == 409
    agents = agent(app)
    assert "cán bộ trực đã nhận" in agents.get("/tong-dai").text
    agents.post(f"/tong-dai/{number}/nhan")
    assert "Đã gọi bệnh viện &lt;b&gt;" in agents.get(f"/tong-dai/{number}").text
    assert agent(app, "giamsat").get("/tong-dai/truc").status_code == 403
    assert "alerts-banner" not in browser.get("/can-bo").text
    assert 'data-count="0"' in browser.get("/tong-dai/truc/so-moi?da=1").text


def test_who_has_no_shift_is_not_made_to_ask(app: Flask, officer: str) -> None:
    browser = agent(app, officer)
    assert "alerts-untaken" not in browser.get("/can-bo").text
    assert browser.get("/tong-dai/truc/so-moi").status_code == 204
    assert 'data-count="0"' in browser.get("/tong-dai/truc/so-moi?da=1").text  # a page from before the shift ended
    assert agent(app, "giamsat").get("/tong-dai/truc/so-moi").status_code == 403


GIVEN = {
    "province": "079", "name": "Trần Văn Trực", "phone": "0912 345 678", "username": "",
    "since": "2026-01-01T07:00", "until": "2099-01-01T07:00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"province": "79"}, "chọn tỉnh"),
        ({"name": "<b>"}, "tên"),
        ({"phone": "0123"}, "số"),
        ({"phone": ""}, "Cần số di động"),
        ({"username": "lanhdao"}, "Không có tài khoản"),
        ({"username": "' OR 1=1"}, "Không có tài khoản"),
        ({"since": "hôm qua"}, "Ngày giờ"),
        ({"until": "9999-99-99T00:00"}, "Ngày giờ"),
        ({}, "không dài quá"),
    ],
)
def test_a_shift_that_is_wrong_says_what(app: Flask, database: Database, wrong: dict[str, str], told: str) -> None:
    answer = agent(app, "giamsat").post("/tong-dai/giam-sat/truc", **{**GIVEN, **wrong})
    assert answer.status_code == 422 and told in answer.text
    with database.reading() as session:
        assert session.scalars(select(DutyShift)).all() == []


def test_the_supervisor_keeps_the_list(app: Flask, database: Database) -> None:
    browser = agent(app, "giamsat")
    since, until = utcnow() - timedelta(hours=1), utcnow() + timedelta(hours=9)
    times = {"since": since.strftime("%Y-%m-%dT%H:%M"), "until": (until + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")}
    assert browser.post("/tong-dai/giam-sat/truc", **{**GIVEN, **times}).status_code == 303
    shown = browser.get("/tong-dai/giam-sat/truc").text
    assert "[079] BHXH TP. Hồ Chí Minh" in shown and "Trần Văn Trực" in shown
    with database.reading() as session:
        number = session.scalars(select(DutyShift.id)).one()
    assert agent(app).post(f"/tong-dai/giam-sat/truc/{number}/xoa").status_code == 403
    assert browser.post(f"/tong-dai/giam-sat/truc/{number}/xoa").status_code == 303
    assert "Trần Văn Trực" not in browser.get("/tong-dai/giam-sat/truc").text
