"""A message that is sent again because the line broke is taken in once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.config import BackendConfig
from backend.conversations.engine import EngineReply
from backend.conversations.models import Conversation, SentMessage
from backend.database import Database
from tests.backend.conftest import config_of
from tests.backend.conversations.conftest import FakeEngine, said

ID, OTHER = "a" * 22, "b" * 22


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


def send(client: FlaskClient, client_id: str | None, conversation: str | None = None, **more: Any) -> dict[str, Any]:
    body = {"conversation_id": conversation, "text": "Thẻ hết hạn?", "client_id": client_id} | more.pop("body", {})
    answer = client.post("/api/v1/chat", json=body, **more)
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def test_a_repetition_is_answered_as_the_first_was(client: FlaskClient, engine: FakeEngine, database: Database) -> None:
    first = send(client, ID)
    assert send(client, ID) == first
    conversation = first["conversation_id"]
    second = send(client, OTHER, conversation)
    send(client, None, conversation)
    assert send(client, OTHER, conversation) == second  # what was said meanwhile is no part of its answer
    assert len(engine.heard) == 3
    with database.reading() as session:
        assert session.query(Conversation).count() == 1


def test_the_same_at_the_same_moment_is_one(app: Flask, engine: FakeEngine, database: Database) -> None:
    conversation = send(app.test_client(), None)["conversation_id"]
    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(lambda _: send(app.test_client(), ID), range(4)))
        gone_on = list(pool.map(lambda _: send(app.test_client(), ID, conversation), range(4)))
    assert len({answer["conversation_id"] for answer in begun}) == 1
    assert all(answer["replies"] == gone_on[0]["replies"] for answer in gone_on)
    assert len(engine.heard) == 3
    with database.reading() as session:
        assert session.query(Conversation).count() == session.query(SentMessage).count() == 2


def test_who_repeats_while_it_is_answered_waits_for_the_answer(app: Flask, engine: FakeEngine) -> None:
    asked, go_on = Event(), Event()

    def script(session: str, text: str, turn: str) -> EngineReply:
        asked.set()
        assert go_on.wait(30)
        return said("Đây.")

    engine.script = script
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(send, app.test_client(), ID)
        assert asked.wait(30)
        second = pool.submit(send, app.test_client(), ID)
        go_on.set()
        assert first.result() == second.result()
    assert len(engine.calls) == 1


def test_an_id_that_somebody_else_uses_gives_nobody_their_conversation(client: FlaskClient) -> None:
    mine = send(client, ID)
    theirs = send(client, ID, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert theirs["conversation_id"] != mine["conversation_id"]
    assert send(client, ID, theirs["conversation_id"])["conversation_id"] == theirs["conversation_id"]


def test_names_go_with_their_conversation(client: FlaskClient, app: Flask, database: Database) -> None:
    app.extensions["bhxh.chat"].end(send(client, ID)["conversation_id"])
    with database.reading() as session:
        assert session.query(SentMessage).count() == 0


@pytest.mark.parametrize("wrong", ["short", "x" * 65, "có dấu tiếng việt ở đây", 12345678901234567890, "a" * 20 + "\n"])
@pytest.mark.only_on("sqlite")
def test_other_ids_are_refused(client: FlaskClient, wrong: object) -> None:
    answer = client.post("/api/v1/chat", json={"conversation_id": None, "text": "chào", "client_id": wrong})
    assert answer.status_code == 422 and answer.json is not None and answer.json["errors"][0]["field"] == "client_id"
