"""The sender: lanes, hand-over, ringing, pause and cancel in mid-send, quiet hours."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway import wakeup
from sms_gateway.campaigns import lifecycle, progress
from sms_gateway.config import QuietHours
from sms_gateway.messages.accept import Draft
from sms_gateway.providers import Answer, Outcome
from sms_gateway.schema import Lane, Status, message, sandbox_inbox
from sms_gateway.sender import flights
from sms_gateway.sender.main import serve
from tests.sms_gateway.sending import Recorder, eventually, run_until, send_with
from tests.sms_gateway.world import World, people

PHONE = "84912345678"
OTP = Draft(PHONE, template="otp", values={"ma_otp": "736251", "muc_dich": "đổi mật khẩu", "so_phut": "5"})


def test_a_message_goes_out_and_is_delivered(world: World) -> None:
    sent = world.send_one(Draft(PHONE, body="Kính gửi Ông/Bà"))
    run_until(world, lambda: world.status(sent.id) == Status.DELIVERED)
    row = world.row(sent.id)
    assert (row.provider, row.provider_message_id, row.attempts, row.error) == ("sandbox", f"sb-{sent.id}", 1, None)
    assert row.created_at <= row.sent_at
    assert row.content is not None
    with reading(world.engine) as connection:
        inbox = connection.execute(sa.select(sandbox_inbox)).one()
    assert inbox.outcome == "delivered"
    assert world.sealing.open("sandbox_inbox.body", sent.id, inbox.body) == "Kính gửi Ông/Bà"
    assert world.sealing.open("sandbox_inbox.phone", sent.id, inbox.phone) == PHONE


def test_production_keeps_no_text_in_the_sandbox(world: World) -> None:
    sent = world.send_one(Draft(PHONE, body="x"))
    run_until(world, lambda: world.status(sent.id) == Status.DELIVERED, replace(world.config, env="production"))
    with reading(world.engine) as connection:
        inbox = connection.execute(sa.select(sandbox_inbox)).one()
    assert (inbox.body, inbox.phone, inbox.message_id) == (None, None, sent.id)


def test_an_otps_text_is_erased_once_handed_over(world: World) -> None:
    sent = world.send_one(OTP)
    assert world.row(sent.id).content is not None
    run_until(world, lambda: world.status(sent.id) in {Status.SENT, Status.DELIVERED})
    assert world.row(sent.id).content is None


def test_an_expired_otp_is_never_handed_over(world: World) -> None:
    late = world.send_one(replace(OTP, expires_at=utcnow() - timedelta(seconds=1)))
    run_until(world, lambda: world.status(late.id) == Status.EXPIRED)
    assert (world.row(late.id).content, world.row(late.id).error) == (None, "expired")
    assert world.handed_over() == {}


def test_lanes_are_strict(world: World) -> None:
    plan = world.campaign(people(700))
    world.start(plan.campaign_id)
    world.send(*(Draft(PHONE, body=f"giao dịch {n}") for n in range(5)))
    world.send(OTP, OTP)
    provider = Recorder()

    async def script(running: asyncio.Task[None]) -> None:
        provider.gate.set()
        await eventually(lambda: world.campaign_status(plan.campaign_id) == "finished", running)

    asyncio.run(_with(world, provider, script))
    assert [sent.lane for sent in provider.handed] == sorted(sent.lane for sent in provider.handed)
    assert len(provider.handed) == 707
    assert provider.handed[7].body.startswith(
        "Để khai báo thông tin y tế điện tử, Ông (Bà) Nguyễn Thị 0 sử dụng mã số BHXH"
    )


async def _with(world: World, provider: Recorder, script: object, config: object = None) -> None:
    await send_with(world, provider, script, config)  # type: ignore[arg-type]


def test_who_sees_a_campaign_finished_sees_its_whole_course(world: World) -> None:
    plan = world.campaign(people(300))
    world.start(plan.campaign_id)
    seen: list[int] = []

    def finished() -> bool:
        if world.campaign_status(plan.campaign_id) != "finished":
            return False
        with reading(world.engine) as connection:
            seen.extend(point.handed_over for point in progress.points(connection, plan.campaign_id))
        return True

    run_until(world, finished)
    assert seen[0] == 0
    assert seen[-1] == 300


def test_an_otp_is_sent_at_once_while_a_campaign_fills_its_window(world: World) -> None:
    plan = world.campaign(people(250))
    world.start(plan.campaign_id)
    provider = Recorder()

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: len(provider.handed) >= 200, running)
        await asyncio.to_thread(world.send, OTP)
        await eventually(lambda: provider.handed[-1].lane == Lane.OTP, running)
        assert len(provider.handed) == 201
        provider.gate.set()
        await eventually(lambda: world.campaign_status(plan.campaign_id) == "finished", running)

    asyncio.run(_with(world, provider, script))
    assert world.counts(plan.campaign_id) == {"sent": 250}


def test_a_ring_wakes_the_sender_without_polling(world: World, free_udp_port: int) -> None:
    config = replace(world.config, poll_seconds=DEAF, wake_port=free_udp_port)

    async def go() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(serve(config, world.engine, stop))
        first = await asyncio.to_thread(world.send_one, OTP)
        await eventually(lambda: _ring_until(config, world, first.id), running)
        second = await asyncio.to_thread(world.send_one, OTP)
        wakeup.ring(config)
        await eventually(lambda: world.status(second.id) == Status.DELIVERED, running)
        stop.set()
        await running

    asyncio.run(go())


DEAF = 3600.0


@pytest.mark.only_on("postgresql")  # one host has a SQLite file alone
def test_a_commit_on_another_host_is_heard(world: World, free_udp_port: int) -> None:
    async def go() -> None:
        heard = asyncio.Event()
        config = replace(world.config, wake_port=free_udp_port)  # on which nobody rings
        async with asyncio.timeout(30), wakeup.listening(config, heard.set):
            await heard.wait()  # it listens
            for make in (lambda: world.send_one(OTP), lambda: world.start(plan.campaign_id)):
                heard.clear()
                await asyncio.to_thread(make)
                await heard.wait()
            heard.clear()
            await asyncio.to_thread(_cut_listeners, world)  # as when the database is restarted
            await heard.wait()  # it listens again

    plan = world.campaign(people(1))
    asyncio.run(go())


def _cut_listeners(world: World) -> None:
    listening = "query LIKE 'LISTEN%' AND datname = current_database()"
    with world.engine.begin() as connection:
        cut = connection.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {listening}"))
        assert cut.scalars().all() == [True]


def _ring_until(config: object, world: World, message_id: int) -> bool:
    wakeup.ring(config)  # type: ignore[arg-type] # until the socket is open, rings are lost
    return world.status(message_id) == Status.DELIVERED


def test_pause_takes_effect_in_mid_send_and_resume_goes_on(world: World) -> None:
    plan = world.campaign(people(400))
    world.start(plan.campaign_id)
    provider = Recorder()

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: len(provider.handed) >= 200, running)
        with world.engine.begin() as connection:
            lifecycle.pause(connection, plan.campaign_id)
        provider.gate.set()
        await eventually(lambda: "claimed" not in world.counts(plan.campaign_id), running)
        assert world.counts(plan.campaign_id) == {"queued": 400 - len(provider.handed), "sent": len(provider.handed)}
        assert len(provider.handed) == 200
        assert world.campaign_status(plan.campaign_id) == "paused"
        with world.engine.begin() as connection:
            lifecycle.resume(connection, plan.campaign_id)
        await eventually(lambda: world.campaign_status(plan.campaign_id) == "finished", running)

    asyncio.run(_with(world, provider, script))
    assert world.counts(plan.campaign_id) == {"sent": 400}
    assert len({sent.id for sent in provider.handed}) == len(provider.handed) == 400


def test_cancel_in_mid_send_cancels_the_rest(world: World) -> None:
    plan = world.campaign(people(400))
    world.start(plan.campaign_id)
    provider = Recorder()

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: len(provider.handed) >= 200, running)
        with world.engine.begin() as connection:
            lifecycle.cancel(connection, plan.campaign_id)
        assert world.counts(plan.campaign_id) == {"claimed": 200, "cancelled": 200}
        provider.gate.set()
        await eventually(lambda: world.tally() == {"sent": 200, "cancelled": 200}, running)

    asyncio.run(_with(world, provider, script))
    assert world.counts(plan.campaign_id) == {"sent": 200, "cancelled": 200}
    assert len(provider.handed) == 200


def test_bulk_keeps_quiet_hours_and_otp_does_not(world: World) -> None:
    always = QuietHours(time(0, 0), time(23, 59, 59, 999999))
    plan = world.campaign(people(10))
    world.start(plan.campaign_id)
    sent = world.send_one(OTP)
    config = replace(world.config, quiet_hours=always)
    run_until(world, lambda: world.status(sent.id) == Status.DELIVERED, config)
    assert world.counts(plan.campaign_id) == {"queued": 10}


def test_a_code_that_outlives_its_claim_is_not_handed_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the claim and the hand-over lie a commit and, on a machine that sleeps, any time at all."""
    sent = world.send_one(replace(OTP, expires_at=utcnow() + timedelta(minutes=5)))
    other = world.send_one(Draft(PHONE, body="x"))
    provider = Recorder()
    provider.gate.set()
    monkeypatch.setattr(flights, "utcnow", lambda: utcnow() + timedelta(minutes=10))

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.row(sent.id).error == "expired", running)
        await eventually(lambda: world.status(other.id) == Status.SENT, running)

    asyncio.run(send_with(world, provider, script))
    assert [out.id for out in provider.handed] == [other.id]
    with world.engine.begin() as connection:
        connection.execute(sa.update(message).values(expires_at=utcnow(), not_before=None))
    monkeypatch.undo()
    run_until(world, lambda: world.status(sent.id) == Status.EXPIRED)
    assert world.row(sent.id).content is None


def test_a_message_that_waits_for_another_try_keeps_quiet_hours(world: World) -> None:
    always = QuietHours(time(0, 0), time(23, 59, 59, 999999))
    provider = Recorder(reply=lambda out: Answer(out.id, Outcome.RETRY, error="throttled"))
    provider.gate.set()
    sent = world.send_one(Draft(PHONE, body="x", lane=Lane.BULK))

    async def once(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.row(sent.id).error == "throttled", running)

    asyncio.run(send_with(world, provider, once))
    with world.engine.begin() as connection:
        connection.execute(sa.update(message).values(not_before=None))
    tries = len(provider.handed)
    quick = world.send_one(OTP)

    async def quiet(running: asyncio.Task[None]) -> None:
        await eventually(lambda: quick.id in {out.id for out in provider.handed}, running)

    asyncio.run(send_with(world, provider, quiet, replace(world.config, quiet_hours=always)))
    assert [out.id for out in provider.handed].count(sent.id) == tries


def test_a_busy_answer_tries_again_later_and_not_for_ever(world: World) -> None:
    sent = world.send_one(Draft(PHONE, body="x", lane=Lane.OTP))
    provider = Recorder(reply=lambda out: Answer(out.id, Outcome.RETRY, error="throttled"))

    async def script(running: asyncio.Task[None]) -> None:
        provider.gate.set()
        for tries in range(1, 7):
            await eventually(lambda tries=tries: len(provider.handed) == tries, running)  # type: ignore[misc]
            await eventually(lambda: world.status(sent.id) != Status.CLAIMED, running)
            if tries < 6:
                row = world.row(sent.id)
                assert row.not_before >= row.created_at + timedelta(seconds=2 ** (tries - 1))
                with world.engine.begin() as connection:
                    connection.execute(sa.update(message).values(not_before=None))

    asyncio.run(_with(world, provider, script))
    assert (world.status(sent.id), world.row(sent.id).error) == (Status.FAILED, "throttled")
