"""Campaigns and single messages through SMPP, with the npm package `smpp` as SMSC: lost, doubled, late and refused."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.config import GatewayConfig
from sms_gateway.messages.accept import Draft
from sms_gateway.providers import Answer, Outcome, Outgoing
from sms_gateway.providers.registry import Surroundings, make
from sms_gateway.providers.smpp.outcomes import outcome_of
from sms_gateway.providers.smpp.settings import SmppSettings
from sms_gateway.schema import Lane, Status, message, provider_lease
from tests.sms_gateway.sender_child import sender_process
from tests.sms_gateway.sending import eventually, serving_sender
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.test_inbound import kept
from tests.sms_gateway.world import World, people
from tests.support.product import free_ports
from tests.support.smsc import node_smsc

PHONE = "84982345678"
WINDOW = 50


def through(world: World, port: int, **changes: Any) -> GatewayConfig:
    """Settings with one SMSC on that port."""
    table = {
        "name": "telco-a",
        "kind": "smpp",
        "host": "127.0.0.1",
        "port": port,
        "system_id": "bhxh",
        "password_env": "PASSWORD",
        "window": WINDOW,
        "sender": "BHXHVN",
        **changes,
    }
    settings = SmppSettings.model_validate(table, context={"environment": {"PASSWORD": "secret"}})
    return replace(world.config, providers=(settings,))


def numbers_of(world: World, *statuses: Status) -> set[str]:
    """The numbers of a campaign's messages in these statuses, as ``people`` makes them."""
    with reading(world.engine) as connection:
        rows = connection.execute(sa.select(message.c.row).where(message.c.status.in_(statuses))).scalars()
        return {f"849{row - 2:08d}" for row in rows}


def received(state: dict[str, Any]) -> Counter[str]:
    """How often the SMSC got the last part of a message to each number."""
    return Counter(kept["to"] for kept in state["kept"] if not kept["udh"] or _is_last(kept["udh"][0]))


def _is_last(udh: str) -> bool:
    """Whether a concatenation element (hexadecimal) says "2 of 2" or the like."""
    return udh[-4:-2] == udh[-2:]


@on_a_loop
async def _campaign(world: World, rows: int, **settings: Any) -> None:
    plan = world.campaign(people(rows))
    world.start(plan.campaign_id)
    async with node_smsc(**{"receipts": "after", "keep": True, **settings}) as smsc:
        async with serving_sender(world, through(world, smsc.port)) as running:
            await eventually(lambda: world.counts(plan.campaign_id) == {"delivered": rows}, running)
        state = await smsc.state()
    assert received(state) == Counter(dict.fromkeys(numbers_of(world, Status.DELIVERED), 1))
    assert state["mostInFlight"] <= WINDOW
    assert state["receiptsAnswered"] == state["submits"]


def test_a_campaign_with_receipts(world: World) -> None:
    _campaign(world, 2000)


def test_receipts_that_overtake_the_answers(world: World) -> None:
    _campaign(world, 200, receipts="before", responseDelay=20)


def test_an_smsc_killed_in_the_middle_and_started_again(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        plan = world.campaign(people(2000))
        world.start(plan.campaign_id)
        port = free_ports(1)
        async with serving_sender(world, through(world, port)) as running:
            async with node_smsc(port=port, receipts="after", responseDelay=5) as first:
                await eventually(lambda: world.counts(plan.campaign_id).get("delivered", 0) >= 400, running)
                first.process.kill()
                await first.process.wait()
                await eventually(lambda: "claimed" not in world.counts(plan.campaign_id), running)
            before = world.counts(plan.campaign_id)
            assert before["queued"] > 0
            assert before.get("unknown", 0) <= WINDOW
            waiting = numbers_of(world, Status.QUEUED)
            async with node_smsc(port=port, receipts="after", keep=True) as second:
                await eventually(lambda: world.campaign_status(plan.campaign_id) == "finished", running)
                delivered = before.get("delivered", 0) + len(waiting)
                await eventually(lambda: world.counts(plan.campaign_id).get("delivered", 0) >= delivered, running)
                state = await second.state()
        assert received(state) == Counter(dict.fromkeys(waiting, 1))
        rest = {status: number for status, number in before.items() if status != "queued"}
        assert world.counts(plan.campaign_id) == rest | {"delivered": delivered}

    play()


def test_a_line_that_breaks_again_and_again_doubles_nothing(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        plan = world.campaign(people(600))
        world.start(plan.campaign_id)
        async with node_smsc(keep=True, responseDelay=10) as smsc:
            async with serving_sender(world, through(world, smsc.port)) as running:
                for goal in (100, 300):
                    await eventually(lambda goal=goal: world.counts(plan.campaign_id).get("sent", 0) >= goal, running)
                    await smsc.tell("drop")
                await eventually(lambda: world.campaign_status(plan.campaign_id) == "finished", running)
            state = await smsc.state()
        counts = world.counts(plan.campaign_id)
        assert set(counts) <= {"sent", "unknown"}
        assert counts.get("unknown", 0) <= 2 * WINDOW
        taken = received(state)
        assert set(taken.values()) == {1}, "sent twice"
        assert numbers_of(world, Status.SENT) <= set(taken), "lost"

    play()


def test_a_throttled_message_is_sent_later(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        sent = [world.send_one(Draft(PHONE, body=f"tin {number}")).id for number in range(5)]
        async with (
            node_smsc(receipts="after", receiptTlvs=True, throttleFirst=3) as smsc,
            serving_sender(world, through(world, smsc.port)) as running,
        ):
            await eventually(lambda: world.tally() == {"delivered": 5}, running)
            assert (await smsc.state())["submits"] == 8
        assert sum(world.row(one).attempts for one in sent) == 8

    play()


@pytest.mark.parametrize("part_receipts", ["each", "last"])
def test_an_otp_tells_until_when_and_parts_of_long_texts_are_receipted(world: World, part_receipts: str) -> None:
    @on_a_loop
    async def play() -> None:
        until = utcnow() + timedelta(minutes=5)
        otp = world.send_one(Draft(PHONE, body="Mã của Ông/Bà: 736251", lane=Lane.OTP, expires_at=until))
        long = world.send_one(Draft(PHONE, body="Kính gửi Ông/Bà Ấn. " * 12))
        async with node_smsc(receipts="after", keep=True) as smsc:
            async with serving_sender(world, through(world, smsc.port, part_receipts=part_receipts)) as running:
                await eventually(lambda: world.status(otp.id) == world.status(long.id) == Status.DELIVERED, running)
            state = await smsc.state()
        kept = state["kept"]
        before = int(part_receipts == "each")
        assert [one["registered_delivery"] for one in kept] == [1] + [before] * (long.segments - 1) + [1]
        assert "".join(one["text"] for one in kept[1:]).strip() == ("Kính gửi Ông/Bà Ấn. " * 12).strip()

    play()


def test_hexadecimal_numbers_in_receipts(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        world.send_one(Draft(PHONE, body="x"))
        async with (
            node_smsc(receipts="after", receiptHex=True) as smsc,
            serving_sender(world, through(world, smsc.port, submit_ids="decimal", receipt_ids="hex")) as running,
        ):
            await eventually(lambda: world.tally() == {"delivered": 1}, running)

    play()


def test_a_wrong_password_leaves_everything_queued(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        world.send_one(Draft(PHONE, body="x"))
        async with node_smsc() as smsc, serving_sender(world, through(world, smsc.port, system_id="nobody")):
            await asyncio.sleep(1)
            assert world.tally() == {"queued": 1}

    play()


def test_an_otp_whose_time_ran_out_while_the_line_was_down_is_never_sent(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        otp = world.send_one(Draft(PHONE, body="736251", lane=Lane.OTP, expires_at=utcnow() + timedelta(seconds=0.3)))
        await asyncio.sleep(0.4)
        async with node_smsc() as smsc, serving_sender(world, through(world, smsc.port)) as running:
            await eventually(lambda: world.status(otp.id) == Status.EXPIRED, running)
            assert (await smsc.state())["submits"] == 0

    play()


def test_one_sender_for_a_bind_and_the_other_when_it_ends(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        async with node_smsc(receipts="after") as smsc:
            config = through(world, smsc.port)
            other = replace(config, sender_name="other")
            async with serving_sender(world, config) as first:
                await smsc.event("bound")
                async with serving_sender(world, other) as second:
                    world.send_one(Draft(PHONE, body="x"))
                    await eventually(lambda: world.tally() == {"delivered": 1}, second)
                    assert len((await smsc.state())["binds"]) == 1
                    assert not first.done()
            with reading(world.engine) as connection:
                assert connection.execute(sa.select(provider_lease)).all() == []
            async with serving_sender(world, other) as second:
                await smsc.event("bound")
                world.send_one(Draft(PHONE, body="y"))
                await eventually(lambda: world.tally() == {"delivered": 2}, second)

    play()


def test_what_is_given_to_a_line_that_has_just_gone_is_given_back(world: World) -> None:
    config = through(world, free_ports(1))

    @on_a_loop
    async def play() -> None:
        with ThreadPoolExecutor(1) as executor:
            (provider,) = make(config.providers, Surroundings(config, world.engine, world.sealing, executor))
        answers: list[Answer] = []
        batch = [Outgoing(number, None, Lane.BULK, PHONE, "x", "gsm7", 1) for number in (1, 2, 3)]
        await provider.submit(batch, answers.extend)
        assert answers == [Answer(number, Outcome.NOT_SENT) for number in (1, 2, 3)]

    play()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (0x58, Outcome.RETRY),
        (0x14, Outcome.RETRY),
        (0x45, Outcome.RETRY),
        (0x0B, Outcome.BAD_NUMBER),
        (0x01, Outcome.BAD_CONTENT),
        (0x0A, Outcome.STOP),
        (0x0E, Outcome.STOP),
        (0x400, Outcome.STOP),
        (0x4FF, Outcome.RETRY),
    ],
)
def test_what_a_status_means(status: int, outcome: Outcome) -> None:
    assert outcome_of(status, {0x400: Outcome.STOP}) == (outcome, f"smpp_{status:#06x}")


def test_what_phones_send_is_kept_before_it_is_acknowledged(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        async with node_smsc() as smsc, serving_sender(world, through(world, smsc.port)) as running:
            await smsc.event("bound")
            phone = {"source_addr": PHONE, "destination_addr": "8079"}
            await smsc.tell("deliver", text="TC BHXH 7900000001", esm_class=0, **phone)
            assert (await smsc.event("answered"))["status"] == 0
            assert kept(world) == [(PHONE, "TC BHXH 7900000001", 0)]
            octets = ["Kính gửi ".encode("utf-16-be").hex(), "tổng đài".encode("utf-16-be").hex()]
            for number in (2, 1):
                udh = f"05000307020{number}"
                fields = {"octets": octets[number - 1], "udh": udh, "esm_class": 0x40, "data_coding": 8}
                await smsc.tell("deliver", **fields, **phone)
                assert (await smsc.event("answered"))["status"] == 0
            assert [text for _, text, _ in kept(world)][1:] == ["Kính gửi tổng đài"]
            assert not running.done()

    play()


def test_what_cannot_be_kept_is_left_with_the_smsc(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        async with node_smsc() as smsc, serving_sender(world, through(world, smsc.port)):
            await smsc.event("bound")
            with world.engine.begin() as connection:
                connection.execute(sa.text("ALTER TABLE inbound_message RENAME TO away"))
            await smsc.tell("deliver", text="x", esm_class=0, source_addr=PHONE, destination_addr="8079")
            assert (await smsc.event("answered"))["status"] != 0

    play()


def test_a_sender_killed_again_and_again_doubles_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SMSC lives on and counts: what it got is what is not unknown, once each, and every receipt finds its message."""
    monkeypatch.setenv("SMSC_PASSWORD", "secret")
    path = tmp_path / "providers.toml"

    def table(port: int) -> str:
        return f"""[[provider]]
name = "telco-a"
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "bhxh"
password_env = "SMSC_PASSWORD"
window = {WINDOW}
sender = "BHXHVN"
"""

    @on_a_loop
    async def play() -> None:
        plan = world.campaign(people(1500), khong_dau=True)
        world.start(plan.campaign_id)
        async with node_smsc(receipts="after", receiptDelay=30, responseDelay=5, keep=True, redeliver=True) as smsc:
            path.write_text(table(smsc.port), encoding="utf-8")
            for kill in range(3):
                with sender_process(world.config, path) as child:
                    await _until(
                        lambda kill=kill: world.counts(plan.campaign_id).get("delivered", 0) >= 300 * (kill + 1)
                    )
                    child.kill()
                    child.wait()
                assert world.counts(plan.campaign_id).get("claimed", 0) <= WINDOW
            with sender_process(world.config, path):
                await _until(lambda: world.campaign_status(plan.campaign_id) == "finished")
                await _until(lambda: set(world.counts(plan.campaign_id)) <= {"delivered", "sent", "unknown"})
                taken = received(await smsc.state())
        assert set(taken.values()) == {1}, "sent twice"
        counts = world.counts(plan.campaign_id)
        assert counts.get("unknown", 0) <= 3 * WINDOW
        assert set(taken) >= numbers_of(world, Status.DELIVERED, Status.SENT), "lost"
        assert set(taken) | numbers_of(world, Status.UNKNOWN) == {one.msisdn for one in people(1500)}

    play()


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(90):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - another process moves the rows
            await asyncio.sleep(0.02)


def test_an_answer_that_comes_too_late_still_counts(world: World) -> None:
    @on_a_loop
    async def play() -> None:
        sent = world.send_one(Draft(PHONE, body="x"))
        async with (
            node_smsc(responseDelay=3000) as smsc,
            serving_sender(world, through(world, smsc.port, response_timeout=2.0)) as running,
        ):
            await eventually(lambda: world.status(sent.id) == Status.UNKNOWN, running)
            await eventually(lambda: world.status(sent.id) == Status.SENT, running)
        assert world.row(sent.id).provider_message_id is not None

    play()
