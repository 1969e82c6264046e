"""The console as agents use it: claim, answer, note, pass on; what others may not; and what the citizen sees of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.conversations.engine import Candidate, EngineMessage, EngineReply
from backend.database import Database
from backend.hotline.desk import LIMIT
from tests.backend.conversations.conftest import FakeEngine, Talk
from tests.backend.hotline.conftest import agent, waiting


def told(talk: Talk) -> list[str]:
    return [message["text"] for message in talk.history() if message["from"] == "agent"]


def test_an_agent_claims_answers_and_closes(app: Flask, database: Database, engine: FakeEngine) -> None:
    talk, number = waiting(app, database, engine, "Tôi bị mất thẻ")
    browser = agent(app)
    assert "Hàng chờ (1)" in browser.get("/tong-dai").text
    assert "Tôi bị mất thẻ" not in browser.get("/tong-dai").text + browser.get(f"/tong-dai/{number}").text
    assert browser.post("/tong-dai/nhan-tiep").location.endswith(f"/tong-dai/{number}")
    page = browser.get(f"/tong-dai/{number}").text
    assert "Tôi bị mất thẻ" in page and "Hàng chờ (0)" in page
    browser.post(f"/tong-dai/{number}/gui", text="Chào Ông/Bà")
    assert told(talk) == ["Chào Ông/Bà"]
    browser.post(f"/tong-dai/{number}/dong", topic="the_bhyt")
    assert "kết thúc" in talk.history()[-1]["text"]
    assert "Của tôi (0)" in browser.get("/tong-dai").text


def test_reading_and_every_step_is_audited_without_a_word_of_it(
    app: Flask, database: Database, engine: FakeEngine
) -> None:
    _, number = waiting(app, database, engine, "Tôi bị mất thẻ")
    browser = agent(app)
    browser.post(f"/tong-dai/{number}/nhan")
    browser.get(f"/tong-dai/{number}")
    browser.post(f"/tong-dai/{number}/gui", text="Chào Ông/Bà")
    with database.reading() as session:
        events = [event for event in session.scalars(select(AuditEntry)) if event.action.startswith("hotline.")]
    assert [(event.actor, event.action) for event in events] == [
        ("staff:tongdai1", "hotline.claimed"), ("staff:tongdai1", "hotline.read"), ("staff:tongdai1", "hotline.said"),
    ]  # fmt: skip
    assert all(event.details == {"conversation": number} for event in events)


def test_another_agent_neither_reads_nor_writes(app: Flask, database: Database, engine: FakeEngine) -> None:
    talk, number = waiting(app, database, engine, "Tôi bị mất thẻ")
    agent(app).post(f"/tong-dai/{number}/nhan")
    other = agent(app, "tongdai2")
    page = other.get(f"/tong-dai/{number}").text
    assert "tongdai1" in page and "Tôi bị mất thẻ" not in page
    assert other.get(f"/tong-dai/{number}/tin").status_code == 404
    assert other.get(f"/tong-dai/{number}/goi-y").status_code == 404
    for step in ("gui", "nhan", "tra", "cho", "hen", "dong"):
        assert other.post(f"/tong-dai/{number}/{step}", text="xen vào").status_code == 409, step
    assert told(talk) == []


@pytest.mark.parametrize("path", ["/tong-dai", "/tong-dai/1", "/tong-dai/1/tin", "/tong-dai/danh-sach"])
def test_only_agents_come_in(app: Flask, path: str) -> None:
    assert agent(app, "giamsat").get(path).status_code == 403


def test_a_note_is_never_the_citizens_to_read(app: Flask, database: Database, engine: FakeEngine) -> None:
    talk, number = waiting(app, database, engine)
    browser = agent(app)
    browser.post(f"/tong-dai/{number}/nhan")
    browser.post(f"/tong-dai/{number}/ghi-chu", note="Người này đã gọi hôm qua")
    assert "đã gọi hôm qua" in browser.get(f"/tong-dai/{number}").text
    assert "đã gọi hôm qua" not in str(talk.history())
    assert "đã gọi hôm qua" not in browser.get(f"/tong-dai/{number}/tin?sau=0").text


def test_the_page_asks_for_what_is_new(app: Flask, database: Database, engine: FakeEngine) -> None:
    talk, number = waiting(app, database, engine, "câu một")
    browser = agent(app)
    browser.post(f"/tong-dai/{number}/nhan")
    last = len(talk.history())
    assert browser.get(f"/tong-dai/{number}/tin?sau={last}").text.strip() == ""
    talk.send("câu hai <b>đậm</b>")
    news = browser.get(f"/tong-dai/{number}/tin?sau={last}").text
    assert "câu hai &lt;b&gt;" in news and "câu một" not in news
    for wrong in ("-1", "x", "9" * 50, ""):
        assert browser.get(f"/tong-dai/{number}/tin?sau={wrong}").status_code in (200, 404)


def test_many_agents_take_the_next_and_each_gets_another(app: Flask, database: Database, engine: FakeEngine) -> None:
    numbers = {waiting(app, database, engine)[1] for _ in range(4)}
    browsers = [agent(app, f"tongdai{1 + at % 2}") for at in range(4)]
    tokens = [browser.token("/tong-dai") for browser in browsers]
    start = Barrier(4)

    def take(at: int) -> str:
        start.wait()
        answer = browsers[at].client.post("/tong-dai/nhan-tiep", data={"csrf_token": tokens[at]})
        return str(answer.location or answer.status_code)

    with ThreadPoolExecutor(4) as pool:
        taken = set(pool.map(take, range(4)))
    assert taken == {f"/tong-dai/{number}" for number in numbers}


def test_nobody_holds_more_than_the_limit(app: Flask, database: Database, engine: FakeEngine) -> None:
    numbers = [waiting(app, database, engine)[1] for _ in range(LIMIT + 1)]
    browser = agent(app)
    for number in numbers[:-1]:
        assert browser.post(f"/tong-dai/{number}/nhan").status_code == 303
    refused = browser.post(f"/tong-dai/{numbers[-1]}/nhan")
    assert refused.status_code == 409 and str(LIMIT) in refused.text


def test_what_the_bot_would_say_is_suggested(app: Flask, database: Database, engine: FakeEngine) -> None:
    _, number = waiting(app, database, engine, "thẻ DN4797912345678 của tôi mất rồi")
    browser = agent(app)
    browser.post(f"/tong-dai/{number}/nhan")
    asked: list[str] = []

    def script(session: str, text: str, turn: str) -> EngineReply:
        asked.append(text)
        if text.startswith("/faq"):
            return EngineReply((EngineMessage("Mất thẻ: nộp TK1-TS."),), intent="faq", confidence=1.0)
        ranking = (Candidate("faq/the_bhyt_mat", 0.8), Candidate("register_account", 0.1))
        return EngineReply((EngineMessage("…"),), intent="faq", confidence=0.8, faq="the_bhyt_mat", ranking=ranking)

    engine.script = script
    page = browser.get(f"/tong-dai/{number}/goi-y").text
    assert "Mất thẻ: nộp TK1-TS." in page
    assert asked == ["thẻ [THE_1] của tôi mất rồi", '/faq{"faq": "the_bhyt_mat"}']


def test_away_is_away(app: Flask, database: Database, engine: FakeEngine) -> None:
    browser = agent(app)
    assert "1 nhân viên đang trực" in browser.get("/tong-dai").text
    browser.post("/tong-dai/co-mat", available="0")
    assert "0 nhân viên đang trực" in browser.get("/tong-dai").text


def test_a_phone_call_is_a_conversation(app: Flask, database: Database, engine: FakeEngine) -> None:
    browser = agent(app)
    address = browser.post("/tong-dai/cuoc-goi").location
    browser.post(f"{address}/gui", text="Mất thẻ thì làm lại ở đâu")
    page = browser.get(address).text
    assert "Điện thoại" in page and "Người gọi hỏi gì" in page and "Mất thẻ thì làm lại ở đâu" in page
    assert engine.heard == []  # nobody but the agent is there to be answered
    browser.get(f"{address}/goi-y")
    assert engine.heard == ["Mất thẻ thì làm lại ở đâu"]
    assert agent(app, "tongdai2").get(f"{address}/tin").status_code == 404
    browser.post(f"{address}/dong", topic="the_bhyt")
    assert "Của tôi (0)" in browser.get("/tong-dai").text
