"""Order, leases, apologies: with real threads, and with several applications on one database as several processes have it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Lock
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from backend.config import BackendConfig
from backend.conversations import store, turns
from backend.conversations.engine import EngineFailed, EngineReply, EngineUnreachable
from backend.conversations.models import Turn, TurnState
from backend.conversations.timing import Timing
from backend.conversations.turns import Lease
from backend.database import Database
from bhxh.dates import utcnow
from kit.presence import Presence
from tests.backend.conftest import config_of
from tests.backend.conversations.conftest import FakeEngine, Talk, said

LATE = "trả lời chậm"
GAVE_UP = "trục trặc"


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    """On SQLite and on PostgreSQL: order and leases rest on row locks that only one of them has."""
    return config_of(tmp_path, database_url)


def until(condition: Callable[[], Any]) -> Any:
    """Polls a condition that another thread makes true; the test's time-out ends a wait in vain."""
    pause = Event()
    while not (found := condition()):
        pause.wait(0.01)
    return found


def test_a_burst_is_answered_one_at_a_time_and_in_order(make_app: Callable[..., Flask], engine: FakeEngine) -> None:
    clients = [make_app().test_client() for _ in range(2)]
    talk = Talk(clients[0])
    talk.send("xin chào")
    running, most, lock = 0, 0, Lock()

    def script(session: str, text: str, turn: str) -> EngineReply:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        Event().wait(0.005)
        with lock:
            running -= 1
        return said(f"Đã nghe: {text}")

    engine.script = script
    start = Barrier(8)

    def send(number: int) -> tuple[int, str]:
        start.wait()
        body = {"conversation_id": talk.id, "text": f"câu {chr(97 + number)}"}
        answer = clients[number % 2].post("/api/v1/chat", json=body).json
        return number, answer["replies"][0]["text"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert most == 1
    assert all(answer == f"Đã nghe: câu {chr(97 + number)}" for number, answer in answers)
    history = talk.history()
    asked = [message["text"] for message in history if message["from"] == "citizen"][1:]
    told = [message["text"].removeprefix("Đã nghe: ") for message in history if message["from"] == "bot"][1:]
    assert asked == told == engine.heard[1:]


def test_conversations_do_not_wait_for_each_other(client: FlaskClient, engine: FakeEngine) -> None:
    meet = Barrier(4)

    def script(session: str, text: str, turn: str) -> EngineReply:
        meet.wait()  # nobody gets on until all four are being answered at once
        return said("xong")

    engine.script = script
    with ThreadPoolExecutor(4) as pool:
        answers = [
            pool.submit(client.application.test_client().post, "/api/v1/chat", json={"text": "a"}) for _ in range(4)
        ]
        assert [answer.result().json["replies"][0]["text"] for answer in answers] == ["xong"] * 4


def test_a_hanging_engine_is_apologised_for_and_the_answer_follows(
    make_app: Callable[..., Flask], engine: FakeEngine
) -> None:
    talk = Talk(make_app(times=Timing(patience=0.1, budget=30)).test_client())
    go = Event()

    def script(session: str, text: str, turn: str) -> EngineReply:
        go.wait()
        return said("Đây ạ")

    engine.script = script
    [apology] = talk.send("thẻ hết hạn")
    assert LATE in apology["text"] and "19009696" in apology["text"] and apology["meta"]["fallback"]
    go.set()
    until(lambda: len(talk.history()) == 3)
    assert talk.history()[2]["text"] == "Đây ạ"
    assert len(engine.calls) == 1


def test_an_engine_that_is_down_is_apologised_for_at_once_and_asked_again(talk: Talk, engine: FakeEngine) -> None:
    up = Event()

    def script(session: str, text: str, turn: str) -> EngineReply:
        if not up.is_set():
            raise EngineUnreachable("ConnectError")
        return said("Đã trở lại")

    engine.script = script
    [apology] = talk.send("chào")
    assert LATE in apology["text"]
    up.set()
    until(lambda: len(talk.history()) == 3)
    assert talk.history()[2]["text"] == "Đã trở lại"
    assert len({turn for _, _, turn in engine.calls}) == 1  # one turn id: actions with an effect are not done twice


def test_one_broken_connection_goes_unnoticed(talk: Talk, engine: FakeEngine) -> None:
    def script(session: str, text: str, turn: str) -> EngineReply:
        if len(engine.calls) == 1:
            raise EngineUnreachable("RemoteProtocolError")
        return said("Vâng")

    engine.script = script
    assert [reply["text"] for reply in talk.send("chào")] == ["Vâng"]


def test_a_turn_is_given_up_in_the_end(make_app: Callable[..., Flask], engine: FakeEngine) -> None:
    talk = Talk(make_app(times=Timing(patience=5, absence=0.3)).test_client())

    def script(session: str, text: str, turn: str) -> EngineReply:
        raise EngineUnreachable("ConnectError")

    engine.script = script
    talk.send("chào")
    until(lambda: GAVE_UP in talk.history()[-1]["text"])


def test_an_engine_that_is_restarted_for_longer_than_a_turn_may_take_still_answers(
    make_app: Callable[..., Flask], engine: FakeEngine
) -> None:
    talk = Talk(make_app(times=Timing(patience=5, budget=0.01)).test_client())
    up = Event()

    def script(session: str, text: str, turn: str) -> EngineReply:
        if not up.is_set():
            raise EngineUnreachable("503")
        return said("Đã trở lại")

    engine.script = script
    talk.send("chào")
    until(lambda: len(engine.calls) > 3)
    up.set()
    until(lambda: talk.history()[-1]["text"] == "Đã trở lại")


def test_an_engine_that_fails_is_said_so_and_the_dialogue_goes_on(talk: Talk, engine: FakeEngine) -> None:
    def script(session: str, text: str, turn: str) -> EngineReply:
        if text == "hỏng":
            raise EngineFailed("500")
        return said("Vâng")

    engine.script = script
    [reply] = talk.send("hỏng")
    assert GAVE_UP in reply["text"] and reply["meta"]["fallback"]
    assert talk.send("chào")[0]["text"] == "Vâng"


def test_an_action_server_that_restarts_costs_an_apology_not_the_answer(talk: Talk, engine: FakeEngine) -> None:
    up = Event()

    def script(session: str, text: str, turn: str) -> EngineReply:
        if not up.is_set():
            raise EngineFailed("500", again=True)
        return said("Đã trở lại")

    engine.script = script
    [apology] = talk.send("chào")
    assert LATE in apology["text"]
    up.set()
    until(lambda: talk.history()[-1]["text"] == "Đã trở lại")
    assert len({turn for _, _, turn in engine.calls}) == 1


def queue_as_of_a_dead_process(database: Database, text: str, attempts: int = 1) -> str:
    """A turn that was started by a process that then died: its lease has run out."""
    with database.begin() as session:
        now = utcnow()
        conversation = store.create(session, conversation_id := store.new_id(), now)
        died = Lease(timedelta(seconds=-1))
        turns.begin(session, conversation, text, None, client="127.0.0.1", now=now, lease=died)
        for _ in range(attempts - 1):
            assert turns.start_next(session, conversation, now, died)
    return conversation_id


def test_the_turn_of_a_dead_process_is_taken_over(client: FlaskClient, engine: FakeEngine, database: Database) -> None:
    talk = Talk(client)
    talk.id = queue_as_of_a_dead_process(database, "thẻ DN4797912345678")
    until(lambda: len(talk.history()) == 2)
    assert talk.history()[1]["text"] == "Đã nghe: thẻ DN4797912345678"
    assert engine.heard == ["thẻ [THE_1]"]


def test_the_turn_of_a_process_that_died_on_this_machine_is_taken_over_at_once(
    make_app: Callable[..., Flask], engine: FakeEngine, database: Database, config: BackendConfig
) -> None:
    gone = Presence(config.data_dir / "run" / "present")
    with database.begin() as session:
        conversation = store.create(session, conversation_id := store.new_id(), utcnow())
        lease = Lease(timedelta(hours=1), gone.claim)
        assert turns.begin(session, conversation, "chào", None, client="", now=utcnow(), lease=lease)[1]
    gone.close()
    talk = Talk(make_app().test_client())
    talk.id = conversation_id
    until(lambda: len(talk.history()) == 2)
    assert talk.history()[1]["text"] == "Đã nghe: chào"
    assert len(engine.calls) == 1


def test_a_turn_that_kills_its_processes_is_given_up(
    client: FlaskClient, engine: FakeEngine, database: Database
) -> None:
    talk = Talk(client)
    talk.id = queue_as_of_a_dead_process(database, "chào", attempts=3)
    until(lambda: len(talk.history()) == 2)
    assert GAVE_UP in talk.history()[1]["text"]
    assert engine.calls == []


def test_an_answer_after_the_turn_was_taken_over_counts_for_nothing(
    client: FlaskClient, engine: FakeEngine, database: Database
) -> None:
    talk = Talk(client)
    talk.send("chào")
    with database.begin() as session:
        conversation = store.find(session, talk.id or "", lock=True)
        assert conversation is not None
        now = utcnow()
        _, first = turns.begin(
            session, conversation, "hai", None, client="", now=now, lease=Lease(timedelta(seconds=-1))
        )
        second = turns.start_next(session, conversation, now, Lease(timedelta(seconds=60)))
        assert first and second and first.turn_id == second.turn_id
        assert turns.finish(session, conversation, first, said("muộn")) is None
        assert turns.finish(session, conversation, second, said("đúng"))
    assert [message["text"] for message in talk.history()][-1] == "đúng"


def test_no_transaction_is_open_while_the_engine_is_called(talk: Talk, engine: FakeEngine, database: Database) -> None:
    def script(session: str, text: str, turn: str) -> EngineReply:
        with database.begin() as write:  # on SQLite this would wait for any open transaction
            write.execute(update(Turn).values(attempts=Turn.attempts))
        return said("Vâng")

    engine.script = script
    assert talk.send("chào")[0]["text"] == "Vâng"


def test_a_conversation_ended_meanwhile_takes_its_turn_with_it(
    client: FlaskClient, engine: FakeEngine, database: Database
) -> None:
    talk = Talk(client)
    talk.send("chào")

    def script(session: str, text: str, turn: str) -> EngineReply:
        client.application.extensions["bhxh.chat"].end(talk.id)
        return said("Vâng")

    engine.script = script
    response = client.post("/api/v1/chat", json={"conversation_id": talk.id, "text": "a"})
    assert response.status_code == 404
    with database.reading() as session:
        assert session.scalars(select(Turn)).all() == []


def test_what_was_answered_is_not_kept_for_the_engine(talk: Talk, database: Database) -> None:
    talk.send("chào")
    with database.reading() as session:
        [turn] = session.scalars(select(Turn))
    assert (turn.state, turn.input, turn.claim) == (TurnState.DONE, None, None)
