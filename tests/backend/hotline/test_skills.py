"""What each agent takes and how much; passing on to a colleague who is there and has room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.conversations import handoff, topics
from backend.conversations.engine import EngineReply
from backend.conversations.models import Conversation
from backend.database import Database
from backend.hotline import skills
from bhxh.dates import utcnow
from tests.backend.conversations.conftest import FakeEngine, Talk, said
from tests.backend.hotline.conftest import agent, waiting
from tests.backend.hotline.people import call, config, populated

__all__ = ["config", "populated"]


def give(database: Database, name: str, *taken: str, most: int = 5) -> None:
    with database.begin() as session:
        skills.put(session, name, taken, most, actor="test")


def about(database: Database, number: int, topic: str | None, *, minutes: int = 0) -> None:
    """Makes a waiting conversation be about a topic, and wait since some minutes."""
    with database.begin() as session:
        since = utcnow() - timedelta(minutes=minutes)
        one = update(Conversation).where(Conversation.id == number)
        session.execute(one.values(asked_about=topic, asked_at=since))


def test_next_is_the_first_who_asks_about_what_the_agent_takes(
    app: Flask, database: Database, engine: FakeEngine
) -> None:
    numbers = [waiting(app, database, engine)[1] for _ in range(3)]
    for number, topic in zip(numbers, ("kcb", "ma_so", None), strict=True):
        about(database, number, topic)
    give(database, "tongdai1", "ma_so", "the_bhyt")
    browser = agent(app)
    taken = [browser.post("/tong-dai/nhan-tiep").location for _ in range(2)]
    assert taken == [f"/tong-dai/{numbers[1]}", f"/tong-dai/{numbers[2]}"]
    refused = browser.post("/tong-dai/nhan-tiep")
    assert refused.status_code == 409 and "chủ đề" in refused.text
    about(database, numbers[0], "kcb", minutes=4)  # waits too long to be left to those who know
    assert browser.post("/tong-dai/nhan-tiep").location == f"/tong-dai/{numbers[0]}"


def test_the_queue_knows_what_the_bot_was_asked_about(app: Flask, database: Database, engine: FakeEngine) -> None:
    talk = Talk(app.test_client())
    engine.script = lambda *_: said("Thẻ còn hạn", faq="the_bhyt_han_su_dung")
    talk.send("thẻ của tôi còn hạn không")

    def ask(session: str, _text: str, _turn: str) -> EngineReply:
        with database.begin() as work:
            found = work.scalars(select(Conversation).where(Conversation.session == session)).one()
            handoff.ask_for_person(work, found, utcnow())
        return said("Đã chuyển tới nhân viên")

    engine.script = ask
    talk.send("gặp nhân viên")
    assert "Thẻ BHYT" in agent(app).get("/tong-dai/danh-sach").text
    metas = [{"intent": "kcb_history"}, {"intent": "faq", "faq": "ma_so_bhxh_tren_the"}, {"intent": "greet"}, {}]
    assert topics.latest(metas) == "ma_so" and topics.latest([]) is None


def test_the_limit_is_the_agents_own(app: Flask, database: Database) -> None:
    give(database, "tongdai1", most=2)
    browser = agent(app)
    call(browser), call(browser)
    refused = browser.post("/tong-dai/cuoc-goi")
    assert refused.status_code == 409 and "2" in refused.text
    assert "/tong-dai/" in call(agent(app, "tongdai2"))


def test_a_conversation_goes_to_a_colleague_who_is_there_with_a_note(
    app: Flask, database: Database, engine: FakeEngine
) -> None:
    _, number = waiting(app, database, engine, "Tôi hỏi về thai sản")
    first, second, address = agent(app), agent(app, "tongdai2"), f"/tong-dai/{number}"
    first.post(f"{address}/nhan")
    gone = first.post(f"{address}/chuyen", to="tongdai2", note="Nhờ xem giúp")
    assert gone.status_code == 409 and "không còn đang trực" in gone.text
    second.get("/tong-dai")
    assert "tongdai2 (đang giữ 0/5)" in first.get(address).text
    assert first.post(f"{address}/chuyen", to="tongdai2", note=" ").status_code == 409
    assert first.post(f"{address}/chuyen", to="tongdai1", note="x").status_code == 409
    assert second.post(f"{address}/chuyen", to="tongdai1", note="x").status_code == 409
    said = f"/tong-dai?xong=chuyen&cuoc={number}"
    assert first.post(f"{address}/chuyen", to="tongdai2", note="Người dân cần hồ sơ thai sản").location == said
    page = second.get(address).text
    assert "Chuyển cho tongdai2: Người dân cần hồ sơ thai sản" in page and "Tôi hỏi về thai sản" in page
    assert first.post(f"{address}/gui", text="x").status_code == 409


@pytest.mark.parametrize("most", ["0", "21", "x", ""])
def test_a_supervisor_sets_what_an_agent_takes(app: Flask, database: Database, most: str) -> None:
    supervisor = agent(app, "giamsat")
    assert agent(app).get("/tong-dai/ky-nang").status_code == 403
    assert supervisor.post("/tong-dai/ky-nang/tongdai1", topics=["kcb", "x"], most="3").status_code == 303
    with database.reading() as session:
        assert skills.of(session, "tongdai1") == skills.Skills(frozenset({"kcb"}), 3)
    assert supervisor.post("/tong-dai/ky-nang/tongdai1", most=most).status_code == 422
    assert supervisor.post("/tong-dai/ky-nang/quantri", most="3").status_code == 404
