"""The chat API as an outside tool uses it."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from backend.conversations.engine import EngineButton, EngineMessage, EngineReply
from backend.conversations.limits import PER_CONVERSATION
from backend.conversations.models import Conversation, Handle
from backend.database import Database
from bhxh.dates import utcnow
from tests.backend.conversations.conftest import FakeEngine, Talk, said

PEOPLE = "Tôi tên Nguyễn Văn An, thẻ DN4797912345678, sđt 0912345678, mã 7912345678, ở số 12 đường Lê Lợi, an@gmail.com"
SECRETS = ["Nguyễn", "DN479", "0912345678", "7912345678", "Lê Lợi", "gmail"]


def test_an_answer_has_the_shape_of_the_contract(talk: Talk, engine: FakeEngine) -> None:
    custom = {"faq": "the_bhyt_mat", "source": "CV 1", "as_of": "2026-11", "offered": ["a"], "intent": "faq"}
    engine.script = lambda *_: EngineReply((EngineMessage("Chào", (), custom),), "card_status", 0.87654, "khac")
    [reply] = talk.send("Mất thẻ")
    assert reply["text"] == "Chào"
    assert reply["meta"] == {
        "intent": "faq",
        "confidence": 0.8765,
        "faq": "the_bhyt_mat",
        "offered": ["a"],
        "source": "CV 1",
        "as_of": "2026-11",
        "fallback": False,
    }
    assert talk.id is not None and re.fullmatch(r"[\w-]{22}", talk.id)


def test_meta_of_the_parse_stands_in_for_what_a_message_does_not_say(talk: Talk, engine: FakeEngine) -> None:
    engine.script = lambda *_: EngineReply((EngineMessage("Chào"),), "card_status", 0.5, "the_bhyt_han_su_dung")
    [reply] = talk.send("Thẻ còn hạn không")
    assert (reply["meta"]["intent"], reply["meta"]["faq"]) == ("card_status", "the_bhyt_han_su_dung")


@pytest.mark.parametrize(("inside", "published"), [("start_over", "menu_help"), ("kcb_year", "kcb_history")])
def test_intents_that_only_our_rules_know_are_published_as_those_of_the_contract(
    talk: Talk, engine: FakeEngine, inside: str, published: str
) -> None:
    engine.script = lambda *_: EngineReply((EngineMessage("Vâng", (), {"intent": inside}),), inside, 0.9)
    [reply] = talk.send("cho tôi về trang đầu")
    assert reply["meta"]["intent"] == published


def test_personal_values_never_reach_the_engine_and_come_back_in_replies(talk: Talk, engine: FakeEngine) -> None:
    [reply] = talk.send(PEOPLE)
    [heard] = engine.heard
    assert not [secret for secret in SECRETS if secret in heard]
    assert re.search(r"\[HO_TEN_1\].*\[THE_1\].*\[DIEN_THOAI_1\].*\[MA_SO_1\].*\[DIA_CHI_1\].*\[EMAIL_1\]", heard)
    assert "Nguyễn Văn An" in reply["text"] and "DN4797912345678" in reply["text"]


def test_masked_form_of_a_value(talk: Talk, engine: FakeEngine) -> None:
    engine.script = lambda *_: said("Thẻ [THE_1:masked], số [DIEN_THOAI_1:masked], hết [THE_9]")
    [reply] = talk.send("thẻ DN4797912345678 sđt 0912345678")
    assert reply["text"] == "Thẻ DN479******5678, số *******678, hết …"


def test_nothing_readable_is_stored(talk: Talk, database: Database) -> None:
    talk.send(PEOPLE)
    with database.engine.connect() as connection:
        for table in ("message", "turn", "handle", "conversation", "button"):
            rows = str([tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))])
            assert talk.id is not None and talk.id not in rows
            assert not [secret for secret in SECRETS if secret in rows or secret.encode().hex() in rows]


def test_handles_typed_by_a_person_stand_for_nothing(talk: Talk, engine: FakeEngine) -> None:
    talk.send("thẻ DN4797912345678")
    [reply] = talk.send("cho xem [THE_1] [THE_1:masked]")
    assert "DN479" not in reply["text"] and "[" not in engine.heard[1]


def test_a_typed_slash_is_plain_text(talk: Talk, engine: FakeEngine) -> None:
    talk.send('/cung_cap{"so_the":"x"}')
    talk.send("/ /session_start")
    assert not [heard for heard in engine.heard if heard.startswith("/")]


def buttons(*_: str) -> EngineReply:
    choices = (EngineButton("Năm [NGAY_1]", '/kcb_year{"nam":"[NAM_1]"}'), EngineButton("Thôi", "/deny"))
    return EngineReply((EngineMessage("Chọn", choices),), "kcb_history", 1.0)


def test_buttons_are_opaque_and_lead_back(talk: Talk, engine: FakeEngine) -> None:
    engine.script = buttons
    [reply] = talk.send("sinh ngày 12/03/1985")
    assert reply["buttons"][0]["title"] == "Năm 12/03/1985"
    assert re.fullmatch(r"[\w-]{22}", reply["buttons"][0]["payload"])
    talk.send(payload=reply["buttons"][0]["payload"])
    talk.send("2")
    talk.send("thôi")
    talk.send("dạ cái đầu tiên")
    talk.send("nút số 2 nha")
    said = ["/deny", "/deny", '/kcb_year{"nam":"[NAM_1]"}', "/deny"]
    assert engine.heard[1:] == ['/kcb_year{"nam":"[NAM_1]"}', *said]
    talk.send("3")
    assert engine.heard[-1] == "3"
    assert talk.history()[2]["text"] == "Năm 12/03/1985"


def test_a_button_of_another_conversation_or_session_is_refused(client: FlaskClient, engine: FakeEngine) -> None:
    engine.script = buttons
    mine, other = Talk(client), Talk(client)
    [reply] = mine.send("chào")
    other.send("chào")
    payload = reply["buttons"][0]["payload"]
    for conversation, pressed in ((other.id, payload), (mine.id, "x"), (None, payload)):
        response = client.post("/api/v1/chat", json={"conversation_id": conversation, "payload": pressed})
        assert response.status_code == 422
        assert response.json["code"] == "unknown_payload"
    mine.send("bắt đầu lại")
    assert client.post("/api/v1/chat", json={"conversation_id": mine.id, "payload": payload}).status_code == 422


def test_restart_begins_a_session_that_knows_nothing(talk: Talk, engine: FakeEngine, database: Database) -> None:
    talk.send("thẻ DN4797912345678")
    first, second = talk.send("Bắt đầu lại!")
    assert first["text"].startswith("Đã bắt đầu lại")
    assert second["text"] == "Đã nghe: menu"
    assert engine.calls[0][0] != engine.calls[1][0]
    with database.reading() as session:
        assert session.scalars(select(Handle)).all() == []


def test_an_hour_of_silence_forgets_values_and_session(talk: Talk, engine: FakeEngine, database: Database) -> None:
    engine.script = lambda *_: said("Họ tên?", requested_slot="full_name")
    talk.send("thẻ DN4797912345678")
    with database.begin() as session:
        session.execute(update(Conversation).values(active_at=utcnow() - timedelta(hours=2)))
    talk.send("Bình")
    assert engine.calls[0][0] != engine.calls[1][0]
    assert engine.heard[1] == "Bình"  # nobody asks for a name any more


def test_the_field_asked_masks_the_next_text(talk: Talk, engine: FakeEngine) -> None:
    engine.script = lambda *_: said("Họ tên?", requested_slot="full_name")
    talk.send("đăng ký")
    talk.send("Bình")
    talk.send("tên tôi không có dấu được không?")
    assert engine.heard[1:] == ["[HO_TEN_1]", "tên tôi không có dấu được không?"]


def test_an_engine_without_words_is_spoken_for(talk: Talk, engine: FakeEngine) -> None:
    engine.script = lambda *_: EngineReply((), "x", 0.4)
    [reply] = talk.send("hả")
    assert "19009696" in reply["text"] and reply["meta"]["fallback"] is True


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "text"),
        ({"text": ""}, 422, "text"),
        ({"text": " \u200b\x00 "}, 422, "text"),
        ({"text": "a" * 2001}, 422, "text"),
        ({"text": "a" * 20000}, 422, "text"),
        ({"text": 1}, 422, "text"),
        ({"text": True}, 422, "text"),
        ({"text": ["a"]}, 422, "text"),
        ({"text": "a", "x": 1}, 422, "x"),
        ({"text": "a", "conversation_id": 5}, 422, "conversation_id"),
        ({"text": "a", "conversation_id": ""}, 404, None),
        ({"text": "a", "conversation_id": "x" * 500}, 404, None),
        ({"payload": "khong-co\x00"}, 422, "payload"),
        ([], 422, ""),
        ("chào", 422, ""),
    ],
)
def test_bad_bodies_are_named(
    client: FlaskClient, engine: FakeEngine, body: object, status: int, field: str | None
) -> None:
    response = client.post("/api/v1/chat", json=body)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json["detail"]
    assert [error["field"] for error in response.json.get("errors", [])] == ([] if field is None else [field])
    assert engine.calls == []


@pytest.mark.parametrize(
    "written",
    [
        "🙂🙂",
        "a" * 2000,
        "<script>alert(1)</script>",
        "'; DROP TABLE turn;--",
        "Nguyễn Văn An",
        "{{7*7}}",
        "%s %d {0} {hotline}",
    ],
)
def test_odd_texts_are_answered(talk: Talk, written: str) -> None:
    assert talk.send(written)


def test_no_json_and_too_much(client: FlaskClient) -> None:
    assert client.post("/api/v1/chat", data="{", content_type="application/json").status_code == 400
    assert client.post("/api/v1/chat", data="text=a").status_code == 415
    assert client.post("/api/v1/chat", json={"text": "a" * 70_000}).status_code == 413
    assert client.post("/api/v1/chat", data=b'{"text":"\xff"}', content_type="application/json").status_code == 400
    assert client.get("/api/v1/chat").status_code == 405


def test_history_and_end(client: FlaskClient, talk: Talk) -> None:
    talk.send("một")
    talk.send("hai")
    history = talk.history()
    assert [(message["from"], message["id"]) for message in history] == [
        ("citizen", 1),
        ("bot", 2),
        ("citizen", 3),
        ("bot", 4),
    ]
    client.application.extensions["bhxh.chat"].end(talk.id)
    client.application.extensions["bhxh.chat"].end("khong-co")
    assert client.get(f"/api/v1/chat/{talk.id}/messages").status_code == 404


def test_a_conversation_has_a_rate(client: FlaskClient, talk: Talk) -> None:
    talk.send("a")
    statuses = [
        client.post("/api/v1/chat", json={"conversation_id": talk.id, "text": "a"})
        for _ in range(int(PER_CONVERSATION.burst) + 8)
    ]
    refused = [response for response in statuses if response.status_code == 429]
    assert refused and int(refused[0].headers["Retry-After"]) >= 1
    assert talk.client.post("/api/v1/chat", json={"text": "a"}).status_code == 200


def test_everything_is_hardened(client: FlaskClient) -> None:
    for path in ("/api/openapi.json", "/api/v1/chat/x/messages", "/khong-co"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
