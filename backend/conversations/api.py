"""The public chat API: POST /api/v1/chat and the history. The event stream is an application of its own (`events`)."""

from http import HTTPStatus
from typing import Any, Literal

import orjson
from flask import Blueprint, Response, request
from pydantic import BaseModel, Field

from backend.conversations.service import TEXT_LIMIT, Chat
from kit.bodies import Strict, read_json

PATH = "/api/v1/chat"


class ChatRequest(Strict):
    """One message. ``payload``, a button's id, replaces the text."""

    conversation_id: str | None = Field(None, description="Bỏ trống để bắt đầu cuộc trò chuyện mới.")
    text: str | None = Field(None, description=f"1 đến {TEXT_LIMIT} ký tự, trừ khi có `payload`.")
    payload: str | None = Field(None, description="Mã của nút được bấm; thay cho `text`.")
    client_id: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9_-]{16,64}$",
        description="Mã ngẫu nhiên của tin này do bên gửi đặt. Gửi lại tin có cùng mã (khi mất mạng giữa chừng) thì được trả lời như "
        "lần đầu, không bị tính hai lần. Tin mở đầu cuộc trò chuyện chỉ được nhận ra khi gửi lại từ cùng địa chỉ mạng.",
    )


class ReplyButton(BaseModel):
    """A choice; send ``payload`` back to choose it."""

    title: str
    payload: str


class ReplyMeta(BaseModel):
    """Where an answer comes from and how it was understood. ``closing``: an agent has closed the conversation with it."""

    intent: str | None
    confidence: float
    faq: str | None
    offered: list[str]
    source: str | None
    as_of: str | None
    fallback: bool
    closing: bool = False


class ReplyLink(BaseModel):
    """A link that the text has too: a map, a document."""

    title: str
    url: str


class ReplyPart(BaseModel):
    """A piece of a reply for who can show more than lines: ``text``, a ``card`` of (label, value) rows, a ``table``."""

    kind: Literal["text", "card", "table"]
    text: str | None = None
    title: str | None = None
    head: list[str] | None = None
    rows: list[list[str]] | None = None


class Reply(BaseModel):
    """One message of the assistant. ``id`` is the same in answers, history and events. ``text`` says everything; ``parts`` say the
    same in order, where some of it is a card or a table."""

    id: int
    text: str
    parts: list[ReplyPart] | None = None
    links: list[ReplyLink] | None = None
    buttons: list[ReplyButton]
    meta: ReplyMeta


class ChatAnswer(BaseModel):
    """``conversation_id`` is a secret of 128 bits: who knows it reads the conversation."""

    conversation_id: str
    handler: Literal["bot", "queue", "agent"]
    replies: list[Reply]


class HistoryMessage(BaseModel):
    """A message of either side; a citizen's has neither buttons nor meta."""

    id: int
    author: str = Field(alias="from")
    text: str
    at: str
    buttons: list[ReplyButton] | None = None
    meta: ReplyMeta | None = None


class History(BaseModel):
    """What was said, oldest first."""

    handler: Literal["bot", "queue", "agent"]
    messages: list[HistoryMessage]


def create_blueprint(chat: Chat) -> Blueprint:
    """The blueprint of the chat API."""
    blueprint = Blueprint("chat_api", __name__, url_prefix=PATH)

    @blueprint.after_request
    def keep_private(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    @blueprint.post("", provide_automatic_options=False)
    def send() -> Response:
        body = read_json(ChatRequest)
        client = request.remote_addr or ""
        answer = chat.send(body.conversation_id, body.text, body.payload, client=client, client_id=body.client_id)
        return _json(answer)

    @blueprint.get("/<conversation_id>/messages", provide_automatic_options=False)
    def messages(conversation_id: str) -> Response:
        return _json(chat.messages(conversation_id))

    return blueprint


def _json(answer: Any) -> Response:
    return Response(orjson.dumps(answer), HTTPStatus.OK, content_type="application/json")
