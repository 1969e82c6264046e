"""Words with a fixed meaning in the web chat: answered at once, and in the history like everything else."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from backend.channels import links
from backend.conversations.models import Conversation
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from tests.backend.conversations.conftest import FakeEngine


def test_a_web_chat_takes_a_code_and_gives_one(
    make_app: Callable[..., Flask], database: Database, engine: FakeEngine
) -> None:
    browser = make_app().test_client()
    first = browser.post("/api/v1/chat", json={"conversation_id": None, "text": "liên kết"}).json
    assert first is not None and [reply["text"] for reply in first["replies"]] == [text("linking.prove_first")]
    with database.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        links.remember_phone(session, "web", conversation.key_index.hex(), "84912345678", utcnow())
    asked = browser.post("/api/v1/chat", json={"conversation_id": first["conversation_id"], "text": "liên kết"}).json
    assert asked is not None and asked["handler"] == "bot"
    code = re.search(r"LK \S{4} \S{4}", asked["replies"][0]["text"])
    assert code
    other = browser.post("/api/v1/chat", json={"conversation_id": None, "text": code.group()}).json
    assert other is not None and "*******678" in other["replies"][0]["text"]
    wrong = {"conversation_id": other["conversation_id"], "text": "LK 0000 0000"}
    assert browser.post("/api/v1/chat", json=wrong).json["replies"][0]["text"] == text("linking.wrong")  # type: ignore[index]
    history = browser.get(f"/api/v1/chat/{other['conversation_id']}/messages").json
    assert history is not None
    assert [one["text"] for one in history["messages"]][2:] == ["•• •••• ••••", text("linking.wrong")]
    assert code.group() not in str(history)
    assert engine.calls == []
