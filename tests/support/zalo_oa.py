"""An Official Account's API, its tokens and its webhooks as Zalo's documentation has them, on a port of its own.

Strict where Zalo is: the access token stands bare in its header, HTTP 200 says nothing, refresh tokens are good once, ids and times are
text, requests are counted by the minute, and who has not written for seven days gets nothing. Events are signed over the raw body and
repeated until they are answered in time. ``tests/backend/channels/zalo/test_peer.py`` drives it with somebody else's client.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from kit.zalo import signature
from tests.support.zalo import APP_ID, OA_ID, OA_SECRET, SECRET, Zalo

__all__ = ["APP_ID", "OA_ID", "OA_SECRET", "SECRET", "Oa", "Sent", "official_account"]

DAY = 86_400.0
Answer = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """A message that the OA sent and a citizen got."""

    user: str
    message: Answer
    message_id: str
    at: float

    @property
    def text(self) -> str:
        return str(self.message.get("text", ""))


@dataclass
class Oa:
    """``faults`` are used up one request each: an error code of Zalo (negative), an HTTP status, or seconds of silence (a float).

    ``before_answer`` runs when a message has been taken and its answer not yet sent; what it raises leaves the caller without one.
    ``notice`` is told of each message that was taken.
    """

    url: str = ""
    webhook: str = ""
    oauth: Zalo = field(default_factory=Zalo)
    per_minute: int = 4000
    patience: float = 2.0
    retries: tuple[float, ...] = ()
    """Seconds until an event is repeated: 30, 300, 900, 1800 and 3600 with Zalo."""
    faults: list[int | float] = field(default_factory=list)
    before_answer: Callable[[], None] = lambda: None
    notice: Callable[[Sent], None] = lambda _sent: None
    sent: list[Sent] = field(default_factory=list)
    asked: int = 0
    """How many messages were tried, whatever came of it."""
    heard_at: dict[str, float] = field(default_factory=dict)
    """When each citizen last did something."""
    answers: list[tuple[int, float]] = field(default_factory=list)
    """Of our webhook: HTTP status (0: none) and seconds."""
    _client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False))
    """Its connections are kept: a new client for each event would cost more than our answer."""
    _minute: tuple[int, int] = (0, 0)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def close(self) -> None:
        self._client.close()

    def texts(self, user: str) -> list[str]:
        return [one.text for one in self.sent if one.user == user]

    # What the OA asks of Zalo

    def consult(self, access: str, body: Answer) -> Answer:
        with self._lock:
            self.asked += 1
            error = self.oauth.error_of(access)
            user = str((body.get("recipient") or {}).get("user_id", ""))
            problem = (
                (error, "Access token is invalid or expired") if error else self._refusal(user, body.get("message"))
            )
            if problem is not None:
                return {"error": problem[0], "message": problem[1]}
            one = Sent(user, body["message"], secrets.token_hex(16), time.time())
            self.sent.append(one)
            self.notice(one)
            data = {"message_id": one.message_id, "user_id": user, "sent_time": str(int(one.at * 1000))}
            return {"data": data, "error": 0, "message": "Success"}

    def _refusal(self, user: str, message: Any) -> tuple[int, str] | None:
        if user not in self.heard_at:
            return -201, "user_id is invalid"
        if time.time() - self.heard_at[user] > 7 * DAY:
            return -230, "User has not interacted with the OA in the past 7 days"
        if not isinstance(message, dict) or not (_good_text(message) or _good_form(message)):
            return -201, "message is invalid"
        return None

    def limit_headers(self) -> dict[str, str] | None:
        """Counts a request; None: it is one too many in this minute."""
        with self._lock:
            minute = int(time.time() // 60)
            count = self._minute[1] + 1 if self._minute[0] == minute else 1
            self._minute = (minute, count)
            if count > self.per_minute:
                return None
            return {"X-RateLimit-Limit": str(self.per_minute), "X-RateLimit-Remain": str(self.per_minute - count)}

    def next_fault(self) -> int | float | None:
        with self._lock:
            return self.faults.pop(0) if self.faults else None

    # What citizens do

    def event(self, content: Answer, first: str = APP_ID, secret: str = OA_SECRET) -> tuple[bytes, dict[str, str]]:
        """An event as it goes out: raw body and headers."""
        body = json.dumps(content, ensure_ascii=False, separators=(", ", ":")).encode()
        mac = signature(first, body, content["timestamp"], secret)
        return body, {"X-ZEvent-Signature": f"mac={mac}", "Content-Type": "application/json"}

    def said(
        self, user: str, text: str | None = None, what: str = "text", *, msg_id: str | None = None, **more: Any
    ) -> Answer:
        """A citizen's message, which opens the window."""
        self.heard_at[user] = time.time()
        message: Answer = {"msg_id": msg_id or secrets.token_hex(12)}
        if text is not None:
            message["text"] = text
        if what != "text":
            message["attachments"] = [{"type": what, "payload": {"url": "https://example.org/1", "thumbnail": ""}}]
        people = {"sender": {"id": user}, "user_id_by_app": f"9{user}", "recipient": {"id": OA_ID}}
        return _content(f"user_send_{what}", **people, message=message) | more

    def followed(self, user: str, name: str = "follow", **more: Any) -> Answer:
        self.heard_at[user] = time.time()
        return _content(name, oa_id=OA_ID, follower={"id": user}, user_id_by_app=f"9{user}", source="oa_profile") | more

    def shared(self, user: str, phone: str, **more: Any) -> Answer:
        info = {"address": "", "phone": phone, "city": "", "district": "", "name": "Nguyễn Thị Hoàng Anh", "ward": ""}
        people = {"sender": {"id": user}, "recipient": {"id": OA_ID}}
        return _content("user_submit_info", **people, info=info) | more

    def tell(self, content: Answer) -> int:
        """Post an event as Zalo does, again and again until it is answered 200 in time; the last HTTP status."""
        status = self._post(content)
        for number, wait in enumerate(self.retries, start=1):
            if status == 200:
                break
            time.sleep(wait)
            status = self._post(content | {"num_retry": str(number)})
        return status

    def _post(self, content: Answer) -> int:
        body, headers = self.event(content)
        began = time.monotonic()
        try:
            answer = self._client.post(self.webhook, content=body, headers=headers, timeout=self.patience)
            status = answer.status_code
        except httpx.HTTPError:
            status = 0
        self.answers.append((status, time.monotonic() - began))
        return status


def _content(name: str, **rest: Any) -> Answer:
    return {"app_id": APP_ID, "event_name": name, "timestamp": str(int(time.time() * 1000))} | rest


def _good_text(message: Answer) -> bool:
    text = message.get("text")
    return set(message) == {"text"} and isinstance(text, str) and 0 < len(unicodedata.normalize("NFC", text)) <= 2000


def _good_form(message: Answer) -> bool:
    payload = (message.get("attachment") or {}).get("payload") or {}
    elements = payload.get("elements")
    if payload.get("template_type") != "request_user_info" or not isinstance(elements, list) or len(elements) != 1:
        return False
    one = elements[0]
    lengths = 0 < len(one.get("title", "")) <= 100 and 0 < len(one.get("subtitle", "")) <= 500
    return lengths and str(one.get("image_url", "")).startswith("http")


def _handler(oa: Oa) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = urlsplit(self.path).path
            if path == "/v4/oa/access_token":
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                self._answer(oa.oauth.tokens(form, self.headers.get("secret_key", "")), before=oa.oauth.before_tokens)
            elif path == "/v3.0/oa/message/cs":
                self._consult(body)
            else:
                self._answer({"error": -209, "message": "Not supported API"})

        def _consult(self, body: bytes) -> None:
            fault = oa.next_fault()
            if isinstance(fault, float):
                time.sleep(fault)
                self.close_connection = True
                return
            if fault is not None and fault > 0:
                self._answer({}, status=fault, headers={"Retry-After": "1"} if fault == 429 else {})
                return
            headers = oa.limit_headers()
            if headers is None:
                limit = {"X-RateLimit-Limit": str(oa.per_minute), "X-RateLimit-Remain": "0"}
                self._answer({"error": -32, "message": "Exceeded the limit"}, headers=limit)
            elif fault is not None:
                self._answer({"error": fault, "message": "as the test wants it"}, headers=headers)
            else:
                answer = oa.consult(self.headers.get("access_token", ""), json.loads(body))
                self._answer(answer, headers=headers, before=oa.before_answer)

        def _answer(
            self,
            content: Answer,
            *,
            status: int = 200,
            headers: dict[str, str] | None = None,
            before: Callable[[], None] = lambda: None,
        ) -> None:
            try:
                before()
            except Exception:
                self.close_connection = True
                return
            out = json.dumps(content).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(out)),
                **(headers or {}),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(out)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_: object) -> None:
        """A caller that was killed hangs up."""


@contextlib.contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A handler on a port of its own: its address."""
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def official_account(**changes: Any) -> Iterator[Oa]:
    """A running one."""
    oa = Oa(**changes)
    with serving(_handler(oa)) as url:
        oa.url = oa.oauth.url = url
        yield oa
    oa.close()
