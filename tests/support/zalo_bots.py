"""The Zalo Bot Platform as its documentation has it, on a port of its own: one bot, its webhook or its one event at a time.

A public HTTPS address is what the real one asks for; here only loopback is known, so that is left out.
``tests/backend/channels/zalo/test_peer.py`` drives it with somebody else's client.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.support.zalo_oa import serving

TOKEN = "123456789:test-token"
Answer = dict[str, Any]


class Wrong(Exception):
    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters


@dataclass
class BotPlatform:
    """``faults`` are used up one sent message each: an HTTP status, or seconds of silence (a float). ``notice`` is told the chat
    of each message that was taken."""

    url: str = ""
    webhook: str = ""
    secret: str = ""
    faults: list[int | float] = field(default_factory=list)
    notice: Callable[[str], None] = lambda _chat: None
    sent: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    updates: deque[Answer] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def texts(self, chat: str) -> list[str]:
        return [text for to, text in self.sent if to == chat]

    def call(self, method: str, given: Answer) -> Any:
        known = {
            "getMe": self._me,
            "getUpdates": self._next,
            "setWebhook": self._set,
            "deleteWebhook": self._delete,
            "getWebhookInfo": lambda _: {"url": self.webhook, "updated_at": int(time.time() * 1000)},
            "sendMessage": self._send,
            "sendChatAction": self._act,
        }
        if method not in known:
            raise Wrong(404, "Not Found")
        return known[method](given)

    def _me(self, _: Answer) -> Answer:
        return {"id": "1", "account_name": "bot.bhxh", "account_type": "BASIC", "can_join_groups": False}

    def _next(self, given: Answer) -> Answer:
        if self.webhook:
            raise Wrong(409, "Conflict: a webhook is set")
        end = time.monotonic() + min(float(given.get("timeout") or 30), 30)
        while time.monotonic() < end:
            with self._lock:
                if self.updates:
                    return self.updates.popleft()
            time.sleep(0.02)
        raise Wrong(408, "Request timeout")

    def _set(self, given: Answer) -> Answer:
        url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
        if not url.startswith("http") or not 8 <= len(secret) <= 256:
            raise Wrong(400, "Bad Request: url or secret_token")
        self.webhook, self.secret = url, secret
        return {"url": url, "updated_at": int(time.time() * 1000)}

    def _delete(self, _: Answer) -> Answer:
        self.webhook = ""
        return {"url": "", "updated_at": int(time.time() * 1000)}

    def _send(self, given: Answer) -> Answer:
        chat, text = str(given.get("chat_id", "")), given.get("text")
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, float):
            time.sleep(fault)
            raise ConnectionError
        if fault is not None:
            raise Wrong(fault, "as the test wants it", **({"retry_after": 1} if fault == 429 else {}))
        if chat in self.blocked:
            raise Wrong(403, "Forbidden: bot was blocked by the user")
        if not chat or not isinstance(text, str) or not 0 < len(unicodedata.normalize("NFC", text)) <= 2000:
            raise Wrong(400, "Bad Request: text")
        with self._lock:
            self.sent.append((chat, text))
        self.notice(chat)
        return {"message_id": secrets.token_hex(10), "date": int(time.time() * 1000)}

    def _act(self, given: Answer) -> bool:
        if given.get("action") != "typing":
            raise Wrong(400, "Bad Request: action")
        self.typed.append(str(given.get("chat_id", "")))
        return True

    # What citizens do

    def said(self, chat: str, text: str | None = None, what: str = "text", /, **more: Any) -> Answer:
        """A citizen's message as the ``result`` of an event."""
        message: Answer = {
            "from": {"id": chat, "display_name": "Nguyễn Thị Hoàng Anh", "is_bot": False},
            "chat": {"id": chat, "chat_type": "PRIVATE"},
            "message_id": secrets.token_hex(10),
            "date": int(time.time() * 1000),
        }
        if text is not None:
            message["text"] = text
        return {"event_name": f"message.{what}.received", "message": message | more}

    def tell(self, result: Answer) -> int:
        """Bring an event to the webhook; its HTTP status."""
        headers = {"X-Bot-Api-Secret-Token": self.secret}
        return httpx.post(
            self.webhook, json={"ok": True, "result": result}, headers=headers, trust_env=False, timeout=10
        ).status_code


def _handler(platform: BotPlatform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token, _, method = urlsplit(self.path).path.removeprefix("/bot").partition("/")
            try:
                if token != TOKEN:
                    raise Wrong(401, "Unauthorized")
                self._answer(200, {"ok": True, "result": platform.call(method, self._given(body))})
            except Wrong as wrong:
                content = {"ok": False, "error_code": wrong.code, "description": str(wrong)}
                self._answer(wrong.code, content | ({"parameters": wrong.parameters} if wrong.parameters else {}))
            except ConnectionError:
                self.close_connection = True

        def _given(self, body: bytes) -> Answer:
            if "json" in self.headers.get("Content-Type", ""):
                given: Answer = json.loads(body or b"{}")
                return given
            return {name: values[0] for name, values in parse_qs(body.decode()).items()}

        def _answer(self, status: int, content: Answer) -> None:
            out = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextlib.contextmanager
def bot_platform() -> Iterator[BotPlatform]:
    """A running one."""
    platform = BotPlatform()
    with serving(_handler(platform)) as url:
        platform.url = url
        yield platform
