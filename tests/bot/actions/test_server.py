"""The action server: what it serves, where it listens, and what its log lines hold."""

import json
import logging
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from backend.client import InternalClient
from bot.actions.logs import JsonLines
from bot.actions.server import executor
from tests.bot.engine import ROOT, free_port, process, until_ready


def test_every_action_of_the_domain_is_served() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    served = {item.name for item in executor(InternalClient("http://127.0.0.1:9", "t")).list_actions()}
    assert served == set(domain["actions"])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A running action server."""
    chosen = free_port()
    code = f"from bot.actions.server import run; run('127.0.0.1', {chosen}, 'http://127.0.0.1:9', 'secret-token')"
    log = tmp_path_factory.mktemp("actions") / "log"
    with process([sys.executable, "-c", code], {"PYTHONPATH": str(ROOT), "PATH": ""}, log) as started:
        until_ready(f"http://127.0.0.1:{chosen}/health", started)
        yield chosen


def test_it_listens_on_loopback_only(port: int) -> None:
    listening = subprocess.run(["/bin/cat", "/proc/net/tcp"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listening.splitlines()[1:]]
    addresses = {
        row[1].partition(":")[0] for row in rows if row[3] == "0A" and int(row[1].partition(":")[2], 16) == port
    }
    assert addresses == {"0100007F"}


def test_it_sends_no_cors_header(port: int) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/health", headers={"origin": "http://elsewhere.example"})
    with urllib.request.urlopen(request) as answer:
        assert "access-control-allow-origin" not in {name.lower() for name in answer.headers}


def test_a_log_line_names_the_error_and_its_place_but_not_its_text(tmp_path: Path) -> None:
    try:
        raise ValueError("Nguyễn Văn An 079085001234")
    except ValueError:
        record = logging.getLogger("bot.actions.base").makeRecord(
            "bot.actions.base", logging.ERROR, __file__, 1, "action_failed", (), sys.exc_info(), extra={"action": "a"}
        )
    line = json.loads(JsonLines().format(record))
    assert (line["event"], line["error"], line["action"]) == ("action_failed", "ValueError", "a")
    assert line["at"].startswith("test_server.py:")
    assert "079085001234" not in json.dumps(line, ensure_ascii=False)


def test_a_library_cannot_put_its_own_words_into_the_log() -> None:
    record = logging.makeLogRecord({"name": "rasa_sdk.endpoint", "levelname": "ERROR", "msg": "request: mất thẻ"})
    assert "mất thẻ" not in JsonLines().format(record)
