"""Sessions with the npm package `smpp` as SMSC, in good and bad times."""

from __future__ import annotations

import asyncio
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.constants import CommandStatus, MessageState, Tag
from sms_gateway.smpp.receipts import receipt
from sms_gateway.smpp.results import Accepted, BindFailed, NotSent, Refused, Unanswered
from sms_gateway.smpp.session import Session
from sms_gateway.smpp.settings import Role, Tls
from sms_gateway.smpp.throttle import Throttle
from tests.sms_gateway.smpp.lines import STYLE, Inbound, Results, on_a_loop, opened, settings, submit, until
from tests.support.smsc import node_smsc


@pytest.mark.parametrize("role", ["transmitter", "receiver", "transceiver"])
@on_a_loop
async def test_bind_modes(role: Role) -> None:
    inbound = Inbound()
    async with node_smsc(receipts="after") as smsc:
        session = await Session.open(settings(smsc.port, role=role, system_type="VMA"), inbound)
        async with opened(session):
            assert session.peer == "node"
            result = await session.submit(submit())
            assert result == (NotSent("receiver_only") if role == "receiver" else Accepted("1000"))
            if role == "transceiver":
                await inbound.until(1)
        state = await smsc.state()
        assert state["binds"] == [{"role": role, "version": 0x34, "system_type": "VMA"}]
        await smsc.event("unbind")
        await smsc.event("closed")
        assert await session.closed() == "closed"


@on_a_loop
async def test_a_transmitter_and_a_receiver() -> None:
    inbound = Inbound()
    async with node_smsc(receipts="after") as smsc:
        receiver = await Session.open(settings(smsc.port, role="receiver"), inbound)
        transmitter = await Session.open(settings(smsc.port, role="transmitter"))
        async with opened(receiver), opened(transmitter):
            assert await transmitter.submit(submit()) == Accepted("1000")
            await inbound.until(1)
        found = receipt(inbound.deliveries[0])
        assert found is not None and found.message_id == "1000"


@on_a_loop
async def test_a_wrong_password_and_nobody_there() -> None:
    async with node_smsc() as smsc:
        with pytest.raises(BindFailed) as refusal:
            await Session.open(replace(settings(smsc.port), password="wrong"))
        assert (refusal.value.reason, refusal.value.status) == ("refused", CommandStatus.INVALID_PASSWORD)
        port = smsc.port
    with pytest.raises(BindFailed) as refusal:
        await Session.open(settings(port))
    assert refusal.value.reason == "connect"


def certificate(folder: Path, name: str) -> tuple[str, str]:
    """A self-signed certificate for this host name."""
    key, cert = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", key, "-out", cert, "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"],
        check=True, capture_output=True,
    )  # fmt: skip
    return str(key), str(cert)


@on_a_loop
async def test_tls_with_verification(tmp_path: Path) -> None:
    key, cert = certificate(tmp_path, "smsc.example")
    _, other = certificate(tmp_path, "other.example")
    async with node_smsc(key=key, cert=cert) as smsc:
        for tls in (Tls(), Tls(ca_file=other, server_name="smsc.example"), Tls(ca_file=cert)):
            with pytest.raises(BindFailed) as refusal:
                await Session.open(settings(smsc.port, tls=tls))
            assert refusal.value.reason == "tls"
        session = await Session.open(settings(smsc.port, tls=Tls(ca_file=cert, server_name="smsc.example")))
        async with opened(session):
            assert await session.submit(submit()) == Accepted("1000")
        # And the other way: TLS is not given up where the SMSC speaks none, and the reverse.
    async with node_smsc() as smsc:
        with pytest.raises(BindFailed):
            await Session.open(settings(smsc.port, tls=Tls(ca_file=cert), connect_timeout=3.0))


@pytest.mark.parametrize("window", [1, 7])
@on_a_loop
async def test_the_window_is_kept_exactly(window: int) -> None:
    results = Results()
    async with node_smsc(responseDelay=30) as smsc:
        session = await Session.open(settings(smsc.port, window=window))
        async with opened(session):
            senders = [session.send(submit(number), results.done(number)) for number in range(10 * window)]
            await asyncio.gather(*senders)
            await results.all(10 * window)
        assert (await smsc.state())["mostInFlight"] == window
    assert results.kinds() == {"Accepted": 10 * window}


@on_a_loop
async def test_urgent_submits_have_places_of_their_own() -> None:
    results = Results()
    async with node_smsc(hang=True) as smsc:
        session = await Session.open(settings(smsc.port, window=10, reserved=3, drain_timeout=0.2))
        async with opened(session):
            waiting = [asyncio.create_task(session.send(submit(n), results.done(n))) for n in range(12)]
            await asyncio.wait(waiting, timeout=0.3)
            assert session.unanswered == 7
            for number in range(100, 103):
                await session.send(submit(number), results.done(number), urgent=True)
            assert session.unanswered == 10
        await asyncio.gather(*waiting)
    assert results.kinds() == {"Unanswered": 10, "NotSent": 5}


@on_a_loop
async def test_urgent_submits_go_before_those_that_have_waited_longer() -> None:
    order: list[str] = []
    async with node_smsc(responseDelay=200) as smsc:
        session = await Session.open(settings(smsc.port, window=1))
        async with opened(session):
            await session.send(submit(), lambda _result: None)
            senders = [
                asyncio.create_task(session.send(submit(), lambda _, name=name: order.append(name), urgent))
                for name, urgent in (("campaign", False), ("campaign", False), ("otp", True))
            ]
            await asyncio.gather(*senders)
            await until(lambda: seen(smsc, 4))
    assert order == ["otp", "campaign", "campaign"]


@on_a_loop
async def test_who_comes_later_does_not_take_the_place_of_an_urgent_one() -> None:
    order: list[str] = []
    async with node_smsc() as smsc:
        session = await Session.open(settings(smsc.port), None, Throttle(5))
        async with opened(session):
            await session.send(submit(), lambda _result: None)  # takes the only token

            def sender(name: str, urgent: bool = False) -> asyncio.Task[None]:
                return asyncio.create_task(session.send(submit(), lambda _result: order.append(name), urgent))

            otp, given_up = sender("otp", urgent=True), sender("given up", urgent=True)
            await asyncio.sleep(0)
            time.sleep(0.25)  # noqa: ASYNC251 - a token is there before the loop has told the one that waits for it
            campaign = sender("campaign")
            await asyncio.sleep(0)
            given_up.cancel()
            await asyncio.gather(otp, campaign)
            await until(lambda: seen(smsc, 3))
    assert order == ["otp", "campaign"]


@pytest.mark.parametrize("status", [CommandStatus.THROTTLED, CommandStatus.QUEUE_FULL])
@on_a_loop
async def test_throttling_slows_down_and_is_told(status: CommandStatus) -> None:
    results = Results()
    throttle = Throttle(200)
    async with node_smsc(throttleFirst=5, throttleStatus=int(status)) as smsc:
        session = await Session.open(settings(smsc.port, window=5), None, throttle)
        async with opened(session):
            for number in range(30):
                await session.send(submit(number), results.done(number))
            await results.all(30)
            counts = session.counts
    assert results.kinds() == {"Refused": 5, "Accepted": 25}
    assert results.of[0] == [Refused(status)]
    assert throttle.rate is not None and throttle.rate < 200
    assert (counts.submitted, counts.refused, counts.throttled, counts.accepted) == (30, 5, 5, 25)


@on_a_loop
async def test_an_smsc_that_hangs_costs_one_window() -> None:
    results = Results()
    async with node_smsc(hang=True) as smsc:
        session = await Session.open(settings(smsc.port, window=5, response_timeout=0.5))
        waiting = [asyncio.create_task(session.send(submit(number), results.done(number))) for number in range(10)]
        await results.all(5)
        assert session.free == 0
        for number in range(10, 20):  # who comes now must wait, too
            await session.send(submit(number), results.done(number))
        await asyncio.gather(*waiting)
        assert await session.closed() == "hung"
        assert (await smsc.state())["submits"] == 5
    assert results.kinds() == {"Unanswered": 5, "NotSent": 15}
    assert results.of[0] == [Unanswered("timeout")]


@on_a_loop
async def test_a_late_answer_is_told_and_nothing_is_sent_twice() -> None:
    results = Results()
    async with node_smsc(responseDelay=900) as smsc:
        session = await Session.open(settings(smsc.port, window=3, response_timeout=0.6))
        async with opened(session):
            for number in range(3):
                await session.send(submit(number), results.done(number))
            await results.all(6)
            assert session.counts.late == session.counts.timed_out == 3
            await smsc.set(responseDelay=0)
            assert await session.submit(submit(9)) == Accepted("1003")
        assert (await smsc.state())["submits"] == 4
    assert list(results.of.values()) == [[Unanswered("timeout"), Accepted(str(1000 + n))] for n in range(3)]


@on_a_loop
async def test_a_dropped_line_leaves_no_submit_without_a_result() -> None:
    results = Results()
    async with node_smsc(dropAfter=50, responseDelay=20) as smsc:
        session = await Session.open(settings(smsc.port, window=20))
        for number in range(100):
            await session.send(submit(number), results.done(number))
        assert await session.closed() == "closed_by_peer"
        state = await smsc.state()
    kinds = results.kinds()
    assert sum(kinds.values()) == 100
    assert kinds["Accepted"] <= state["submits"] <= kinds["Accepted"] + kinds["Unanswered"]
    assert kinds["Unanswered"] <= 20


@on_a_loop
async def test_query_data_and_life_signs() -> None:
    async with node_smsc() as smsc:
        session = await Session.open(settings(smsc.port, enquire_after=0.2))
        async with opened(session):
            answer = await session.query("1000", STYLE.sender)
            assert isinstance(answer, p.QuerySmResp)
            assert (answer.message_id, answer.message_state) == ("1000", MessageState.DELIVERED)
            data = p.DataSm(STYLE.sender, p.Address(1, 1, "84912345678"), tlvs=((Tag.MESSAGE_PAYLOAD, b"Xin chao"),))
            assert await session.submit(data) == Accepted("1000")
            await smsc.tell("enquire")
            await smsc.event("alive")
            await until(lambda: enquired(smsc, 3))
            await smsc.tell("outbind")
            assert (await smsc.event("nacked"))["status"] == CommandStatus.WRONG_BIND_STATUS
            assert await session.submit(submit()) == Accepted("1001")


async def enquired(smsc: Any, times: int) -> bool:
    return bool((await smsc.state())["enquiries"] >= times)


@on_a_loop
async def test_an_smsc_that_says_nothing_any_more_is_given_up() -> None:
    async with node_smsc(deaf=True) as smsc:
        session = await Session.open(settings(smsc.port, enquire_after=0.2, enquire_timeout=0.3))
        assert await session.closed() == "silent"


@on_a_loop
async def test_the_smsc_unbinds_and_what_is_on_its_way_is_waited_for() -> None:
    results = Results()
    async with node_smsc(responseDelay=300) as smsc:
        session = await Session.open(settings(smsc.port, window=4))
        for number in range(4):
            await session.send(submit(number), results.done(number))
        await until(lambda: seen(smsc, 4))
        await smsc.tell("unbind")
        await smsc.event("unbound")
        assert await session.closed() == "unbound_by_peer"
        assert await session.submit(submit()) == NotSent("closed")
    assert results.kinds() == {"Accepted": 4}


async def seen(smsc: Any, submits: int) -> bool:
    return bool((await smsc.state())["submits"] == submits)


@on_a_loop
async def test_an_orderly_end_waits_for_answers_and_lets_nobody_wait() -> None:
    results = Results()
    async with node_smsc(responseDelay=300) as smsc:
        session = await Session.open(settings(smsc.port, window=4))
        senders = [asyncio.create_task(session.send(submit(n), results.done(n))) for n in range(9)]
        await until(lambda: seen(smsc, 4))
        await session.close()
        await asyncio.gather(*senders)
        await smsc.event("unbind")
    assert results.kinds() == {"Accepted": 4, "NotSent": 5}


@on_a_loop
async def test_a_sender_that_is_cancelled_gives_its_turn_away() -> None:
    results = Results()
    async with node_smsc(responseDelay=200) as smsc:
        session = await Session.open(settings(smsc.port, window=1))
        async with opened(session):
            senders = [asyncio.create_task(session.send(submit(n), results.done(n))) for n in range(4)]
            await asyncio.sleep(0)
            senders[1].cancel()
            await asyncio.wait(senders)
            await results.until(lambda: results.kinds()["Accepted"] == 3)
    assert results.of[1] == []
