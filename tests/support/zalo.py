"""Zalo's template messages and tokens as the platform's documentation has them, on a port of its own.

A real HTTP server with threads. HTTP 200 does not mean success there, refresh tokens are good once, ids and times are strings, and
events are signed over the raw body. ``tests/sms_gateway/providers/test_zbs_peer.py`` drives it with somebody else's client.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

APP_ID, SECRET, OA_ID, OA_SECRET = "2074138120372622546", "app-secret", "2893352839501541173", "oa-secret"
ADMIN = "84900000001"
TEMPLATES = {"7895417a7d3f9461cd2e": ("customer_name", "bhxh_code"), "otp12345": ("otp",)}

Answer = dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """A message that Zalo accepted."""

    msg_id: str
    phone: str
    template_id: str
    data: dict[str, str]
    tracking_id: str
    development: bool


@dataclass
class Zalo:
    """``refusals``: error code by phone. ``before_answer`` and ``before_tokens`` run when the work is done and the answer not yet
    sent; what they raise leaves the caller without one."""

    url: str = ""
    life: int = 90000
    refresh_token: str = "refresh-0"
    quota: int = 1_000_000
    refusals: dict[str, int] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    """How often each refresh token was used."""
    refused: Counter[str] = field(default_factory=Counter)
    """How often a message to each number was."""
    before_answer: Callable[[], None] = lambda: None
    before_tokens: Callable[[], None] = lambda: None
    _good: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def message_url(self) -> str:
        return f"{self.url}/message/template"

    @property
    def token_url(self) -> str:
        return f"{self.url}/v4/oa/access_token"

    def sent_to(self, phone: str) -> list[Taken]:
        return [one for one in self.taken if one.phone == phone]

    def forget_access_tokens(self) -> None:
        """As when somebody else was given a pair for the same app."""
        with self._lock:
            self._good.clear()

    def error_of(self, access: str) -> int:
        """0 for an access token that is good, otherwise Zalo's code: -216 for a wrong one, -220 for one whose time is over."""
        with self._lock:
            until = self._good.get(access)
        return -216 if until is None else 0 if until >= time.monotonic() else -220

    def tokens(self, form: dict[str, str], secret: str) -> Answer:
        with self._lock:
            if secret != SECRET or form.get("app_id") != APP_ID:
                return {
                    "error": -14002,
                    "error_name": "Invalid app secret",
                    "error_reason": "",
                    "error_description": "",
                }
            if form.get("grant_type") != "refresh_token":
                return {
                    "error": -14004,
                    "error_name": "Invalid grant type",
                    "error_reason": "",
                    "error_description": "",
                }
            shown = form.get("refresh_token", "")
            self.asked[shown] += 1
            if shown != self.refresh_token:
                return {"error": -14020, "error_name": "Invalid refresh token", "error_description": "used or unknown"}
            access, self.refresh_token = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
            self._good[access] = time.monotonic() + self.life
            return {"access_token": access, "refresh_token": self.refresh_token, "expires_in": str(self.life)}

    def message(self, access: str, body: Answer) -> Answer:
        with self._lock:
            if self._good.get(access, 0) < time.monotonic():
                return _error(-124, "Access token invalid")
            error = self._refusal(body)
            if error is not None:
                self.refused[str(body.get("phone", ""))] += 1
                return error
            self.quota -= 1
            one = Taken(
                secrets.token_hex(10),
                body["phone"].removeprefix("+"),
                body["template_id"],
                body["template_data"],
                body.get("tracking_id", ""),
                body.get("mode") == "development",
            )
            self.taken.append(one)
            quota = {"dailyQuota": "1000000", "remainingQuota": str(self.quota)}
            data = {"msg_id": one.msg_id, "sent_time": str(_now()), "sending_mode": "1", "quota": quota}
            return {"error": 0, "message": "Success", "data": data}

    def _refusal(self, body: Answer) -> Answer | None:
        phone = str(body.get("phone", "")).removeprefix("+")
        data = body.get("template_data") or {}
        wanted = TEMPLATES.get(str(body.get("template_id", "")), ())
        whole = set(data) == set(wanted) and all(isinstance(one, str) and 0 < len(one) <= 100 for one in data.values())
        checks = (
            (phone.startswith("84") and len(phone) == 11, -108, "Phone number invalid"),
            (wanted, -109, "Template ID invalid"),
            (data, -111, "Template data empty"),
            (whole, -112, "Template data invalid"),
            (len(str(body.get("tracking_id", ""))) <= 48, -132, "Parameters invalid"),
            (body.get("mode") != "development" or phone == ADMIN, -127, "Template test can only be sent for admin"),
            (self.quota > 0, -144, "OA has exceeded its daily quota"),
            (phone not in self.refusals, self.refusals.get(phone, 0), "Zalo account not existed"),
        )
        return next((_error(code, message) for good, code, message in checks if not good), None)

    def event(self, one: Taken, **changes: Any) -> tuple[bytes, dict[str, str]]:
        """The event of a delivery as it goes to a webhook: raw body and headers."""
        content = {
            "sender": {"id": OA_ID},
            "recipient": {"id": one.phone},
            "event_name": "user_received_message",
            "message": {"delivery_time": str(_now()), "msg_id": one.msg_id, "tracking_id": one.tracking_id},
            "app_id": APP_ID,
            "timestamp": str(_now()),
        } | changes
        body = json.dumps(content, separators=(", ", ":"), ensure_ascii=False).encode()
        mac = hashlib.sha256(f"{APP_ID}{body.decode()}{content['timestamp']}{OA_SECRET}".encode()).hexdigest()
        headers = {"X-ZEvent-Signature": f"mac={mac}", "X-ZEvent-Server": "ZNS", "Content-Type": "application/json"}
        return body, headers

    def tell(self, webhook: str, one: Taken, **changes: Any) -> int:
        """Report a delivery; the webhook's HTTP status."""
        body, headers = self.event(one, **changes)
        return httpx.post(webhook, content=body, headers=headers, trust_env=False, timeout=30).status_code


def _now() -> int:
    return int(time.time() * 1000)


def _error(code: int, message: str) -> Answer:
    return {"error": code, "message": message}


def _handler(zalo: Zalo) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = urlsplit(self.path).path
            if path == "/v4/oa/access_token":
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                self._answer(zalo.tokens(form, self.headers.get("secret_key", "")), zalo.before_tokens)
            elif path == "/message/template":
                self._answer(zalo.message(self.headers.get("access_token", ""), json.loads(body)), zalo.before_answer)
            else:
                self._answer(_error(-106, "Method unsupported"))

        def do_GET(self) -> None:
            found = [{"templateId": one, "templateName": one, "status": "ENABLE"} for one in TEMPLATES]
            self._answer({"error": 0, "message": "Success", "data": found, "metadata": {"total": len(found)}})

        def _answer(self, content: Answer, before: Callable[[], None] = lambda: None) -> None:
            self.close_connection = False
            try:
                before()
            except Exception:
                self.close_connection = True
                return
            out = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """A caller that was killed hangs up."""


@contextlib.contextmanager
def zalo(**changes: Any) -> Iterator[Zalo]:
    """A running one."""
    one = Zalo(**changes)
    server = _Server(("127.0.0.1", 0), _handler(one))
    one.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
