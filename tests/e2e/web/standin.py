"""A stand-in for the conversations behind the chat: the real page, and the chat API with scripted answers.

It lets the browser tests make at will what the product does rarely: late answers, cut streams, refusals.
"""

import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

import backend
from backend.embed import origins
from backend.embed import pages as embed_pages
from backend.pages.chat import ChatPage, create_blueprint
from kit import problems
from kit.problems import Problem
from tests.e2e.web import script

_STATIC = Path(backend.__file__).parent


@dataclass
class Conversation:
    """One conversation: its messages, and which of them go out by SSE."""

    id: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    events: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    handler: str = "bot"
    last_id: int = 0

    def new_id(self) -> int:
        """As in the product, each conversation counts its messages from 1."""
        self.last_id += 1
        return self.last_id


class Standin:
    """The server. `address` is where it listens; the other methods play the bot's part from a test."""

    def __init__(self) -> None:
        self.conversations: dict[str, Conversation] = {}
        self.ended: list[str] = []
        self.answers: dict[str | None, dict[str, Any]] = {}
        self.tokens: list[dict[str, Any]] = []
        self.rated: list[dict[str, Any]] = []
        self.received: list[dict[str, Any]] = []
        self.resumed_from: list[str | None] = []
        self._changed = threading.Condition()
        self._cuts = 0
        self._refused_streams = 0
        self._streams = 0
        self._stopped = False
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._server.shutdown()

    # --- the bot's part -------------------------------------------------------------------------------------------

    def last(self) -> Conversation:
        """The conversation that was begun last."""
        return list(self.conversations.values())[-1]

    def say(self, text: str, *, sender: str = "bot", **more: Any) -> None:
        """An answer that comes by itself, by SSE, in the last conversation."""
        with self._changed:
            conversation = self.last()
            conversation.handler = "agent" if sender == "agent" else conversation.handler
            self._store(conversation, sender, text, **more)
            self._changed.notify_all()

    def type(self) -> None:
        """The typing event."""
        with self._changed:
            conversation = self.last()
            conversation.events.append((conversation.new_id(), "typing", {}))
            self._changed.notify_all()

    def repeat(self) -> None:
        """The last reply again by SSE, as when POST and stream both bring it."""
        with self._changed:
            conversation = self.last()
            conversation.events.append((conversation.new_id(), "reply", {"replies": [conversation.messages[-1]]}))
            self._changed.notify_all()

    def hand_over(self, handler: str) -> None:
        """Someone else answers from now on."""
        with self._changed:
            conversation = self.last()
            conversation.handler = handler
            conversation.events.append((conversation.new_id(), "handler", {"handler": handler}))
            self._changed.notify_all()

    def cut_streams(self, *, refuse: int = 0) -> None:
        """Closes every SSE stream; the next `refuse` connections are answered 503."""
        with self._changed:
            self._cuts += 1
            self._refused_streams = refuse
            self._changed.notify_all()

    def wait_for_streams(self, count: int) -> None:
        """Waits until `count` SSE connections were accepted since the start."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._streams >= count, timeout=60), self._streams

    @property
    def streams(self) -> int:
        return self._streams

    # --- what the page and the API ask (the contract of the product's conversations) --------------------------------

    def send(
        self,
        conversation_id: str | None,
        text: str | None,
        payload: str | None,
        *,
        client: str,
        client_id: str | None = None,
    ) -> dict[str, Any]:
        with self._changed:
            if client_id in self.answers:
                return self.answers[client_id]
            conversation = self._conversation(conversation_id)
            if payload is not None:
                if payload not in conversation.titles:
                    raise Problem(404, "unknown_button", "Nút này không còn dùng được.")
                text = conversation.titles[payload]
            if not text or not text.strip() or len(text) > 2000:
                detail = "Ông/Bà vui lòng nhập câu hỏi từ 1 đến 2.000 ký tự, ví dụ: Mã số BHXH ở đâu trên thẻ?"
                raise Problem(422, "text_length", detail)
            self.received.append(
                {"conversation_id": conversation_id, "text": text, "payload": payload, "id": client_id}
            )
            self._store(conversation, "citizen", text)
            replies = [self._store(conversation, "bot", **reply) for reply in script.replies(text)]
            self._changed.notify_all()
            answer = {"conversation_id": conversation.id, "handler": conversation.handler, "replies": replies}
            if client_id is not None:
                self.answers[client_id] = answer
            return answer

    def messages(self, conversation_id: str) -> dict[str, Any]:
        with self._changed:
            conversation = self._conversation(conversation_id)
            return {
                "conversation_id": conversation.id,
                "handler": conversation.handler,
                "messages": list(conversation.messages),
            }

    def end(self, conversation_id: str) -> None:
        with self._changed:
            self.ended.append(conversation_id)
            self.conversations.pop(conversation_id, None)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _conversation(self, conversation_id: str | None) -> Conversation:
        if conversation_id is None:
            conversation = Conversation(secrets.token_urlsafe(16))
            self.conversations[conversation.id] = conversation
            return conversation
        if conversation_id not in self.conversations:
            raise Problem(404, "conversation_unknown", "Cuộc trò chuyện đã kết thúc.")
        return self.conversations[conversation_id]

    def _store(self, conversation: Conversation, sender: str, text: str, **more: Any) -> dict[str, Any]:
        buttons = [{"title": title, "payload": secrets.token_hex(8)} for title in more.get("buttons", [])]
        conversation.titles.update({button["payload"]: button["title"] for button in buttons})
        message = {
            "id": conversation.new_id(),
            "from": sender,
            "text": text,
            "buttons": buttons,
            "meta": more.get("meta", {}),
            "at": "2026-11-20T08:00:00Z",
        }
        conversation.messages.append(message)
        if sender != "citizen":
            data = {"replies": [message], "handler": conversation.handler}
            conversation.events.append((message["id"], "reply", data))
        return message

    def _stream(self, conversation: Conversation, last: int) -> Iterator[str]:
        with self._changed:
            cuts = self._cuts
            self._streams += 1
            self._changed.notify_all()
        yield "retry: 200\n\n"
        while True:
            with self._changed:
                self._changed.wait_for(partial(self._due, conversation, last, cuts), timeout=5)
                if self._over(cuts):
                    return
                events = self._after(conversation, last)
            for event, name, data in events:
                last = event
                yield f"id: {event}\nevent: {name}\ndata: {json.dumps(data)}\n\n"

    def _due(self, conversation: Conversation, last: int, cuts: int) -> bool:
        return self._over(cuts) or bool(self._after(conversation, last))

    def _over(self, cuts: int) -> bool:
        return self._stopped or self._cuts != cuts

    @staticmethod
    def _after(conversation: Conversation, last: int) -> list[tuple[int, str, dict[str, Any]]]:
        return [event for event in conversation.events if event[0] > last]

    def _app(self) -> Flask:
        app = Flask("standin", root_path=str(_STATIC))
        problems.install(app)
        page = ChatPage(hotline="19009696", demo=True, secure_cookie=False)
        app.register_blueprint(create_blueprint(self, page))
        embed_pages.install(app, page, origins.DEMO)
        app.register_blueprint(embed_pages.section.blueprint)

        @app.post("/api/v1/chat")
        def chat() -> Response:
            body = request.get_json()
            sent = (body["conversation_id"], body["text"], body["payload"])
            return jsonify(self.send(*sent, client=request.remote_addr or "", client_id=body["client_id"]))

        @app.post("/api/v1/chat/token")
        def token() -> Response:
            body = request.get_json()
            self.tokens.append(body)
            if body["token"] == "used":
                raise Problem(401, "token_used", "Chưa nhận ra người dùng.")
            with self._changed:
                return jsonify({"conversation_id": self._conversation(None).id})

        @app.post("/api/v1/chat/<conversation_id>/rating")
        def rate(conversation_id: str) -> Response:
            self.rated.append({"conversation": conversation_id, **request.get_json()})
            return Response(status=204)

        @app.get("/api/v1/chat/<conversation_id>/messages")
        def history(conversation_id: str) -> Response:
            return jsonify(self.messages(conversation_id))

        @app.get("/api/v1/chat/<conversation_id>/events")
        def events(conversation_id: str) -> Response:
            with self._changed:
                conversation = self._conversation(conversation_id)
                last = request.headers.get("Last-Event-ID")
                self.resumed_from.append(last)
                if self._refused_streams:
                    self._refused_streams -= 1
                    raise Problem(503, "unavailable", "Tạm gián đoạn.")
            # without Last-Event-ID from now on, the least a server may do: the widget must fetch what it missed
            stream = self._stream(conversation, int(last) if last else conversation.last_id)
            return Response(stream, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

        @app.get("/sms/v1/sandbox/")
        @app.get("/ho-so/<path:name>")
        def other(name: str = "") -> Response:
            return Response("<!doctype html><title>Trang khác</title>", mimetype="text/html")

        return app


if __name__ == "__main__":
    server = Standin()
    server.start()
    print(server.address, flush=True)
    threading.Event().wait()
