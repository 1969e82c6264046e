"""What platforms are answered: 200 for what is committed and for nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from backend.channels import webhooks as module
from backend.channels.journal import writer
from backend.channels.webhooks import Webhooks
from backend.database import Database
from tests.backend.channels.journal.conftest import body
from tests.support.webhooks import Answer, post, settle

OPEN = {"Proof": "open"}
MakeWebhooks = Callable[..., Webhooks]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """What is kept is `test_journal`'s concern, on both databases."""
    return f"sqlite:///{tmp_path / 'test.db'}"


def bring(webhooks: Webhooks, raw: bytes, headers: dict[str, str] | None = None, **more: str) -> Answer:
    return post(webhooks, "/kenh/test", raw, OPEN if headers is None else headers, **more)


def test_what_is_kept_is_acknowledged_and_worked_on(make_webhooks: MakeWebhooks, database: Database) -> None:
    seen: list[bytes] = []
    webhooks = make_webhooks(lambda raw, at: seen.append(raw))
    assert webhooks.paths == {"/kenh/test"}
    assert bring(webhooks, body("7", "một")) == Answer(200, {"content-length": "0"})
    settle(database)
    assert seen == [body("7", "một")]


def test_refusals_say_why(make_webhooks: MakeWebhooks) -> None:
    seen: list[bytes] = []
    webhooks = make_webhooks(lambda raw, at: seen.append(raw))
    assert bring(webhooks, body("7", "một"), {}).status_code == 403
    assert bring(webhooks, b"x" * 1001).status_code == 413
    assert bring(webhooks, b"bug").status_code == 500
    refused = bring(webhooks, body("7", "một"), method="GET")
    assert refused.status_code == 405 and refused.headers["allow"] == "POST"
    assert refused.headers["content-type"] == "application/problem+json" and b"method_not_allowed" in refused.body
    assert bring(webhooks, b"{}").status_code == 200 and not seen


def test_when_there_is_no_room_the_platform_comes_again(
    make_webhooks: MakeWebhooks, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    webhooks = make_webhooks(lambda raw, at: seen.append(raw))
    insert, held, go_on = writer._insert, Event(), Event()

    def slow(*arguments: Any) -> None:
        held.set()
        assert go_on.wait(60)
        insert(*arguments)

    monkeypatch.setattr(writer, "MOST", 3)
    monkeypatch.setattr(writer, "_insert", slow)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(bring, webhooks, body("7", "0"))
        assert held.wait(60)
        later = [pool.submit(bring, webhooks, body("7", f"{number}")) for number in range(1, 7)]
        while sum(one.done() for one in later) < 3:
            assert not first.done()
        go_on.set()
        answers = [first.result(), *(one.result() for one in later)]
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [503] * 3
    assert {answer.headers["retry-after"] for answer in answers if answer.status_code == 503} == {"5"}
    settle(database)
    assert len(seen) == 4


def test_large_bodies_do_not_fill_the_memory(make_webhooks: MakeWebhooks, monkeypatch: pytest.MonkeyPatch) -> None:
    webhooks = make_webhooks(lambda raw, at: None)
    monkeypatch.setattr(writer, "MOST_BYTES", 300)
    assert bring(webhooks, body("7", "một")).status_code == 200
    assert bring(webhooks, body("7", "a" * 300)).status_code == 503


def test_who_waits_too_long_is_sent_away_and_what_was_not_begun_is_not_kept(
    make_webhooks: MakeWebhooks, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    webhooks = make_webhooks(lambda raw, at: seen.append(raw))
    insert, held, go_on = writer._insert, Event(), Event()

    def slow(*arguments: Any) -> None:
        held.set()
        assert go_on.wait(60)
        insert(*arguments)

    monkeypatch.setattr(writer, "_insert", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(bring, webhooks, body("7", "một"))
        assert held.wait(60)
        monkeypatch.setattr(module, "PATIENCE", 0.05)
        assert bring(webhooks, body("7", "hai")).status_code == 503
        go_on.set()
        assert first.result().status_code == 200
    settle(database)
    assert seen == [body("7", "một")]


def test_a_caller_who_hangs_up_brings_nothing(make_webhooks: MakeWebhooks, database: Database) -> None:
    webhooks = make_webhooks(lambda raw, at: None)
    sent: list[dict[str, Any]] = []
    messages = [{"type": "http.request", "body": b'{"ev', "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/kenh/test", "headers": [(b"proof", b"open")]}
    asyncio.run(webhooks(scope, receive, send))
    assert sent[0]["status"] == 400
