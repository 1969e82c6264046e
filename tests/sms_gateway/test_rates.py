"""A contract's rate among several senders, and for single networks: never above it in sum, and all of it used."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.messages.accept import Draft
from sms_gateway.numbers import network_of
from sms_gateway.providers.sandbox import SandboxRoute
from sms_gateway.schema import Lane, rate_share
from sms_gateway.sender import shares
from sms_gateway.sender.claiming import Demand, claim
from sms_gateway.sender.lines import Line
from sms_gateway.sender.routes import Routes, Way
from tests.sms_gateway.sending import ABILITIES, Recorder, eventually, serving_sender
from tests.sms_gateway.test_lines import Clock, outgoing
from tests.sms_gateway.test_receipts import Hand
from tests.sms_gateway.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CONTRACTS = {("a", ""): 100.0, ("a", "viettel"): 30.0}


def renew(world: World, holder: str, now: datetime = NOW, wanted: tuple[str, ...] = ("a",)) -> tuple[float, ...]:
    with world.engine.begin() as connection:
        return tuple(shares.renew(connection, holder, CONTRACTS, wanted, now).values())


def leased(world: World, now: datetime) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    with reading(world.engine) as connection:
        for row in connection.execute(sa.select(rate_share).where(rate_share.c.until > now)):
            sums[row.telco] += row.per_second
    return sums


def test_senders_come_and_go(world: World) -> None:
    assert renew(world, "one") == (100, 30)
    assert renew(world, "two") == (0, 0)  # the first one uses it all until it renews
    assert renew(world, "one") == (50, 15)
    assert renew(world, "two") == (50, 15)
    assert renew(world, "three") == (0, 0)
    assert [renew(world, name)[0] for name in ("one", "two", "three")] == pytest.approx([100 / 3] * 3)
    with world.engine.begin() as connection:
        shares.let_go(connection, "two")
    assert [renew(world, name)[0] for name in ("one", "three")] == pytest.approx([50, 50])
    assert renew(world, "three", wanted=()) == (0, 0)  # its line is down: the other has it all
    assert renew(world, "one") == (100, 30)
    assert renew(world, "two", NOW + shares.LEASE) == (100, 30)  # nobody heard of the first one since


def test_never_above_the_contract_whatever_the_order(world: World) -> None:
    draw, now = Random(4), NOW
    last: dict[str, float] = {}
    for _ in range(300):
        now += timedelta(seconds=draw.random() * 3)
        name = draw.choice("abcde")
        if draw.random() < 0.1:
            with world.engine.begin() as connection:
                shares.let_go(connection, name)
            continue
        last[name] = renew(world, name, now)[0]
        sums = leased(world, now)
        assert sums[""] <= 100.0001 and sums["viettel"] <= 30.0001
    for _ in range(2):
        last = {name: renew(world, name, now)[0] for name in "abcde"}
    assert list(last.values()) == pytest.approx([20] * 5)


def test_those_who_come_first_together(world: World) -> None:
    """None has a row yet that could be locked."""
    together = threading.Barrier(4)

    def come(name: str) -> None:
        together.wait(30)
        renew(world, name)

    for _ in range(10):
        senders = [threading.Thread(target=come, args=(name,)) for name in "abcd"]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert leased(world, NOW) == {"": 100, "viettel": 30}
        with world.engine.begin() as connection:
            connection.execute(sa.delete(rate_share))


def test_a_part_that_is_not_renewed_is_not_used() -> None:
    clock = Clock()
    line = Line(Recorder(), 100, clock)
    line.granted({"": 40.0}, shares.USE_SECONDS)
    assert line.room(Lane.OTP) == 10  # a burst of a quarter of a second
    clock.now += shares.USE_SECONDS - 0.1
    assert line.room(Lane.OTP) == 10
    clock.now += 0.1
    assert line.room(Lane.OTP) == 0
    line.granted({"": 40.0}, shares.USE_SECONDS)
    assert line.room(Lane.OTP) == 10
    assert not line.starving
    line.granted({"": 0.0}, shares.USE_SECONDS)
    assert (line.room(Lane.OTP), line.starving) == (0, True)


def test_a_networks_rate_keeps_some_for_otp_and_counts_guests() -> None:
    clock = Clock()
    line = Line(Recorder(), clock=clock, telco_tps={"vinaphone": 40})
    assert line.network_rooms(Lane.BULK) == {"vinaphone": 8}
    line.gave([outgoing(n, segments=2)._replace(telco="itel") for n in range(4)])
    assert line.network_rooms(Lane.BULK) == {"vinaphone": 0}
    assert line.network_rooms(Lane.OTP) == {"vinaphone": 2}
    line.gave([outgoing(9)._replace(telco="viettel")])
    assert line.network_rooms(Lane.OTP) == {"vinaphone": 2}
    assert line.wait() > 0
    assert (network_of("wintel"), network_of("viettel"), network_of(None)) == ("vinaphone", "viettel", "")


def test_a_network_at_its_rate_holds_back_nobody_else(world: World) -> None:
    """Viettel's rate lets two through; more urgent ones for it wait, and those of other networks go, of every lane."""
    hand = Hand(world)
    for n in range(5):
        world.send_one(Draft(f"8498234567{n}", body="x"))
    others = [world.send_one(Draft(f"8490234567{n}", body="x", lane=Lane.BULK)).id for n in range(3)]
    routes = Routes([Way("a", ABILITIES, limited=frozenset({"viettel"}))], "a")
    demand = Demand(
        100,
        {lane: {"a": 50} for lane in Lane},
        {Lane.OTP: {("a", "viettel"): 3}, Lane.TRANSACTIONAL: {("a", "viettel"): 2}, Lane.BULK: {("a", "viettel"): 2}},
    )
    with world.engine.begin() as connection:
        taken = claim(connection, hand.run_id, utcnow(), demand, routes)
    rows = taken.by_provider["a"]
    assert [row.telco for row in rows] == ["viettel"] * 2 + ["mobifone"] * 3
    assert [row.id for row in rows[2:]] == others


def test_with_its_rate_used_up_a_network_takes_another_way(world: World) -> None:
    hand = Hand(world)
    for n in range(5):
        world.send_one(Draft(f"8498234567{n}", body="x"))
    routes = Routes([Way("a", ABILITIES, limited=frozenset({"viettel"})), Way("b", ABILITIES)], "a")
    rooms, networks = {lane: {"a": 50, "b": 50} for lane in Lane}, {lane: {("a", "viettel"): 1} for lane in Lane}
    demand = Demand(100, rooms, networks)
    with world.engine.begin() as connection:
        taken = claim(connection, hand.run_id, utcnow(), demand, routes)
    assert {name: len(rows) for name, rows in taken.by_provider.items()} == {"a": 1, "b": 4}


def test_two_senders_share_one_contract(world: World) -> None:
    """Each gets half as soon as the other has renewed; what they were given together is sent once."""
    for n in range(12):
        world.send_one(Draft(f"8498234{n:04d}", body="x"))
    route = SandboxRoute(tps=40, telco_tps={"viettel": 20})
    first, second = (replace(world.config, providers=(route,), sender_name=name) for name in ("one", "two"))

    def halved() -> bool:
        with reading(world.engine) as connection:
            rows = connection.execute(sa.select(rate_share)).all()
        return sorted((row.telco, row.per_second) for row in rows) == [
            ("", 20),
            ("", 20),
            ("viettel", 10),
            ("viettel", 10),
        ]

    async def play() -> None:
        async with serving_sender(world, first) as running, serving_sender(world, second):
            await eventually(halved, running)
            await eventually(lambda: world.tally() == {"delivered": 12}, running)

    asyncio.run(play())
    assert leased(world, utcnow()) == {}
    assert set(world.handed_over().values()) == {1}
