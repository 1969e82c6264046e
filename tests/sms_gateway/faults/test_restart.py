"""PostgreSQL restarted in the middle of a campaign, while the API takes messages and a file is read: in order, and as if its power failed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from kit.database import create_engine, upgrade
from sms_gateway.config import GatewayConfig
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.sealing import Sealing
from sms_gateway.seeds import seed
from tests.sms_gateway.conftest import KEYSET
from tests.sms_gateway.faults.scene import WINDOW, scene, until
from tests.sms_gateway.gateway import LIVE, serving
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World
from tests.support import postgres

FILE_ROWS = 8000
"""More than an import that the caller waits for."""


@pytest.fixture
def server() -> Iterator[postgres.Cluster]:
    """A server of this test's own."""
    tools = postgres.binaries()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb)")
    with postgres.cluster(tools) as running:
        yield running


@pytest.fixture
def restartable(server: postgres.Cluster) -> Iterator[World]:
    """A gateway on it."""
    config = GatewayConfig(server.new_database(), KEYSET, "only-for-tests", wake_port=9, poll_seconds=0.05)
    upgrade(config.database_url, SCRIPT_LOCATION)
    engine = create_engine(config.database_url)
    with engine.begin() as connection:
        seed(connection, config)
    yield World(config, engine, Sealing.from_config(config))
    engine.dispose()


async def _send_until(stop: asyncio.Event, http: httpx.AsyncClient) -> list[str]:
    """Single messages, each repeated until it is taken; returns their numbers."""
    sent: list[str] = []
    while not stop.is_set():
        number = f"8498{len(sent):07d}"
        body = {"to": number, "body": "Tin thu", "lane": "transactional", "reference": number}
        while (answer := await http.post("/messages", json=body)).status_code == 503:  # noqa: ASYNC110 - the server must be asked
            await asyncio.sleep(0.1)
        assert answer.status_code in (200, 202), answer.text
        sent.append(number)
        await asyncio.sleep(0.05)
    return sent


def test_postgresql_restarted_in_order_and_without(
    restartable: World, server: postgres.Cluster, tmp_path: Path
) -> None:
    @on_a_loop
    async def play() -> None:
        stop = asyncio.Event()
        async with scene(restartable, tmp_path) as the:
            posting = asyncio.create_task(_send_until(stop, http))
            fields = {"template": "thong_bao_ma_so", "name": "Thu", "khong_dau": "true"}
            rows = "".join(f"091{n:07d},Nguyen Thi {n},{7900000000 + n}\n" for n in range(FILE_ROWS))
            file = ("danh_sach.csv", "so_dien_thoai,ho_ten,ma_so_bhxh\n" + rows, "text/csv")
            imported = (await http.post("/campaigns", data=fields, files={"file": file})).json()
            for mode, at in (("fast", 300), ("immediate", 900)):
                await the.submitted(at)
                await asyncio.to_thread(server.restart, mode)
            await the.settled()
            stop.set()
            singles = await posting

            async def ready() -> bool:
                answer = await http.get(f"/campaigns/{imported['id']}")
                return answer.status_code == 200 and answer.json()["status"] == "ready"

            await until(ready, the.child)
            assert (await http.get(f"/campaigns/{imported['id']}")).json()["valid"] == FILE_ROWS
            await the.settled()
            await the.assert_true(unknown_at_most=2 * WINDOW)
            seen, _ = await the.smsc.seen()
            assert {seen[number] for number in singles} == {1}

    with serving(replace(restartable.config, demo_sms_key=LIVE, import_dir=tmp_path / "imports")) as gateway:
        headers = {"Authorization": f"Bearer {LIVE}"}
        http = httpx.AsyncClient(base_url=gateway.url, headers=headers, timeout=60)
        play()
