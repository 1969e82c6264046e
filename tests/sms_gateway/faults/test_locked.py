"""A database that somebody keeps locked for longer than anybody waits: callers are told to come again, the sender goes on afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import psycopg
import pytest

from kit import database
from kit.problems import RETRY_AFTER
from tests.sms_gateway.faults.scene import scene
from tests.sms_gateway.gateway import LIVE, serving
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World

PATIENCE_MS = 1500
"""In place of kit.database.BUSY_TIMEOUT_MS."""

SINGLE = {"to": "0912345678", "body": "Tin thu", "lane": "transactional", "reference": "mot-tin"}


@contextlib.contextmanager
def locked(url: str) -> Iterator[None]:
    """The database, held by somebody else while the block runs."""
    if url.startswith("sqlite:///"):
        holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
        holder.execute("BEGIN EXCLUSIVE")
    else:
        holder = psycopg.connect(url)  # type: ignore[assignment]
        holder.execute("LOCK TABLE message, campaign, sender_run IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


def test_a_locked_database_is_told_to_callers_and_survived_by_the_sender(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", PATIENCE_MS)
    ours = {"TEST_BUSY_TIMEOUT_MS": str(PATIENCE_MS)}

    async def post(http: httpx.AsyncClient) -> httpx.Response:
        return await http.post("/messages", json=SINGLE)

    @on_a_loop
    async def play() -> None:
        async with scene(world, tmp_path, environment=ours) as the:
            await the.submitted(300)
            with locked(world.config.database_url):
                began = time.monotonic()
                refused = await post(http)
                assert refused.status_code == 503, refused.text
                assert refused.headers["Content-Type"] == "application/problem+json"
                assert (refused.json()["code"], refused.headers["Retry-After"]) == ("unavailable", str(RETRY_AFTER))
                await asyncio.sleep(max(0.0, 2 * PATIENCE_MS / 1000 - (time.monotonic() - began)))
                assert (await the.smsc.state())["receiptsRefused"] > 0, "receipts that could not be kept"
                held_at = (await the.smsc.progress())[0]
                assert held_at < the.rows
            first, again = await post(http), await post(http)
            assert (first.status_code, again.status_code) == (202, 200)
            assert first.json()["id"] == again.json()["id"]
            await the.settled()
            await the.assert_true()
            assert (await the.smsc.seen())[0]["84912345678"] == 1

    with serving(replace(world.config, demo_sms_key=LIVE, import_dir=tmp_path / "imports")) as gateway:
        headers = {"Authorization": f"Bearer {LIVE}"}
        http = httpx.AsyncClient(base_url=gateway.url, headers=headers, timeout=30)
        play()
