"""A disk that is full for the sender: nothing is handed over that is not written down, receipts stay with the SMSC, and with space it goes on."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from kit.database import create_engine, reading, upgrade
from sms_gateway.config import GatewayConfig
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import message
from sms_gateway.sealing import Sealing
from sms_gateway.seeds import seed
from tests.sms_gateway.conftest import KEYSET
from tests.sms_gateway.faults.scene import WINDOW, scene, until
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World
from tests.support import postgres


@contextmanager
def full(process: int) -> Iterator[None]:
    """No file of this process may grow, or be written behind its first kilobyte."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def attempts(world: World) -> int:
    """How often messages were claimed, as the database has it."""
    with reading(world.engine) as connection:
        return int(connection.execute(sa.select(sa.func.coalesce(sa.func.sum(message.c.attempts), 0))).scalar_one())


@pytest.mark.only_on("sqlite")
def test_a_full_disk_in_mid_campaign(world: World, tmp_path: Path) -> None:
    @on_a_loop
    async def play() -> None:
        async with scene(world, tmp_path) as the:
            await the.submitted(300)
            with full(the.child.pid):

                async def refusing() -> bool:
                    return int((await the.smsc.state())["receiptsRefused"]) > 0

                await until(refusing, the.child)
                await asyncio.sleep(1.5)
                taken = (await the.smsc.progress())[0]
                assert taken < the.rows
                assert taken <= attempts(world), "handed over, but not written down"
                assert taken >= attempts(world) - WINDOW
                await asyncio.sleep(1.5)
                assert (await the.smsc.progress())[0] == taken, "it must stand still"
            await the.settled()
            await the.assert_true()

    play()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 64 MiB in memory."""
    with tempfile.TemporaryDirectory(prefix="disk") as name:
        command = ("mount", "-t", "tmpfs", "-o", "size=64m,mode=0755", "tmpfs", name)
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no disk of our own may be mounted here: {getattr(error, 'stderr', error)!r}")
        try:
            yield Path(name)
        finally:
            subprocess.run(("umount", "--lazy", name), check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """No table may grow."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    yield
    ballast.unlink()


@pytest.fixture
def on_small_disk(small_disk: Path) -> Iterator[World]:
    """A gateway whose tables lie there; PostgreSQL's log of changes lies elsewhere, for without it the server itself ends."""
    tools = postgres.binaries()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb)")
    folder = small_disk / "tables"
    folder.mkdir()
    with postgres.cluster(tools) as server:
        config = GatewayConfig(server.new_database(folder), KEYSET, "only-for-tests", wake_port=9, poll_seconds=0.05)
        upgrade(config.database_url, SCRIPT_LOCATION)
        engine = create_engine(config.database_url)
        with engine.begin() as connection:
            seed(connection, config)
        yield World(config, engine, Sealing.from_config(config))
        engine.dispose()


def test_a_full_disk_of_postgresql_in_mid_campaign(on_small_disk: World, small_disk: Path, tmp_path: Path) -> None:
    world = on_small_disk

    @on_a_loop
    async def play() -> None:
        async with scene(world, tmp_path) as the:
            await the.submitted(300)
            with filled(small_disk):
                taken, still = -1, 0
                while still < 15:  # what room is left in the tables' pages may still be used
                    await asyncio.sleep(0.1)
                    now = (await the.smsc.progress())[0]
                    taken, still = now, still + 1 if now == taken else 0
                assert taken < the.rows, "the disk was not full"
                assert taken <= attempts(world), "handed over, but not written down"
            await the.settled()
            await the.assert_true()

    play()
