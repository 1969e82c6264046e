"""The page's form post: whose it is, what its cookie says, and what happens when the conversations refuse."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import backend
from backend.pages.chat import COOKIE, ChatPage, create_blueprint
from kit import problems
from kit.problems import Problem

ID = "0123456789abcdefABCDEF"


class Conversations:
    """Keeps what was asked of it; answers, or refuses with `refusal`."""

    def __init__(self) -> None:
        self.sent: list[tuple[str | None, str | None, str | None]] = []
        self.ended: list[str] = []
        self.refusal: Problem | None = None

    def send(
        self, conversation_id: str | None, text: str | None, payload: str | None, *, client: str
    ) -> Mapping[str, Any]:
        if self.refusal:
            raise self.refusal
        self.sent.append((conversation_id, text, payload))
        return {"conversation_id": conversation_id or ID, "handler": "bot", "replies": []}

    def messages(self, conversation_id: str) -> Mapping[str, Any]:
        if conversation_id != ID:
            raise Problem(404, "unknown_conversation", "Không có.")
        said = {"id": 1, "from": "citizen", "text": "<b>đậm</b>"}
        reply = {"id": 2, "from": "bot", "text": "Vâng.", "buttons": [{"title": "Tiếp", "payload": "p1"}], "meta": {}}
        return {"handler": "bot", "messages": [said, reply]}

    def end(self, conversation_id: str) -> None:
        self.ended.append(conversation_id)


@pytest.fixture
def conversations() -> Conversations:
    return Conversations()


@pytest.fixture
def client(conversations: Conversations) -> FlaskClient:
    app = Flask("pages", root_path=str(Path(backend.__file__).parent))
    problems.install(app)
    app.register_blueprint(
        create_blueprint(conversations, ChatPage(hotline="19009696", demo=False, secure_cookie=True))
    )
    return app.test_client()


def test_question_is_sent_and_the_answer_shown_after_a_redirect(
    client: FlaskClient, conversations: Conversations
) -> None:
    response = client.post("/", data={"text": "câu hỏi"}, base_url="https://localhost")
    assert response.status_code == 303
    cookie = response.headers["Set-Cookie"]
    for said in (f"{COOKIE}={ID}", "HttpOnly", "SameSite=Strict", "Secure", "Max-Age=1800", "Path=/"):
        assert said in cookie
    page = client.get("/", base_url="https://localhost").text
    assert "&lt;b&gt;đậm&lt;/b&gt;" in page
    assert 'name="payload" value="p1"' in page
    client.post("/", data={"payload": "p1"}, base_url="https://localhost")
    assert conversations.sent == [(None, "câu hỏi", None), (ID, None, "p1")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_post_from_another_site_is_refused(
    client: FlaskClient, conversations: Conversations, headers: dict[str, str]
) -> None:
    for data in ({"text": "câu hỏi"}, {"end": "1", "conversation_id": ID}):
        response = client.post("/", data=data, headers=headers)
        assert response.status_code == 403
        assert response.json["code"] == "cross_site"
        assert "Set-Cookie" not in response.headers
    assert conversations.sent == []
    assert conversations.ended == []


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_post_of_our_own_page_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/", data={"text": "câu hỏi"}, headers=headers).status_code == 303


@pytest.mark.parametrize("status", [422, 429, 503])
def test_refusal_is_told_above_the_kept_text(client: FlaskClient, conversations: Conversations, status: int) -> None:
    client.set_cookie(COOKIE, ID)
    conversations.refusal = Problem(status, "refused", "Lý do <i>từ chối</i>.")
    response = client.post("/", data={"text": "</textarea><script>"})
    assert response.status_code == status
    assert "Lý do &lt;i&gt;từ chối&lt;/i&gt;." in response.text
    assert "&lt;/textarea&gt;&lt;script&gt;</textarea>" in response.text
    assert "&lt;b&gt;đậm&lt;/b&gt;" in response.text  # what was said so far is still there


def test_conversation_that_is_over_loses_its_cookie(client: FlaskClient, conversations: Conversations) -> None:
    client.set_cookie(COOKIE, "anotherconversation")
    response = client.get("/")
    assert "đã kết thúc hoặc quá hạn" in response.text
    assert client.get_cookie(COOKIE) is None
    client.set_cookie(COOKIE, ID)
    conversations.refusal = Problem(404, "unknown_conversation", "Không có.")
    assert client.post("/", data={"text": "câu hỏi"}).status_code == 404
    assert client.get_cookie(COOKIE) is None


@pytest.mark.parametrize("cookie", ["", "a b", "../../x", "x" * 200, "ngắn"])
def test_cookie_that_we_did_not_make_is_none(client: FlaskClient, cookie: str) -> None:
    client.set_cookie(COOKIE, cookie)
    assert client.get("/").status_code == 200


def test_end_closes_both_conversations(client: FlaskClient, conversations: Conversations) -> None:
    client.set_cookie(COOKIE, ID)
    response = client.post("/", data={"end": "1", "conversation_id": "thewidgetsconversation"})
    assert response.status_code == 303
    assert sorted(conversations.ended) == sorted([ID, "thewidgetsconversation"])
    assert client.get_cookie(COOKIE) is None


def test_huge_form_is_refused(client: FlaskClient, conversations: Conversations) -> None:
    assert client.post("/", data={"text": "x" * 100_000}).status_code == 413
    assert conversations.sent == []


def test_demo_notice_is_for_the_demo_only(client: FlaskClient) -> None:
    assert "/sms/v1/sandbox/" not in client.get("/").text
