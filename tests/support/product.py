"""The whole product as a person starts it: ``bhxh run`` on its own ports and data folder, asked over HTTP."""

import os
import re
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
SMS_KEY = "demo-test-key-0123456789abcdefghij"
START_SECONDS = 150.0


def free_ports(count: int) -> int:
    """The first of ``count`` neighbouring ports that nothing listens on. Where the search begins is chance, because they are not
    taken yet when another process looks; all lie below those that Linux gives to outgoing connections."""
    start = 16000 + secrets.randbelow(12000)
    for first in range(start, 32000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise RuntimeError("no free ports")


class RunningProduct:
    """A started product. ``environment`` adds or replaces ``BHXH_`` variables."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_ports(5)
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = data_dir.parent / f"{data_dir.name}.terminal.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BHXH_")}
        self.environment = {
            **kept,
            "BHXH_PORT": str(self.port),
            "BHXH_DATA_DIR": str(data_dir),
            "BHXH_DEMO_SMS_KEY": SMS_KEY,
            "BHXH_RATE_LIMITS": "off",
            **environment,
        }
        self.http = httpx.Client(base_url=self.url, timeout=30.0, trust_env=False)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = START_SECONDS) -> "RunningProduct":
        """Start and wait until every part is ready."""
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [str(ROOT / ".venv/bin/bhxh"), "run"], cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self.wait_ready(seconds)
        return self

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until ``/healthz`` answers 200. Raises AssertionError with the terminal's text."""
        assert self._process is not None
        deadline = time.monotonic() + seconds
        detail = ""
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                if self.http.get("/healthz").status_code == 200:
                    return
                detail = self.http.get("/readyz").text
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"not ready: {detail}\n{self.output.read_text(encoding='utf-8')[-4000:]}")

    def stop(self, number: int = signal.SIGINT) -> int:
        """Stop as Ctrl-C does; the exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(number)
        code = self._process.wait(40)
        self._process = None
        return code

    @property
    def supervisor_pid(self) -> int:
        """The process that holds all others."""
        assert self._process is not None
        return self._process.pid

    def pids(self, name: str) -> list[int]:
        """Process ids of one process of the list, children included."""
        import psutil

        assert self._process is not None
        found = []
        for child in psutil.Process(self._process.pid).children():
            try:
                words = child.cmdline()
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue  # killed, and not yet reaped
            if words[-2:] == ["serve", name] or (name == "rasa" and "rasa" in words and "run" in words):
                found = [child.pid, *(grandchild.pid for grandchild in child.children(recursive=True))]
        return found

    def kill(self, name: str) -> None:
        """kill -9 one process, once it runs (again)."""
        deadline = time.monotonic() + 60
        while not (pids := self.pids(name)):
            assert time.monotonic() < deadline, f"{name} does not run"
            time.sleep(0.05)
        for pid in reversed(pids):
            os.kill(pid, signal.SIGKILL)

    def bhxh(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the CLI on this product's data."""
        return subprocess.run(
            [str(ROOT / ".venv/bin/bhxh"), *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def sms(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """A call of the SMS gateway's API."""
        answer = self.http.request(method, f"/sms/v1{path}", headers={"Authorization": f"Bearer {SMS_KEY}"}, **options)
        assert answer.status_code < 300, answer.text
        content: dict[str, Any] = answer.json()
        return content

    def campaign(self, csv: str, template: str = "thong_bao_ma_so") -> str:
        """A campaign of these recipients, imported and ready to start; its id."""
        created = self.sms(
            "POST",
            "/campaigns",
            data={"template": template, "name": "Thử"},
            files={"file": ("recipients.csv", csv.encode(), "text/csv")},
        )
        deadline = time.monotonic() + 120
        while self.sms("GET", f"/campaigns/{created['id']}")["status"] in {"draft", "importing"}:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        return str(created["id"])

    def answer_arrives(self, chat: "Chat", part: str, seconds: float = 120.0) -> bool:
        """Whether a reply with this text is in the conversation's history, now or within the time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            history = self.http.get(f"/api/v1/chat/{chat.id}/messages")
            if history.status_code == 200 and part in history.text:
                return True
            time.sleep(0.2)
        return False

    def inbox(self, phone: str) -> list[dict[str, Any]]:
        """What arrived at a phone (``0912...``), newest first."""
        answer = self.http.get(
            "/sms/v1/sandbox/messages", params={"to": phone}, headers={"Authorization": f"Bearer {SMS_KEY}"}
        )
        answer.raise_for_status()
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def wait_sms(self, phone: str, pattern: str, newer_than: int = 0, seconds: float = 60.0) -> "re.Match[str]":
        """The first match in a message to a phone, after it has more than ``newer_than`` messages."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            messages = self.inbox(phone)
            for message in messages[: len(messages) - newer_than]:
                found = re.search(pattern, message["body"])
                if found:
                    return found
            time.sleep(0.1)
        raise AssertionError(f"no SMS like {pattern!r}; there are {len(self.inbox(phone))}")

    def chat(self) -> "Chat":
        """A new conversation."""
        return Chat(self)


class Chat:
    """One conversation through the public API."""

    def __init__(self, product: RunningProduct, http: httpx.Client | None = None) -> None:
        self._http = http or product.http
        self.id: str | None = None
        self.replies: list[dict[str, Any]] = []
        self._buttons: list[dict[str, str]] = []

    @property
    def text(self) -> str:
        """All texts of the last answer."""
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def meta(self) -> dict[str, Any]:
        """The meta of the last answer's first reply."""
        meta: dict[str, Any] = self.replies[0]["meta"]
        return meta

    @property
    def titles(self) -> list[str]:
        """The titles of the buttons shown last."""
        return [button["title"] for button in self._buttons]

    def say(self, text: str) -> "Chat":
        """Send a text; the answer is in ``replies``."""
        return self._post({"conversation_id": self.id, "text": text})

    def press(self, title: str) -> "Chat":
        """Press the first button whose title contains this."""
        for button in self._buttons:
            if title.lower() in button["title"].lower():
                return self._post({"conversation_id": self.id, "text": "", "payload": button["payload"]})
        raise AssertionError(f"no button {title!r} among {self.titles}")

    def _post(self, body: dict[str, Any]) -> "Chat":
        answer = self._http.post("/api/v1/chat", json=body)
        assert answer.status_code == 200, answer.text
        content = answer.json()
        self.id = content["conversation_id"]
        self.replies = content["replies"]
        self._buttons = [button for reply in self.replies for button in reply["buttons"]]
        return self
