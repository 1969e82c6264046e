"""Blocks: what they hold back, from the very next claim on, and who may set and lift them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway import maintain
from sms_gateway.messages.accept import Draft
from sms_gateway.providers import OPTED_OUT, Answer, Outcome, Receipt
from sms_gateway.rules import blocks
from sms_gateway.rules.blocks import Scope, Source
from sms_gateway.schema import Lane, Status, block
from tests.sms_gateway.sending import Recorder, eventually, run_until, send_with
from tests.sms_gateway.world import World, people

PHONE = "84912345678"
OTP = Draft(PHONE, template="otp", values={"ma_otp": "736251", "muc_dich": "đổi mật khẩu", "so_phut": "5"})


def add(world: World, *phones: str, scope: Scope = Scope.BULK, source: Source = Source.STAFF) -> int:
    with world.engine.begin() as connection:
        return blocks.add(
            connection, world.sealing, phones, scope=scope, source=source, reason="xin thôi", by="an", now=utcnow()
        )


def live(world: World, phone: str = PHONE) -> list[tuple[str, str, str]]:
    with reading(world.engine) as connection:
        return [(row.phone, row.scope, row.source) for row in blocks.of_phone(connection, world.sealing, phone)]


@pytest.mark.parametrize(
    ("scope", "held"), [(Scope.BULK, {Lane.BULK}), (Scope.ALL_BUT_OTP, {Lane.TRANSACTIONAL, Lane.BULK})]
)
def test_what_a_block_holds_back(world: World, scope: Scope, held: set[Lane]) -> None:
    add(world, PHONE, scope=scope)
    drafts = {lane: Draft(PHONE, body="x", lane=lane) for lane in (Lane.TRANSACTIONAL, Lane.BULK)} | {Lane.OTP: OTP}
    sent = {lane: world.send_one(draft).id for lane, draft in drafts.items()}
    free = world.send_one(Draft("84987654321", body="x", lane=Lane.BULK)).id
    ended = {Status.DELIVERED, Status.SUPPRESSED}
    run_until(world, lambda: all(world.status(one) in ended for one in (*sent.values(), free)))
    assert {lane for lane, one in sent.items() if world.status(one) == Status.SUPPRESSED} == held
    assert set(world.handed_over()) == {free} | {one for lane, one in sent.items() if lane not in held}
    for lane in held:
        row = world.row(sent[lane])
        assert (row.error, row.attempts, row.provider) == ("blocked", 0, None) and row.finished_at is not None


def test_a_block_is_heeded_in_the_middle_of_a_campaign_and_counted(world: World) -> None:
    everyone = people(400)
    plan = world.campaign(everyone)
    world.start(plan.campaign_id)
    provider = Recorder(windows={Lane.OTP: 500, Lane.TRANSACTIONAL: 500, Lane.BULK: 100})

    async def script(running: object) -> None:
        await eventually(lambda: len(provider.handed) == 100, running)  # type: ignore[arg-type]
        handed = {one.msisdn for one in provider.handed}
        stopped = [person.msisdn for person in everyone if person.msisdn not in handed][-250:]
        add(world, *stopped)
        provider.gate.set()
        await eventually(lambda: world.campaign_status(plan.campaign_id) == "finished", running)  # type: ignore[arg-type]
        assert not {one.msisdn for one in provider.handed} & set(stopped)

    asyncio.run(send_with(world, provider, script))
    assert world.counts(plan.campaign_id) == {"sent": 150, "suppressed": 250}


def test_a_queue_of_blocked_phones_does_not_wait_for_the_next_poll(world: World) -> None:
    """Claims that only suppress are followed by the next claim at once, so that behind them nobody waits."""
    everyone = people(1500)
    add(world, *(person.msisdn for person in everyone))
    plan = world.campaign([*everyone, everyone[0]._replace(row=2000, msisdn=PHONE)])
    world.start(plan.campaign_id)
    patient = replace(world.config, poll_seconds=3600.0)
    run_until(world, lambda: world.counts(plan.campaign_id).get("delivered") == 1, patient)
    assert world.counts(plan.campaign_id)["suppressed"] == 1500


def test_each_source_speaks_for_itself(world: World) -> None:
    assert add(world, PHONE, PHONE) == 1
    assert add(world, PHONE, scope=Scope.ALL_BUT_OTP) == 0
    assert add(world, PHONE, source=Source.KEYWORD) == 1
    assert live(world) == [("*******678", "bulk", "keyword"), ("*******678", "all_but_otp", "staff")]
    with world.engine.begin() as connection:
        own = (Source.KEYWORD, Source.PROVIDER)
        assert blocks.lift(connection, world.sealing.phone_hash(PHONE), own, by="START", now=utcnow()) == 1
    assert live(world) == [("*******678", "all_but_otp", "staff")]
    with reading(world.engine) as connection:
        (found,) = blocks.of_phone(connection, world.sealing, PHONE)
    with world.engine.begin() as connection:
        assert blocks.remove(connection, found.id, by="binh", now=utcnow())
        assert not blocks.remove(connection, found.id, by="binh", now=utcnow())
    assert live(world) == []
    assert add(world, PHONE) == 1


@pytest.mark.parametrize("late", [False, True], ids=["answer", "receipt"])
def test_a_provider_that_says_the_owner_refuses_blocks_mass_notices(world: World, late: bool) -> None:
    provider = Recorder()
    provider.gate.set()
    if not late:
        provider.reply = lambda one: Answer(one.id, Outcome.BAD_NUMBER, error=OPTED_OUT)
    first, other = (world.send_one(Draft(phone, body="x")).id for phone in (PHONE, "84987654321"))

    async def script(running: object) -> None:
        if late:
            await eventually(lambda: world.status(other) == Status.SENT, running)  # type: ignore[arg-type]
            assert provider.receipts is not None
            await provider.receipts([Receipt("sandbox", f"n{first}", Status.FAILED, utcnow(), OPTED_OUT)])
            await provider.receipts([Receipt("sandbox", f"n{other}", Status.FAILED, utcnow(), "absent")])
        await eventually(lambda: world.status(first) == Status.FAILED, running)  # type: ignore[arg-type]

    asyncio.run(send_with(world, provider, script))
    assert live(world) == [("*******678", "bulk", "provider")]
    assert world.row(first).error == OPTED_OUT
    assert len(live(world, "84987654321")) == (0 if late else 1)
    again = world.send_one(Draft(PHONE, body="x", lane=Lane.BULK)).id
    run_until(world, lambda: world.status(again) == Status.SUPPRESSED)


def test_the_number_is_sealed_and_old_lifted_blocks_are_forgotten(world: World) -> None:
    add(world, PHONE, "84987654321")
    with reading(world.engine) as connection:
        rows = connection.execute(sa.select(block)).all()
    assert all(b"84912345678" not in bytes(row.phone) for row in rows)
    long_ago = utcnow() - timedelta(days=world.config.retention_days + 1)
    with world.engine.begin() as connection:
        assert blocks.remove(connection, rows[0].id, by="binh", now=long_ago)
    maintain.run(world.config)
    with reading(world.engine) as connection:
        assert [row.id for row in connection.execute(sa.select(block))] == [rows[1].id]
