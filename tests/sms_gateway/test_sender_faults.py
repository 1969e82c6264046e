"""The sender when something fails: hand-over once all the same, what is unknown, refused or unreadable, take-over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.config import SandboxSettings
from sms_gateway.liveness import Watch
from sms_gateway.messages.accept import Draft
from sms_gateway.providers import Answered, Outgoing
from sms_gateway.schema import Status, message, sandbox_inbox
from sms_gateway.sender import runs
from tests.sms_gateway.sending import Recorder, eventually, run_until, send_with
from tests.sms_gateway.world import World, people

PHONE = "84912345678"
OTP = Draft(PHONE, template="otp", values={"ma_otp": "736251", "muc_dich": "đổi mật khẩu", "so_phut": "5"})


async def _with(world: World, provider: Recorder, script: object, config: object = None) -> None:
    await send_with(world, provider, script, config)  # type: ignore[arg-type]


def test_two_senders_hand_over_each_message_once(world: World) -> None:
    plan = world.campaign(people(1000))
    world.start(plan.campaign_id)
    first, second = Recorder(), Recorder()

    async def script(running: asyncio.Task[None]) -> None:
        first.gate.set()
        second.gate.set()

        async def other(beside: asyncio.Task[None]) -> None:
            await eventually(lambda: world.campaign_status(plan.campaign_id) == "finished", beside)

        await _with(world, second, other, replace(world.config, sender_name="second"))

    asyncio.run(_with(world, first, script))
    assert world.counts(plan.campaign_id) == {"sent": 1000}
    ids = [sent.id for sent in first.handed + second.handed]
    assert len(ids) == len(set(ids)) == 1000


class Breaking(Recorder):
    """Answers half of each batch and then loses the line."""

    async def submit(self, batch: Sequence[Outgoing], answered: Answered) -> None:
        self.handed += batch
        answered([self.reply(sent) for sent in batch[: len(batch) // 2]])
        raise ConnectionResetError


def test_what_a_broken_line_leaves_unanswered_is_unknown_and_not_sent_again(world: World) -> None:
    plan = world.campaign(people(100))
    world.start(plan.campaign_id)
    provider = Breaking()

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.campaign_status(plan.campaign_id) == "finished", running)

    asyncio.run(_with(world, provider, script))
    assert world.counts(plan.campaign_id) == {"sent": 50, "unknown": 50}
    assert len(provider.handed) == 100


def test_an_orderly_stop_calls_what_is_unanswered_unknown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sms_gateway.sender.loop.STOP_SECONDS", 0.0)
    sent = world.send_one(Draft(PHONE, body="x"))
    provider = Recorder()

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: bool(provider.handed), running)

    asyncio.run(_with(world, provider, script))
    assert (world.status(sent.id), world.row(sent.id).error) == (Status.UNKNOWN, "unanswered")


def test_refused_busy_and_lost_messages(world: World) -> None:
    plan = world.campaign(people(300))
    world.start(plan.campaign_id)
    sandbox = SandboxSettings(receipt_delay=0, refused_rate=0.2, failed_rate=0.2, loss_rate=0.2, busy_rate=0.2, seed=3)

    def done() -> bool:
        counts = world.counts(plan.campaign_id)
        return not counts.get("queued") and not counts.get("claimed") and counts["sent"] == _fates(world)["lost"]

    run_until(world, done, replace(world.config, sandbox=sandbox))
    fates = _fates(world)
    counts = world.counts(plan.campaign_id)
    assert counts["delivered"] == fates["delivered"] > 0
    assert counts["failed"] >= fates["failed"] + fates["refused"] > 0
    assert sum(counts.values()) == 300
    with reading(world.engine) as connection:
        errors = set(connection.execute(sa.select(message.c.error).where(message.c.status == Status.FAILED)).scalars())
        tries = connection.execute(sa.select(sa.func.max(message.c.attempts))).scalar_one()
    assert {"sandbox_refused", "sandbox_failed"} <= errors <= {"sandbox_refused", "sandbox_failed", "sandbox_busy"}
    assert tries > 1
    assert max(world.handed_over().values()) == 1


def _fates(world: World) -> dict[str, int]:
    with reading(world.engine) as connection:
        query = sa.select(sandbox_inbox.c.outcome, sa.func.count()).group_by(sandbox_inbox.c.outcome)
        return {row[0]: row[1] for row in connection.execute(query)}


def test_an_unreadable_row_fails_alone(world: World) -> None:
    good, bad = world.send_one(Draft(PHONE, body="một")), world.send_one(Draft(PHONE, body="hai"))
    with world.engine.begin() as connection:
        connection.execute(sa.update(message).where(message.c.id == bad.id).values(content=b"changed by hand"))
    run_until(world, lambda: world.status(good.id) == Status.DELIVERED and world.status(bad.id) == Status.FAILED)
    assert world.row(bad.id).error == "unreadable"
    assert list(world.handed_over()) == [good.id]


def test_a_successor_of_the_same_name_fences_the_old_sender(world: World) -> None:
    first = world.send_one(Draft(PHONE, body="x"))
    provider = Recorder()

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: bool(provider.handed), running)
        with world.engine.begin() as connection:
            runs.begin(connection, world.config.sender_name, utcnow())
            assert runs.recover(connection, utcnow()) == 1
        assert (world.status(first.id), world.row(first.id).error) == (Status.UNKNOWN, "sender_died")
        await asyncio.to_thread(world.send_one, Draft(PHONE, body="y"))
        with pytest.raises(runs.Fenced):
            await running

    with pytest.raises(runs.Fenced):
        asyncio.run(_with(world, provider, script))
    assert len(provider.handed) == 1


def test_a_silent_run_is_ended_by_any_other_and_no_run_for_its_clock(world: World) -> None:
    now, passed = utcnow(), [0.0]
    watch: runs.Runs = Watch(30, lambda: passed[0])
    with world.engine.begin() as connection:
        silent, late, ahead, mine = (runs.begin(connection, name, now) for name in ("silent", "late", "ahead", "mine"))
        for look in range(6):
            passed[0] = 6.0 * look
            for run_id in (silent, late, ahead, mine):
                runs.assert_alive(connection, run_id)
            runs.beat(connection, late, now - timedelta(hours=2) + timedelta(seconds=look))
            runs.beat(connection, ahead, now + timedelta(hours=2) + timedelta(seconds=look))
            runs.recover(connection, now, watch, mine)
        for run_id in (late, ahead, mine):
            runs.assert_alive(connection, run_id)
        with pytest.raises(runs.Fenced):
            runs.assert_alive(connection, silent)
