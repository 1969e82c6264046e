"""A real Rasa with the real action server, on free ports, for tests that talk to the assistant."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.redis_server import RedisServer
from tests.support.product import free_ports

ROOT = Path(__file__).parents[2]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
ENGINE_TOKEN = "engine-token-of-the-tests"
START_SECONDS = 120


@dataclass
class Engine:
    """Where it listens and where its tracker database and logs are."""

    url: str
    tracker_db: Path
    logs: Path

    def post(self, body: object, token: str = ENGINE_TOKEN) -> tuple[int, dict[str, Any]]:
        """Status and body of one call."""
        request = urllib.request.Request(
            f"{self.url}/webhooks/bhxh/webhook",
            data=body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={"content-type": "application/json", "authorization": f"Bearer {token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def say(self, sender: str, text: str, turn: str | None = None) -> dict[str, Any]:
        """One turn, a new one by default, that must succeed."""
        status, answer = self.post({"sender": sender, "text": text, "turn": turn or uuid4().hex})
        assert status == 200, (status, answer)
        return answer


def model() -> Path:
    """The trained model; trained now when it is not up to date. BHXH_TEST_MODEL names one to use as it is."""
    given = os.environ.get("BHXH_TEST_MODEL")
    if given:
        return Path(given)
    from app import training

    training.train()
    return training.verify_model()


def free_port() -> int:
    """A loopback port that nothing listens on, nor is given to a connection until Rasa, which takes half a minute, listens there."""
    return free_ports(1)


@contextmanager
def running(folder: Path, internal_url: str, internal_token: str, redis: RedisServer | None = None) -> Iterator[Engine]:
    """Both processes, ready to be talked to; their logs and the tracker database are in ``folder``. ``redis``: dialogues are there instead."""
    rasa_port, actions_port = free_port(), free_port()
    engine = Engine(f"http://127.0.0.1:{rasa_port}", folder / "tracker.db", folder)
    actions = (
        f"from bot.actions.server import run; run('127.0.0.1', {actions_port}, {internal_url!r}, {internal_token!r})"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "LOG_LEVEL": "WARNING",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "BHXH_ENGINE_TOKEN": ENGINE_TOKEN,
        "BHXH_TRACKER_DB": str(engine.tracker_db),
        "BHXH_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
        **(redis.environment() if redis else {}),
    }
    endpoints = "endpoints.redis.yml" if redis else "endpoints.yml"
    rasa = [
        str(RASA_PYTHON), "-m", "rasa", "run", "--model", str(model()), "--interface", "127.0.0.1", "--port", str(rasa_port),
        "--endpoints", endpoints, "--credentials", "credentials.yml",
    ]  # fmt: skip
    with (
        process([sys.executable, "-c", actions], environment, folder / "actions.log") as first,
        process(rasa, environment, folder / "rasa.log") as second,
    ):
        until_ready(f"http://127.0.0.1:{actions_port}/health", first)
        until_ready(f"{engine.url}/webhooks/bhxh/", second)
        yield engine


@contextmanager
def process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in its own group, gone afterwards."""
    with log.open("wb") as output:
        started = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield started
        finally:
            os.killpg(started.pid, signal.SIGTERM)
            try:
                started.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)
                started.wait()


def until_ready(url: str, started: subprocess.Popen[bytes]) -> None:
    """Waits until ``url`` answers; fails when the process ends first."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert started.poll() is None, f"process ended with {started.returncode} before {url} answered"
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} did not answer within {START_SECONDS} s")
