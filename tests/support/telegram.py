"""Telegram's Bot API on a port of its own, as far as a test must see what was asked of it, or make it fail.

It answers in the form that Telegram documents; what is not asked for in a test is true. Real emulators: ``telegram_peers``.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep, time
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "123456:TEST-token-of-nobody"


@dataclass(frozen=True)
class Asked:
    """One call. ``files``: content by field."""

    method: str
    data: dict[str, Any]
    files: dict[str, tuple[str, bytes]]


Refusal = tuple[int, dict[str, Any]]


@dataclass
class FakeTelegram:
    """``trouble`` may give another answer (status, more of the body) to a call; ``updates`` are what getUpdates gives; ``files`` what was
    sent to the bot, by file id, and ``told`` what getFile says of one beside or instead of the truth; ``fetched``: what was downloaded."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    trouble: Callable[[Asked], Refusal | None] = lambda _asked: None
    _messages: int = 1000
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [one.data for one in list(self.asked) if one.method == method]

    def texts(self, chat: int = 7) -> list[str]:
        return [data["text"] for data in self.calls("sendMessage") if int(data["chat_id"]) == chat]

    def buttons(self, number: int = -1) -> list[dict[str, Any]]:
        """The buttons of a sent message, the last by default."""
        markup = self.calls("sendMessage")[number].get("reply_markup") or {}
        return [button for row in markup.get("inline_keyboard", ()) for button in row]

    def answer(self, asked: Asked) -> Refusal:
        with self._lock:
            self.asked.append(asked)
            self._messages += 1
            number = self._messages
        refusal = self.trouble(asked)
        if refusal is not None:
            status, rest = refusal
            return status, {"ok": False, "error_code": status, "description": "refused", **rest}
        return 200, {"ok": True, "result": self._result(asked, number)}

    def _result(self, asked: Asked, number: int) -> Any:
        if asked.method in {"sendMessage", "sendDocument"}:
            chat = {"id": int(asked.data["chat_id"]), "type": "private"}
            sent = {"message_id": number, "date": int(time()), "chat": chat}
            return sent | ({"text": asked.data["text"]} if "text" in asked.data else {})
        if asked.method == "getFile":
            file = str(asked.data["file_id"])
            kept = {"file_id": file, "file_unique_id": file, "file_path": f"photos/{file}"}
            return {**kept, "file_size": len(self.files.get(file, b"")), **self.told}
        if asked.method == "getUpdates":
            offset, end = int(asked.data.get("offset", 0)), monotonic() + min(float(asked.data.get("timeout", 0)), 2)
            while not (found := [one for one in self.updates if one["update_id"] >= offset]) and monotonic() < end:
                sleep(0.02)
            return found[:100]
        return True


@contextlib.contextmanager
def fake_telegram() -> Iterator[FakeTelegram]:
    """The fake, listening."""
    fake = FakeTelegram()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            file = self.path.rpartition("/")[2]
            content = fake.files.get(file) if self.path == f"/file/bot{TOKEN}/photos/{file}" else None
            fake.fetched.append(file)
            with contextlib.suppress(ConnectionError):
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            data, files = _read(self.headers.get("Content-Type", ""), body)
            status, answer = fake.answer(Asked(self.path.rpartition("/")[2], data, files))
            content = json.dumps(answer).encode()
            with contextlib.suppress(ConnectionError):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        fake.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield fake
        server.shutdown()


def _read(kind: str, body: bytes) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    if not kind.startswith("multipart/"):
        return {name: _plain(value) for name, value in parse_qsl(body.decode(), keep_blank_values=True)}, {}
    data: dict[str, Any] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for part in BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).iter_parts():  # type: ignore[attr-defined]
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        if part.get_filename():
            files[name] = (part.get_filename(), content)
        else:
            data[name] = _plain(content.decode())
    return data, files


def _plain(value: str) -> Any:
    """Lists and objects come as JSON inside a form."""
    return json.loads(value) if value[:1] in "[{" else value
