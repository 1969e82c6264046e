"""A bind that comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from sms_gateway.smpp.bind import Backoff, Bind
from sms_gateway.smpp.constants import CommandStatus
from sms_gateway.smpp.results import Accepted, NotSent
from sms_gateway.smpp.session import Session
from tests.sms_gateway.smpp.lines import Inbound, Results, on_a_loop, settings, submit
from tests.support.product import free_ports
from tests.support.smsc import node_smsc

QUICK = Backoff(first=0.05, longest=0.4)


def test_pauses_double_up_to_a_limit_and_are_half_chance() -> None:
    least, most = Backoff(draw=lambda: 0.0), Backoff(draw=lambda: 1.0)
    assert [most.pause(failures) for failures in (1, 2, 3, 7, 8, 500)] == [0.5, 1.0, 2.0, 32.0, 60.0, 60.0]
    assert [least.pause(failures) for failures in (1, 8)] == [0.25, 30.0]


async def until(holds: Callable[[], bool]) -> None:
    """The bind tells nobody when its health changes."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def new_session(bind: Bind, old: Session | None) -> Session:
    async with asyncio.timeout(60):
        while True:
            session = await bind.up()
            if session is not old:
                return session
            await asyncio.sleep(0.01)


@on_a_loop
async def test_it_binds_again_after_the_line_was_dropped_and_sends_nothing_twice() -> None:
    results, inbound = Results(), Inbound()
    async with node_smsc(receipts="after", keep=True) as smsc:
        async with Bind(settings(smsc.port, window=10), inbound, backoff=QUICK) as bind:
            sent = 0
            session = None
            for _round in range(3):
                session = await new_session(bind, session)
                for _ in range(40):
                    await bind.send(submit(sent), results.done(sent))
                    sent += 1
                await smsc.tell("drop")
                await smsc.event("dropped")
            await results.all(sent)
            session = await new_session(bind, session)
            assert isinstance(await bind.submit(submit(sent)), Accepted)
            assert bind.health.up and bind.health.reason == "closed_by_peer"
            assert bind.counts.submitted >= 1
        state = await smsc.state()
    numbers = [message["to"] for message in state["kept"]]
    assert len(set(numbers)) == len(numbers)
    assert len(state["binds"]) == 4
    assert set(results.kinds()) <= {"Accepted", "Unanswered", "NotSent"}
    assert sum(results.kinds().values()) == sent


@on_a_loop
async def test_it_waits_for_an_smsc_that_was_killed() -> None:
    port = free_ports(1)
    async with Bind(settings(port), backoff=QUICK) as bind:
        assert await bind.submit(submit()) == NotSent("down")
        for _ in range(2):
            async with node_smsc(port=port) as smsc:
                session = await bind.up()
                assert isinstance(await bind.submit(submit()), Accepted)
                smsc.process.kill()
                await session.closed()
            assert await bind.submit(submit()) == NotSent("down")
        await until(lambda: bind.health.reason == "connect")
        assert not bind.health.up


@on_a_loop
async def test_a_wrong_password_is_not_tried_again_and_again() -> None:
    async with node_smsc() as smsc:
        wrong = replace(settings(smsc.port), system_id="somebody")
        async with Bind(wrong, backoff=Backoff(first=0.01, longest=30)) as bind:
            await until(lambda: bind.health.status == CommandStatus.INVALID_PASSWORD)
            await smsc.event("closed")
            with pytest.raises(TimeoutError):
                await smsc.event("closed", seconds=0.5)


@on_a_loop
async def test_after_a_hang_one_message_is_risked_and_not_a_window() -> None:
    results = Results()
    async with node_smsc(hang=True) as smsc:
        hanging = settings(smsc.port, window=8, response_timeout=0.3)
        async with Bind(hanging, backoff=QUICK) as bind:
            first = await bind.up()
            for number in range(8):
                await bind.send(submit(number), results.done(number))
            await first.closed()
            second = await new_session(bind, first)
            senders = [asyncio.create_task(bind.send(submit(n), results.done(n))) for n in range(8, 16)]
            await second.closed()
            await asyncio.gather(*senders)
            assert (await smsc.state())["submits"] == 9
            await smsc.set(hang=False)
            third = await new_session(bind, second)
            for number in range(16, 24):
                await third.send(submit(number), results.done(number))
            await results.all(24)
    assert results.kinds() == {"Unanswered": 9, "NotSent": 7, "Accepted": 8}


@on_a_loop
async def test_it_can_be_stopped_at_any_time() -> None:
    async with node_smsc() as smsc:
        for _ in range(10):
            bind = Bind(settings(smsc.port), backoff=QUICK)
            bind.start()
            await asyncio.sleep(0.001 * _)
            await bind.stop()
            assert bind.session is None
            await bind.stop()
        assert (await smsc.state())["submits"] == 0
    bind = Bind(settings(1), backoff=QUICK)
    bind.start()
    await asyncio.sleep(0.02)
    await bind.stop()
