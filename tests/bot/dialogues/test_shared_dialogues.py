"""Two engines with one Redis: whichever gets a turn goes on where the other stopped."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from app.redis_server import RedisServer
from tests.bot.engine import Engine, free_port, process, running
from tests.bot.fake_internal import TOKEN, FakeInternal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A real Redis with a password."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    server, folder = (
        RedisServer("127.0.0.1", free_port(), "only-for-tests", tls=False),
        tmp_path_factory.mktemp("redis"),
    )
    command = ["redis-server", "--port", str(server.port), "--bind", server.host, "--requirepass", server.password]
    with process([*command, "--save", "", "--dir", str(folder)], {}, folder / "log") as started:
        while not answers(server):
            assert started.poll() is None
            time.sleep(0.05)
        yield server


def answers(server: RedisServer, *command: str) -> str:
    """What `redis-cli` prints; empty when the server is not there."""
    words = command or ("ping",)
    done = subprocess.run(
        ["redis-cli", "--no-auth-warning", "-p", str(server.port), "-a", server.password, *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() if done.returncode == 0 else ""


@pytest.fixture(scope="module")
def engines(
    tmp_path_factory: pytest.TempPathFactory, internal: FakeInternal, redis: RedisServer
) -> Iterator[tuple[Engine, Engine]]:
    with ExitStack() as stack:
        folders: list[Path] = [tmp_path_factory.mktemp(name) for name in ("one", "two")]
        first, second = (stack.enter_context(running(folder, internal.url, TOKEN, redis)) for folder in folders)
        yield first, second


def test_a_form_goes_on_at_the_other_engine_and_expires(
    engines: tuple[Engine, Engine], internal: FakeInternal, redis: RedisServer
) -> None:
    internal.values = {"[THE_1]": "HS4797912345678"}
    sender, (first, second) = uuid4().hex, engines
    assert first.say(sender, "tra mã số bhxh trên thẻ")["requested_slot"] == "card"
    answer = second.say(sender, "[THE_1]")
    assert answer["requested_slot"] is None
    assert "[MA_SO_9]" in answer["messages"][-1]["text"]
    [key] = [name for name in answers(redis, "-n", "1", "keys", "*").split() if sender in name]
    assert 0 < int(answers(redis, "-n", "1", "ttl", key)) <= 86400
    assert not first.tracker_db.exists() and not second.tracker_db.exists()


def test_turns_that_alternate_between_engines_see_each_other(engines: tuple[Engine, Engine]) -> None:
    sender = uuid4().hex
    engines[0].say(sender, "mất thẻ bhyt")
    for turn in range(4):
        again = engines[(turn + 1) % 2].say(sender, "còn con tôi thì sao?")
        assert again["messages"][0]["custom"].get("offered") or again["messages"][0]["custom"].get("faq")
