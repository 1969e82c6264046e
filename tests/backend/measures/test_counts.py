"""What is counted of a conversation, and what the page and its CSV make of it."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from backend.config import BackendConfig
from backend.conversations.models import Conversation
from backend.conversations.tasks import forget_silent
from backend.database import Database
from backend.measures import counts, facts, tasks
from backend.measures.counts import Counts, Key
from backend.measures.models import ConversationDay
from bhxh.dates import VIETNAM, utcnow
from tests.backend.conversations.conftest import FakeEngine
from tests.backend.measures.conftest import DAY, agent, begun, helped, said, waiting


def totals(database: Database) -> Counts:
    with database.reading() as session:
        return sum(counts.read(session, DAY, DAY + timedelta(days=9)).values(), Counts())


def test_what_the_bot_does(database: Database, config: BackendConfig, now: datetime) -> None:
    with database.begin() as session:
        begun(session, now, "the_bhyt_han_su_dung", "kcb_xem_lich_su")  # alone
        begun(session, now, None, "ma_so_bhxh_tren_the")  # alone in the end
        begun(session, now, "ma_so_bhxh_tren_the", None)  # not understood
        begun(session, now)  # nothing was asked: no conversation
        begun(session, now, "vssid_quen_mat_khau", channel="sms")
    tasks.look(database, config)
    tasks.look(database, config)
    found = totals(database)
    assert [found[name] for name in ("conversations", "bot_alone", "questions", "fallbacks", "handed")] == [
        4,
        3,
        7,
        2,
        0,
    ]
    with database.reading() as session:
        assert set(counts.read(session, DAY, DAY)) == {
            Key(DAY, "web", "kcb"), Key(DAY, "web", "ma_so"), Key(DAY, "sms", "tai_khoan"),
        }  # fmt: skip


def test_what_people_do(database: Database, config: BackendConfig, now: datetime) -> None:
    with database.begin() as session:
        helped(session, begun(session, now, None), now, 30, "che_do")
        helped(session, begun(session, now, "the_bhyt_han_su_dung"), now, 400)
    tasks.look(database, config)
    found = totals(database)
    names = (
        "conversations",
        "bot_alone",
        "handed",
        "replied",
        "reply_seconds",
        "within_1m",
        "within_5m",
        "within_15m",
        "resolved",
    )
    assert [found[name] for name in names] == [2, 0, 2, 2, 430, 1, 1, 2, 2]
    assert found.reply_average == 215 and found.share("handed") == 1
    with database.reading() as session:
        assert {key.topic for key in counts.read(session, DAY, DAY)} == {"che_do", "the_bhyt"}


def test_an_answer_of_the_next_days_counts_for_the_day_of_asking(database: Database, now: datetime) -> None:
    with database.begin() as session:
        helped(session, begun(session, now), now, 3 * 86400)
    with database.reading() as session:
        by_day = counts.grouped(counts.read(session, DAY, DAY + timedelta(days=9)), "day")
    assert by_day[DAY]["replied"] == 1 and by_day[DAY]["within_60m"] == 0


def test_what_goes_is_counted_before(app: Flask, database: Database, config: BackendConfig, now: datetime) -> None:
    with database.begin() as session:
        begun(session, utcnow() - timedelta(days=2), "the_bhyt_han_su_dung")
    forget_silent(database, config)
    with database.reading() as session:
        assert session.scalars(select(Conversation)).all() == []
        row = session.scalars(select(ConversationDay)).one()
    assert (row.questions, row.topic) == (1, "the_bhyt")


def test_a_row_id_that_is_given_again_is_another_conversation(database: Database, now: datetime) -> None:
    with database.begin() as session:
        first = begun(session, now, "the_bhyt_han_su_dung")
        facts.take_in(session, first)
        number = first.id
        session.delete(first)
        session.flush()
        second = begun(session, now + timedelta(minutes=1), "the_bhyt_han_su_dung")
        assert second.id == number or database.engine.dialect.name != "sqlite"
        facts.take_in(session, second)
    assert totals(database)["conversations"] == 2


def test_a_long_talk_is_counted_by_days_and_each_answer_once(
    database: Database, config: BackendConfig, now: datetime
) -> None:
    with database.begin() as session:
        found = begun(session, now, *["the_bhyt_han_su_dung"] * 400)
    tasks.look(database, config)
    with database.begin() as session:
        found = session.get_one(Conversation, found.id)
        said(session, found, now + timedelta(days=1), "kcb_xem_lich_su")
    tasks.look(database, config)
    found_all = totals(database)
    assert (found_all["conversations"], found_all["questions"]) == (2, 401)


def test_nothing_leads_to_a_person() -> None:
    columns = {column.name for column in inspect(ConversationDay).columns}
    assert columns == {
        "id", "conversation_id", "begun_at", "day", "channel", "topic", "looked", "questions", "fallbacks", "unanswered",
        "handed", "reply_seconds", "resolved", "counted",
    }  # fmt: skip


def test_the_page_and_its_csv(app: Flask, database: Database, engine: FakeEngine, config: BackendConfig) -> None:
    talk, number = waiting(app, database, engine)
    agent(app).post(f"/tong-dai/{number}/nhan")
    agent(app).post(f"/tong-dai/{number}/gui", text="Chào Ông/Bà")
    agent(app).post(f"/tong-dai/{number}/dong", topic="the_bhyt")
    tasks.look(database, config)
    browser = agent(app, "giamsat")
    shown = browser.get("/tong-dai/so-lieu").text
    assert "Thẻ BHYT" in shown and "100,0%" in shown
    assert "Không có cuộc trò chuyện nào" in browser.get("/tong-dai/so-lieu?kenh=sms").text
    answer = browser.get("/tong-dai/so-lieu/so-lieu.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    today = utcnow().astimezone(VIETNAM).date().isoformat()
    (line,) = lines
    assert (line["Ngày"], line["Kênh"], line["Chủ đề"]) == (today, "Trang web", "Thẻ BHYT")
    assert (line["Cuộc trò chuyện"], line["Gặp nhân viên"], line["Được nhân viên trả lời"]) == ("1", "1", "1")
    assert agent(app).get("/tong-dai/so-lieu").status_code == 403 and talk.history()


@pytest.mark.parametrize(
    "query",
    [
        "tu=x",
        "tu=2026-11-21&den=2026-11-20",
        "tu=2020-01-01&den=2026-01-01",
        "den=9999-12-31",
        "tu=9999-12-31&den=9999-12-31",
    ],
)
def test_days_that_are_none(app: Flask, query: str) -> None:
    assert agent(app, "giamsat").get(f"/tong-dai/so-lieu?{query}").status_code == 422
