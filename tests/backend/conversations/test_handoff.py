"""From the bot to a person and back, on both databases: who hears what, who holds what, and races."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from backend.config import BackendConfig
from backend.conversations import handoff, store
from backend.conversations.engine import EngineReply
from backend.conversations.handoff import FIRST, Handler, Status
from backend.conversations.models import Author, Conversation
from backend.conversations.tasks import forget_silent, wake_snoozed
from backend.conversations.timing import KEPT
from backend.database import Database
from backend.declined import Declined
from bhxh.dates import utcnow
from tests.backend.conftest import config_of
from tests.backend.conversations.conftest import FakeEngine, Talk, said


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


def row(database: Database, talk: Talk) -> Conversation:
    assert talk.id is not None
    with database.reading() as session:
        found = store.find(session, talk.id)
    assert found is not None
    return found


def asking(database: Database, talk: Talk, engine: FakeEngine, *, priority: int = 0) -> None:
    """A citizen who asks for a person, as the action does it: while the turn runs."""

    def script(session: str, text: str, turn: str) -> EngineReply:
        with database.begin() as work:
            conversation = work.scalars(select(Conversation).where(Conversation.session == session)).one()
            place = handoff.ask_for_person(work, conversation, utcnow(), priority=priority)
        return said(f"vị trí {place.position}")

    before, engine.script = engine.script, script
    talk.send("gặp nhân viên")
    engine.script = before


def step(database: Database, talk: Talk, act: Callable[..., object]) -> None:
    """One step of an agent, in a transaction of its own, with the row locked."""
    with database.begin() as session:
        conversation = store.locked(session, row(database, talk).id)
        assert conversation is not None
        act(session, conversation)


def test_what_is_said_to_a_person_never_reaches_the_engine(database: Database, talk: Talk, engine: FakeEngine) -> None:
    asking(database, talk, engine)
    heard = len(engine.heard)
    assert talk.send("Thẻ của tôi là DN4797912345678") == []
    found = row(database, talk)
    assert (found.handler, found.status, found.waiting_since is not None) == (Handler.QUEUE, Status.OPEN, True)
    step(database, talk, lambda _, conversation: handoff.claim(conversation, "tongdai1", utcnow()))
    talk.send("alo")
    step(
        database,
        talk,
        lambda session, conversation: handoff.say(session, conversation, "tongdai1", "Chào Ông/Bà", utcnow()),
    )
    assert len(engine.heard) == heard
    assert [message["from"] for message in talk.history()][-3:] == ["citizen", "citizen", "agent"]
    found = row(database, talk)
    assert found.waiting_since is None and found.answered_at is not None and found.handler == Handler.AGENT


def test_the_answer_to_asking_says_who_answers_now(database: Database, talk: Talk, engine: FakeEngine) -> None:
    asking(database, talk, engine)
    answer = talk.client.post("/api/v1/chat", json={"conversation_id": talk.id, "text": "alo", "payload": None}).json
    assert (answer["handler"], answer["replies"]) == ("queue", [])


def test_the_queue_is_ordered_by_priority_and_time(database: Database, app: Flask, engine: FakeEngine) -> None:
    talks = [Talk(app.test_client()) for _ in range(3)]
    for talk, priority in zip(talks, (0, 0, FIRST), strict=True):
        asking(database, talk, engine, priority=priority)
    with database.reading() as session:
        places = [handoff.position(session, row(database, talk)) for talk in talks]
    assert places == [2, 3, 1]
    step(database, talks[2], lambda _, conversation: handoff.claim(conversation, "tongdai1", utcnow()))
    with database.reading() as session:
        assert [handoff.position(session, row(database, talk)) for talk in talks] == [1, 2, 0]


def test_asking_twice_keeps_the_place(database: Database, app: Flask, engine: FakeEngine) -> None:
    first, second = Talk(app.test_client()), Talk(app.test_client())
    asking(database, first, engine)
    asking(database, second, engine)
    step(
        database,
        first,
        lambda session, conversation: handoff.ask_for_person(session, conversation, utcnow() + timedelta(hours=1)),
    )
    with database.reading() as session:
        assert handoff.position(session, row(database, first)) == 1


def test_two_agents_never_hold_one_conversation(database: Database, talk: Talk, engine: FakeEngine) -> None:
    asking(database, talk, engine)
    start = Barrier(8)

    def claim(number: int) -> bool:
        start.wait()
        try:
            step(database, talk, lambda _, conversation: handoff.claim(conversation, f"tongdai{number}", utcnow()))
        except Declined as declined:
            assert declined.code == "taken"
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(8))) == 1


def test_only_who_holds_it_may_answer(database: Database, talk: Talk, engine: FakeEngine) -> None:
    asking(database, talk, engine)
    step(database, talk, lambda _, conversation: handoff.claim(conversation, "tongdai1", utcnow()))
    for act in (
        lambda session, found: handoff.say(session, found, "tongdai2", "x", utcnow()),
        lambda session, found: handoff.hand_back(session, found, "tongdai2", utcnow()),
        lambda session, found: handoff.resolve(session, found, "tongdai2", None, utcnow()),
        lambda _, found: handoff.transfer(found, "tongdai2", None, utcnow()),
        lambda _, found: handoff.snooze(found, "tongdai2", utcnow(), utcnow()),
    ):
        with pytest.raises(Declined, match="not_yours"):
            step(database, talk, act)


def test_after_the_hand_back_the_bot_knows_nothing_and_answers(
    database: Database, talk: Talk, engine: FakeEngine
) -> None:
    talk.send("xin chào")
    asking(database, talk, engine)
    session_before = row(database, talk).session
    step(database, talk, lambda _, conversation: handoff.claim(conversation, "tongdai1", utcnow()))
    step(database, talk, lambda session, conversation: handoff.hand_back(session, conversation, "tongdai1", utcnow()))
    assert talk.send("thẻ hết hạn")[0]["text"] == "Đã nghe: thẻ hết hạn"
    assert engine.calls[-1][0] != session_before
    assert any(message["text"] == "xin chào" for message in talk.history())


@pytest.mark.parametrize("words", ["quay lại trợ lý", "Quay lai tro ly.", "không chờ nữa"])
def test_who_waits_may_go_back_to_the_bot(database: Database, talk: Talk, engine: FakeEngine, words: str) -> None:
    asking(database, talk, engine)
    assert talk.send(words)
    assert row(database, talk).status == Status.PENDING
    assert engine.heard[-1] == "menu"


def test_with_an_agent_those_words_are_for_the_agent(database: Database, talk: Talk, engine: FakeEngine) -> None:
    asking(database, talk, engine)
    step(database, talk, lambda _, conversation: handoff.claim(conversation, "tongdai1", utcnow()))
    assert talk.send("quay lại trợ lý") == []


def test_a_message_queued_behind_the_asking_goes_to_the_person(
    database: Database, app: Flask, talk: Talk, engine: FakeEngine
) -> None:
    talk.send("xin chào")
    asked, go_on = Barrier(2), Barrier(2)

    def script(session: str, text: str, turn: str) -> EngineReply:
        if text != "gặp nhân viên":
            return said(f"Đã nghe: {text}")
        asked.wait()
        go_on.wait()
        with database.begin() as work:
            handoff.ask_for_person(
                work, work.scalars(select(Conversation).where(Conversation.session == session)).one(), utcnow()
            )
        return said("đã chuyển")

    engine.script = script
    other = Talk(app.test_client())
    other.id = talk.id
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(talk.send, "gặp nhân viên")
        asked.wait()
        second = pool.submit(other.send, "tôi bị mất thẻ")
        while len([message for message in talk.history() if message["from"] == "citizen"]) < 3:
            pass
        go_on.wait()
        assert first.result()[0]["text"] == "đã chuyển"
        assert second.result() == []
    assert "tôi bị mất thẻ" not in engine.heard


def test_put_aside_until_its_time_or_the_citizen_writes(
    database: Database, config: BackendConfig, talk: Talk, engine: FakeEngine
) -> None:
    asking(database, talk, engine)
    step(database, talk, lambda _, conversation: handoff.claim(conversation, "tongdai1", utcnow()))
    for until in (utcnow() - timedelta(seconds=1), utcnow() + timedelta(hours=1)):
        step(database, talk, lambda _, found, until=until: handoff.snooze(found, "tongdai1", until, utcnow()))
        assert row(database, talk).status == Status.SNOOZED
        wake_snoozed(database, config)
        if until > utcnow():
            assert row(database, talk).status == Status.SNOOZED
            talk.send("có tin gì chưa")
        found = row(database, talk)
        assert (found.status, found.assignee, found.snoozed_until) == (Status.OPEN, "tongdai1", None)


def test_a_closed_conversation_begins_with_the_bot_again(database: Database, talk: Talk, engine: FakeEngine) -> None:
    asking(database, talk, engine)
    step(database, talk, lambda _, conversation: handoff.claim(conversation, "tongdai1", utcnow()))
    step(database, talk, lambda session, found: handoff.resolve(session, found, "tongdai1", "the_bhyt", utcnow()))
    assert "kết thúc" in talk.history()[-1]["text"]
    assert talk.send("xin chào")[0]["text"] == "Đã nghe: xin chào"
    assert row(database, talk).topic == "the_bhyt"


def test_who_waits_for_a_person_is_not_forgotten_after_a_day(
    database: Database, config: BackendConfig, app: Flask, engine: FakeEngine
) -> None:
    waiting, talking = Talk(app.test_client()), Talk(app.test_client())
    asking(database, waiting, engine)
    talking.send("xin chào")
    with database.begin() as session:
        for conversation in session.scalars(select(Conversation)):
            conversation.active_at = utcnow() - KEPT - timedelta(minutes=1)
    forget_silent(database, config)
    with database.reading() as session:
        assert [found.status for found in session.scalars(select(Conversation))] == [Status.OPEN]


def test_an_agents_message_is_the_citizens_next_event(database: Database, talk: Talk, engine: FakeEngine) -> None:
    asking(database, talk, engine)
    step(database, talk, lambda _, conversation: handoff.claim(conversation, "tongdai1", utcnow()))
    step(database, talk, lambda session, found: handoff.say(session, found, "tongdai1", "Chào Ông/Bà", utcnow()))
    with database.reading() as session:
        last = store.messages_after(session, row(database, talk).id, 0, 100)[-1]
        assert (last.author, last.number) == (Author.AGENT, row(database, talk).messages)
