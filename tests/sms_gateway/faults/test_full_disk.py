"""A disk that is full for the sender: nothing is handed over that is not written down, receipts stay with the SMSC, and with space it goes on."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from kit.database import reading
from sms_gateway.schema import message
from tests.sms_gateway.faults.scene import WINDOW, scene, until
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World


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


# PostgreSQL writes its files itself; its full disk is an error to the sender as a lock is (test_locked).
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
