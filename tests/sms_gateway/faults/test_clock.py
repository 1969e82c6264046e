"""The clock of the sender's machine jumps two hours in the middle of a campaign: it goes on, and nothing is sent that is over."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway import ids, maintain
from sms_gateway.messages.accept import Draft
from sms_gateway.schema import Lane, Status, message, sender_run
from tests.sms_gateway.faults.scene import scene, until
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World
from tests.support.npm import missing

OTP = "84977777777"


def clock_library(folder: Path) -> Path:
    """clock.c, compiled."""
    compiler = shutil.which("cc")
    if compiler is None:
        missing("there is no C compiler (scripts/test-packages.sh)")
    library = folder / "clock.so"
    subprocess.run(
        [str(compiler), "-shared", "-fPIC", "-O1", "-o", library, Path(__file__).with_name("clock.c")], check=True
    )
    return library


@pytest.mark.parametrize("hours", [2, -2])
def test_a_jump_of_the_clock_in_mid_campaign(world: World, tmp_path: Path, hours: int) -> None:
    time_of_day = tmp_path / "offset"
    time_of_day.write_text("0")
    fake = {"LD_PRELOAD": str(clock_library(tmp_path)), "CLOCK_OFFSET_FILE": str(time_of_day)}

    @on_a_loop
    async def play() -> None:
        async with scene(world, tmp_path, environment=fake, smsc={"throttleFirst": 40}) as the:
            await the.submitted(300)
            time_of_day.write_text(str(hours * 3600))
            await until(_heartbeats_have_jumped(world, hours), the.child)
            if hours < 0:
                # Whoever looks from a machine whose clock is right sees an old heartbeat, of a sender that lives: it beats every
                # five seconds at least.
                assert await asyncio.to_thread(maintain.end_silent, world.engine, 10.0) == 0
            # By the clock under which it was accepted its time is over.
            over = Draft(OTP, body="736251", lane=Lane.OTP, expires_at=utcnow() - timedelta(seconds=1))
            otp = (await asyncio.to_thread(world.send_one, over)).id
            await the.settled()

            async def looked_at() -> bool:
                return await asyncio.to_thread(world.status, otp) != Status.QUEUED

            await until(looked_at, the.child)
            await the.assert_true()
            assert OTP not in (await the.smsc.seen())[0], "sent after its time"
            assert world.status(otp) == Status.EXPIRED

    play()
    with world.engine.begin() as connection:
        used = set(connection.execute(sa.select(message.c.id)).scalars())
        assert used.isdisjoint(ids.reserve(connection, 100))


def _heartbeats_have_jumped(world: World, hours: int) -> Callable[[], Awaitable[bool]]:
    async def jumped() -> bool:
        with reading(world.engine) as connection:
            last = connection.execute(sa.select(sender_run.c.heartbeat_at)).scalars().one()
        return abs(last - utcnow() - timedelta(hours=hours)) < timedelta(minutes=5)

    return jumped
