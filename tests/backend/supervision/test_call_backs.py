"""Call-backs: left in the chat and on the page, taken by one agent, tried three times, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.conversations.models import Conversation
from backend.database import Database
from backend.declined import Declined
from backend.supervision import call_backs
from backend.supervision.call_backs import AGAIN, KEPT, TRIES, State, Wish
from backend.supervision.models import CallBack
from bhxh.problems import InvalidValue
from tests.backend.conversations.conftest import FakeEngine, said
from tests.backend.supervision.conftest import agent, waiting
from tests.support.staff import Browser

PHONE = "0912 345 678"


def left(session: Session, now: datetime, phone: str = PHONE, source: str | None = None) -> CallBack:
    return call_backs.ask(session, Wish(phone, "web", source=source), now)


def test_one_open_wish_for_a_phone(database: Database, now: datetime) -> None:
    with database.begin() as session:
        first = left(session, now)
        assert left(session, now, "+84912345678").id == first.id
        call_backs.claim(session, first.id, "tongdai1", now)
        assert left(session, now).id == first.id
        call_backs.finish(session, first.id, "tongdai1", now)
        assert left(session, now).id != first.id


def test_a_number_is_kept_as_ciphertext(database: Database, now: datetime) -> None:
    with database.begin() as session:
        left(session, now)
    with database.engine.connect() as connection:
        raw = connection.exec_driver_sql("SELECT phone, phone_index FROM call_back").one()
    assert all(b"912345678" not in bytes(value) for value in raw)


def test_one_place_leaves_five_a_day(database: Database, now: datetime) -> None:
    with database.begin() as session:
        for number in range(5):
            left(session, now, f"091234567{number}", source="address:203.0.113.7")
        with pytest.raises(Declined):
            left(session, now, "0912345679", source="address:203.0.113.7")
        left(session, now, "0912345679", source="address:203.0.113.8")
        left(session, now + timedelta(days=1, minutes=1), "0912345678", source="address:203.0.113.7")


@pytest.mark.parametrize("phone", ["", "123", "0212345678", "0912345678 OR 1=1", "x" * 500])
def test_a_number_that_is_none(database: Database, now: datetime, phone: str) -> None:
    with database.begin() as session, pytest.raises(InvalidValue):
        left(session, now, phone)


def test_three_tries(database: Database, now: datetime) -> None:
    with database.begin() as session:
        number = left(session, now).id
        for attempt in range(TRIES):
            when = now + attempt * AGAIN
            if attempt:
                with pytest.raises(Declined):
                    call_backs.claim(session, number, "tongdai1", when - timedelta(minutes=1))
            call_backs.claim(session, number, "tongdai1", when)
            call_backs.in_vain(session, number, "tongdai1", when)
        session.expire_all()
        found = session.get(CallBack, number)
        assert found is not None and (found.state, found.tries) == (State.UNREACHABLE, TRIES)
        assert call_backs.count_waiting(session) == 0


def test_only_who_has_it_goes_on(database: Database, now: datetime) -> None:
    with database.begin() as session:
        number = left(session, now).id
        for step in (call_backs.finish, call_backs.in_vain, call_backs.give_back, call_backs.call):
            with pytest.raises(Declined):
                step(session, number, "tongdai1", now)
        call_backs.claim(session, number, "tongdai1", now)
        for step in (call_backs.claim, call_backs.finish, call_backs.in_vain, call_backs.give_back, call_backs.call):
            with pytest.raises(Declined):
                step(session, number, "tongdai2", now)
        call_backs.give_back(session, number, "tongdai1", now)
        call_backs.claim(session, number, "tongdai2", now)


def test_numbers_are_forgotten(database: Database, now: datetime) -> None:
    with database.begin() as session:
        old = left(session, now - KEPT - timedelta(minutes=1)).id
        left(session, now, "0987654321")
        call_backs.forget(session, now)
        assert session.scalars(select(CallBack.id)).all() != [] and session.get(CallBack, old) is None


def test_an_agent_calls(app: Flask, database: Database, now: datetime) -> None:
    with database.begin() as session:
        number = left(session, now).id
    first, second = agent(app), agent(app, "tongdai2")
    assert (
        "*******678" in first.get("/tong-dai/goi-lai").text and "912345678" not in first.get("/tong-dai/goi-lai").text
    )
    assert first.post(f"/tong-dai/goi-lai/{number}/nhan").status_code == 303
    assert second.post(f"/tong-dai/goi-lai/{number}/nhan").status_code == 409
    assert "0912345678" in first.get("/tong-dai/goi-lai").text
    assert "912345678" not in second.get("/tong-dai/goi-lai").text
    opened = first.post(f"/tong-dai/goi-lai/{number}/goi")
    assert first.get(opened.location).status_code == 200
    with database.reading() as session:
        assert session.scalar(select(Conversation.channel)) == "phone"
    assert first.post(f"/tong-dai/goi-lai/{number}/xong").status_code == 303
    assert "Không có ai chờ" in first.get("/tong-dai/goi-lai").text
    assert agent(app, "giamsat").get("/tong-dai/goi-lai").status_code == 403


def test_a_citizen_leaves_a_number_on_the_page(app: Flask, database: Database) -> None:
    browser = Browser(app)
    token = browser.token("/ho-tro/goi-lai")
    form = {"csrf_token": token, "phone": "123", "topic": "kcb"}
    wrong = browser.client.post("/ho-tro/goi-lai", data=form)
    assert wrong.status_code == 422 and 'value="123"' in wrong.text
    done = browser.client.post("/ho-tro/goi-lai", data={**form, "phone": PHONE, "name": "Nguyễn Văn An"})
    assert done.status_code == 200 and "gọi lại" in done.text
    assert browser.client.post("/ho-tro/goi-lai", data={"phone": PHONE}).status_code in (400, 403)
    with database.reading() as session:
        found = session.scalars(select(CallBack)).one()
    assert (found.phone, found.name, found.topic) == ("84912345678", "Nguyễn Văn An", "kcb")


def test_in_the_queue_a_number_goes_to_the_assistant(app: Flask, database: Database, engine: FakeEngine) -> None:
    talk, _ = waiting(app, database, engine, "tôi chờ")
    engine.script = lambda session, text, turn: said("đã ghi " + text)
    (answer,) = talk.send("gọi lại cho tôi 0912 345 678")
    assert answer["text"] == "đã ghi gọi lại cho tôi 0912345678"
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Conversation.status == "open")) == 0
