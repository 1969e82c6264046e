"""Cards, tables and links of a reply stand beside a text that says everything."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from backend.conversations import handles, parts
from backend.conversations.engine import EngineReply
from backend.conversations.masking import Kind
from backend.conversations.models import Conversation
from backend.conversations.values import Value
from backend.database import Database
from tests.backend.conversations.conftest import FakeEngine, said

TABLE = parts.table("Hai năm", ["Năm", "Lượt"], [["2026", "3"], ["2025", "1"]])


def answer(
    client: FlaskClient, database: Database, engine: FakeEngine, template: str, *values: Value
) -> dict[str, object]:
    def script(_session: str, _text: str, _turn: str) -> EngineReply:
        with database.begin() as session:
            conversation = session.scalars(select(Conversation.id)).one()
            handles.mint(session, conversation, [(Kind.BANG, value) for value in values])
        return said(template)

    engine.script = script
    reply: dict[str, object] = client.post("/api/v1/chat", json={"text": "hỏi"}).json["replies"][0]
    return reply


def test_a_card_stands_between_the_words_around_it(client: FlaskClient, database: Database, engine: FakeEngine) -> None:
    card = Value.labelled([("Họ tên", "Trần Văn Bình"), ("Số hồ sơ", "1")])
    reply = answer(client, database, engine, "Xin kiểm tra:\n[BANG_1]\nĐúng chưa ạ?", card)
    assert reply["text"] == "Xin kiểm tra:\n• Họ tên: Trần Văn Bình\n• Số hồ sơ: 1\nĐúng chưa ạ?"
    assert reply["parts"] == [
        {"kind": "text", "text": "Xin kiểm tra:"},
        {"kind": "card", "rows": [["Họ tên", "Trần Văn Bình"], ["Số hồ sơ", "1"]]},
        {"kind": "text", "text": "Đúng chưa ạ?"},
    ]


def test_a_table_alone(client: FlaskClient, database: Database, engine: FakeEngine) -> None:
    reply = answer(client, database, engine, "[BANG_1]", Value.minted("• 2026: 3 lượt", part=TABLE))
    assert (reply["text"], reply["parts"]) == ("• 2026: 3 lượt", [TABLE])


def test_links_stand_beside_the_text(client: FlaskClient, database: Database, engine: FakeEngine) -> None:
    maps = parts.links([("BHXH Quận 5", "http://127.0.0.1:8080/tra-cuu/noi/1")])
    reply = answer(client, database, engine, "Gần nhất:\n[BANG_1]", Value.minted("1. BHXH Quận 5", part=maps))
    assert reply["text"] == "Gần nhất:\n1. BHXH Quận 5" and "parts" not in reply
    assert reply["links"] == [{"title": "BHXH Quận 5", "url": "http://127.0.0.1:8080/tra-cuu/noi/1"}]


def test_a_text_is_a_text(client: FlaskClient, database: Database, engine: FakeEngine) -> None:
    reply = answer(client, database, engine, "Xin chào [BANG_1] và [BANG_9]", Value.minted("Ông Bình"))
    assert reply["text"] == "Xin chào Ông Bình và …" and "parts" not in reply and "links" not in reply
