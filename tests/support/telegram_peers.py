"""Somebody else's emulators of the Bot API, as processes. What neither can (a refusal, a flood) is `tests.support.telegram`'s.

telemelya (PyPI): webhook only, never with the secret, no contact, no sendDocument. telegram-test-api (npm): polling, webhook with the
secret through our launcher, contacts.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep, time
from typing import Any

import httpx

from tests.support import npm, pypi

_HERE = Path(__file__).parent
TOKEN = "123456:TEST-token-of-nobody"


class Telemelya:
    """Its control API, as its own client uses it."""

    def __init__(self, url: str) -> None:
        self.url = url
        headers = {"Authorization": "Bearer driver", "X-Test-Session": "s"}
        self._http = httpx.Client(base_url=f"{url}/api/v1/test", headers=headers, trust_env=False, timeout=20)

    def webhook(self) -> str:
        """The address that it was told."""
        answer = httpx.post(f"{self.url}/bot{TOKEN}/getWebhookInfo", trust_env=False).raise_for_status().json()
        return str(answer["result"]["url"])

    def citizen(self, **what: Any) -> int:
        """Something a citizen does; what our webhook answered."""
        content = {"chat_id": 7, **what}
        answer = self._http.post("/send_update", params={"bot_token": TOKEN}, json=content).raise_for_status().json()
        return int(answer["delivery"]["status_code"])

    def uploaded(self, content: bytes) -> str:
        """The file id of a picture that the citizen may send."""
        files = {"file": ("photo.jpg", content, "image/jpeg")}
        return str(self._http.post("/upload_media", files=files).raise_for_status().json()["file_id"])

    def sent(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        answer = self._http.get("/responses", params={"session_id": "s"}).raise_for_status().json()
        return [one for one in answer["responses"] if one["method"] == method]


class TelegramTestApi:
    """The citizen's side of telegram-test-api."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, trust_env=False, timeout=20)
        self._seen: list[dict[str, Any]] = []

    def citizen(self, path: str, sender: int = 7, **what: Any) -> None:
        who = {"id": sender, "is_bot": False, "first_name": "Nguyễn"}
        chat = {"id": sender, "type": "private", "first_name": "Nguyễn"}
        content = {"botToken": TOKEN, "from": who, "chat": chat, "date": int(time()), **what}
        self._http.post(path, json=content).raise_for_status()

    def sent(self) -> list[dict[str, Any]]:
        """All messages of the bot; the emulator gives each of them once."""
        answer = self._http.post("/getUpdates", json={"token": TOKEN, "chatId": 7}).raise_for_status().json()
        self._seen += [one["message"] for one in answer["result"]]
        return self._seen

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [one["data"] for one in self._http.get("/calls").raise_for_status().json() if one["method"] == method]


@contextlib.contextmanager
def telemelya() -> Iterator[Telemelya]:
    python = pypi.installed(_HERE / "telemelya")
    port, redis, s3 = _ports(3)
    command = [str(python), str(_HERE / "telemelya" / "serve.py"), str(port), str(redis), str(s3)]
    with _running(command, port):
        yield Telemelya(f"http://127.0.0.1:{port}")


@contextlib.contextmanager
def telegram_test_api() -> Iterator[TelegramTestApi]:
    folder = npm.installed(_HERE / "telegramapi", ("package.json", "package-lock.json", ".npmrc", "serve.js"))
    (port,) = _ports(1)
    with _running(["node", str(folder / "serve.js"), str(port)], port):
        yield TelegramTestApi(f"http://127.0.0.1:{port}")


@contextlib.contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[None]:
    quiet = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=quiet, cwd="/") as process,
    ):
        try:
            if not _listens(process, port):
                log.seek(0)
                raise AssertionError(log.read()[-2000:].decode(errors="replace"))
            yield
        finally:
            process.kill()


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    end = monotonic() + 60
    while monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        sleep(0.1)
    return False


def _ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    found = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return found
