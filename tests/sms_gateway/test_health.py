"""Providers' health: judged with hysteresis, kept in the database, heeded by routing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.health import book
from sms_gateway.health.figures import Figures
from sms_gateway.health.judging import CALM, FIRST_PAUSE, LONGEST_PAUSE, Reason, Standing, State, judge
from sms_gateway.health.standings import Standings
from sms_gateway.health.tally import Tally
from sms_gateway.messages.accept import Draft
from sms_gateway.providers import Answer, Outcome, Outgoing, Receipt
from sms_gateway.schema import Lane, Status, message, otp, provider_health
from sms_gateway.sender.routes import Routes
from sms_gateway.sender.routes import Way as Route
from tests.sms_gateway.sending import ABILITIES, Recorder, eventually, send_with_all
from tests.sms_gateway.world import World, people

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
GOOD = Standing(State.GOOD, NOW)
NOBODY = Figures()
FINE = Figures(answers=100, errors=1, seconds=10, receipts=100, delivered=90, codes=100, confirmed=90)


def out(reason: Reason = Reason.ERRORS, outs: int = 1) -> Standing:
    return Standing(State.OUT, NOW, reason, None, outs)


@pytest.mark.parametrize(
    ("figures", "state", "reason"),
    [
        (FINE, State.GOOD, None),
        (FINE._replace(errors=9), State.GOOD, None),
        (FINE._replace(errors=10), State.DEGRADED, Reason.ERRORS),
        (FINE._replace(errors=50), State.OUT, Reason.ERRORS),
        (Figures(answers=17, errors=17), State.GOOD, None),  # too few to say anything
        (Figures(answers=20, errors=20), State.OUT, Reason.ERRORS),
        (FINE._replace(seconds=500), State.DEGRADED, Reason.LATENCY),
        (FINE._replace(seconds=2000), State.OUT, Reason.LATENCY),
        (FINE._replace(delivered=63), State.DEGRADED, Reason.DELIVERY),
        (FINE._replace(delivered=20), State.OUT, Reason.DELIVERY),
        (FINE._replace(receipts=40, delivered=0), State.GOOD, None),
        (FINE._replace(confirmed=60), State.DEGRADED, Reason.CONVERSION),
        (FINE._replace(confirmed=10), State.OUT, Reason.CONVERSION),
        (FINE._replace(codes=20, confirmed=0), State.GOOD, None),
    ],
)
def test_what_figures_make_of_a_good_one(figures: Figures, state: State, reason: Reason | None) -> None:
    found = judge(GOOD, figures, FINE, NOW)
    assert (found.state, found.reason) == (state, reason)


def test_where_all_do_badly_nobody_is_blamed() -> None:
    """A list of dead numbers, or an hour in which nobody enters codes, is no provider's fault."""
    bad = FINE._replace(delivered=30, confirmed=20)
    assert judge(GOOD, bad, bad, NOW) is GOOD
    assert judge(GOOD, bad._replace(delivered=90), NOBODY, NOW) is GOOD  # no sibling: conversion says nothing


def test_between_the_bounds_nothing_changes() -> None:
    """Worse than what may become good, better than what becomes degraded: each stays as it is."""
    between = FINE._replace(errors=7)
    degraded = Standing(State.DEGRADED, NOW, Reason.ERRORS)
    for seconds in range(0, 300, 10):
        now = NOW + timedelta(seconds=seconds)
        assert judge(GOOD, between, FINE, now) is GOOD
        assert judge(degraded, between, FINE, now) is degraded


def test_a_degraded_one_must_be_calm_for_a_while() -> None:
    standing = judge(Standing(State.DEGRADED, NOW, Reason.ERRORS), FINE, FINE, NOW)
    assert standing.calm_since == NOW
    uneasy = judge(standing, FINE._replace(errors=5), FINE, NOW + CALM / 2)
    assert uneasy.calm_since is None  # from the beginning
    again = judge(uneasy, FINE, FINE, NOW + CALM)
    assert again.state is State.DEGRADED
    assert judge(again, FINE, FINE, NOW + CALM * 1.9).state is State.DEGRADED
    assert judge(again, FINE, FINE, NOW + CALM * 2).state is State.GOOD


def test_an_out_one_is_probed_then_degraded_then_good() -> None:
    assert judge(out(), FINE, FINE, NOW + FIRST_PAUSE / 2).state is State.OUT
    probing = judge(out(), FINE, FINE, NOW + FIRST_PAUSE)
    assert probing.state is State.PROBING
    assert judge(probing, Figures(answers=3), FINE, NOW + FIRST_PAUSE) is probing
    degraded = judge(probing, Figures(answers=5), FINE, NOW + FIRST_PAUSE)
    assert degraded.state is State.DEGRADED
    assert judge(degraded, FINE, FINE, NOW + FIRST_PAUSE + CALM) == Standing(State.GOOD, NOW + FIRST_PAUSE + CALM)


def test_probes_that_fail_make_the_next_pause_longer() -> None:
    standing, now, pauses = out(), NOW, []
    for _ in range(9):
        began = now
        while standing.state is State.OUT:
            now += timedelta(seconds=1)
            standing = judge(standing, NOBODY, FINE, now)
        pauses.append(now - began)
        standing = judge(standing, Figures(answers=5, errors=1), FINE, now)
        assert standing.state is State.OUT
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE


def test_what_it_was_out_for_must_be_seen_to_be_better() -> None:
    probing = Standing(State.PROBING, NOW, Reason.CONVERSION, None, 1)
    answers = Figures(answers=50, seconds=1, receipts=50, delivered=45)
    assert judge(probing, answers, FINE, NOW) is probing
    assert judge(probing, answers._replace(codes=10, confirmed=9), FINE, NOW).state is State.DEGRADED
    assert judge(probing, answers._replace(codes=10, confirmed=2), FINE, NOW).state is State.OUT
    assert judge(probing, answers, FINE, NOW + timedelta(minutes=15)).state is State.DEGRADED


def entries(**states: State) -> dict[tuple[str, str], book.Entry]:
    return {(name, ""): book.Entry(Standing(state, NOW), NOBODY) for name, state in states.items()}


def test_shares_follow_weight_and_health() -> None:
    ways = [Route("a", ABILITIES, weight=3), Route("b", ABILITIES), Route("c", ABILITIES, weight=0)]
    routes = Routes(ways, "a")

    def shares(telco: str = "viettel") -> Counter[str]:
        chosen = [routes.choose(routes.fit(ways, telco), telco) for _ in range(400)]
        return Counter(way.name for way in chosen if way is not None)

    assert shares() == {"a": 300, "b": 100}
    routes.standings = Standings(entries(a=State.DEGRADED))
    degraded = shares()  # 3/4 to 1
    assert abs(degraded["a"] - 171) <= 2 and degraded["a"] + degraded["b"] == 400
    routes.standings = Standings(entries(a=State.OUT))
    assert shares() == {"b": 400}
    routes.standings = Standings(entries(a=State.OUT, b=State.PROBING))
    assert shares() == {"c": 400}  # the reserve
    routes.standings = Standings(entries(a=State.OUT, b=State.OUT, c=State.OUT))
    assert shares() == {"a": 300, "b": 100}  # somebody must
    routes.standings = Standings({("a", "viettel"): book.Entry(out(), NOBODY)})
    assert shares() == {"b": 400}
    assert abs(shares("mobifone")["a"] - 300) <= 1  # elsewhere it is well


def test_probes_are_few_and_rather_not_otp() -> None:
    now = [0.0]
    standings = Standings(entries(a=State.PROBING), clock=lambda: now[0])
    given = dict.fromkeys(Lane, 0)
    for _ in range(1000):  # twenty seconds
        now[0] += 0.02
        for lane in reversed(Lane):
            given[lane] += standings.probe("a", "viettel", lane)
        standings = Standings(entries(a=State.PROBING), before=standings, clock=lambda: now[0])
    assert given[Lane.OTP] == 0 and 10 <= given[Lane.BULK] <= 11
    now[0] += 8
    assert not standings.probe("a", "viettel", Lane.OTP)
    now[0] += 3
    assert standings.probe("a", "viettel", Lane.OTP)  # where nothing else is sent
    assert not Standings(entries(a=State.OUT)).probe("a", None, Lane.BULK)


# In the database


def write(world: World, now: datetime, codes: bool = False, **answers: Outcome) -> dict[tuple[str, str], book.Entry]:
    """Fifty answers of each provider for Viettel."""
    tally = Tally()
    for provider, outcome in answers.items():
        tally.answered(provider, {("viettel", outcome): 50}, 0.1)
    with world.engine.begin() as connection:
        return book.write(connection, tally.take(), now, codes)


def states(found: dict[tuple[str, str], book.Entry]) -> dict[tuple[str, str], State]:
    return {place: entry.standing.state for place, entry in found.items()}


def test_processes_add_up_and_read_the_same(world: World) -> None:
    write(world, NOW, a=Outcome.ACCEPTED, b=Outcome.BAD_NUMBER)
    found = write(world, NOW, a=Outcome.UNKNOWN)
    assert states(found) == {("a", ""): "out", ("a", "viettel"): "out", ("b", ""): "good", ("b", "viettel"): "good"}
    with reading(world.engine) as connection:
        seen = book.read(connection, NOW)
    assert seen == found
    figures = seen["a", "viettel"].figures
    assert (figures.answers, figures.errors, round(figures.seconds, 6)) == (100, 50, 10)
    with reading(world.engine) as connection:
        assert book.read(connection, NOW + timedelta(minutes=1))["a", ""].figures.answers == pytest.approx(
            100 / 2.71828, 1e-4
        )


def test_a_trial_begins_with_clean_figures(world: World) -> None:
    write(world, NOW, a=Outcome.STOP)
    on_trial = write(world, NOW + FIRST_PAUSE)
    assert {(entry.standing.state, entry.figures) for entry in on_trial.values()} == {(State.PROBING, NOBODY)}
    assert set(states(write(world, NOW + FIRST_PAUSE * 1.1, a=Outcome.ACCEPTED)).values()) == {State.DEGRADED}
    later = write(world, NOW + FIRST_PAUSE * 1.1 + CALM)
    assert set(states(later).values()) == {State.GOOD}


def codes(world: World, provider: str, made: int, confirmed: int, ago: timedelta) -> None:
    """OTP that went through a provider and whose life ended so long ago."""
    now = utcnow() - ago
    for number in range(made):
        sent = world.send_one(Draft("84982345678", body="x", lane=Lane.OTP))
        values: dict[str, Any] = {
            "id": f"{provider}{ago}{number}",
            "key_id": world.owner.key_id,
            "message_id": sent.id,
            "purpose": "kcb",
            "phone_hash": b"0" * 32,
            "code_hash": b"0" * 32,
            "created_at": now - timedelta(minutes=5),
            "expires_at": now,
            "used_at": now - timedelta(minutes=4) if number < confirmed else None,
        }
        with world.engine.begin() as connection:
            connection.execute(sa.insert(otp).values(values))
            sent_by = {"provider": provider, "status": Status.DELIVERED}
            connection.execute(sa.update(message).where(message.c.id == sent.id).values(sent_by))


def test_codes_that_are_not_entered_speak_against_their_provider(world: World) -> None:
    codes(world, "a", 40, 35, timedelta(minutes=1))
    codes(world, "b", 40, 5, timedelta(minutes=2))
    codes(world, "b", 40, 40, timedelta(hours=1))  # long ago
    codes(world, "b", 40, 40, timedelta(minutes=-4))  # their life is not over
    found = write(world, utcnow(), codes=True)
    assert states(found) == {("a", "viettel"): State.GOOD, ("b", "viettel"): State.OUT}
    assert found["b", "viettel"].standing.reason is Reason.CONVERSION
    assert found["b", "viettel"].figures[-2:] == (40, 5)
    # On trial the old codes are not held against it again.
    with world.engine.begin() as connection:
        connection.execute(sa.update(provider_health).values(since=utcnow() - FIRST_PAUSE))
    assert states(write(world, utcnow()))["b", "viettel"] is State.PROBING
    assert write(world, utcnow(), codes=True)["b", "viettel"].figures[-2:] == (0, 0)


# In the sender


def ready(name: str, reply: Callable[[Outgoing], Answer] | None = None) -> Recorder:
    provider = Recorder(name) if reply is None else Recorder(name, reply=reply)
    provider.gate.set()
    return provider


def test_a_provider_that_refuses_is_left_out_and_the_other_carries_on(world: World) -> None:
    """Both begin with half; every message arrives in the end, and the sick one gets little more than what it took to see it."""
    plan = world.campaign(people(600))
    world.start(plan.campaign_id)
    sick = ready("sick", lambda one: Answer(one.id, Outcome.RETRY, error="busy"))
    well = ready("well")
    for provider in (sick, well):
        provider.windows = {Lane.OTP: 50, Lane.TRANSACTIONAL: 50, Lane.BULK: 50}
    rows: list[Any] = []

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.counts(plan.campaign_id) == {"sent": 600}, running)
        with reading(world.engine) as connection:
            rows.extend(connection.execute(sa.select(provider_health)).all())

    asyncio.run(send_with_all(world, [(sick, Route("sick", ABILITIES)), (well, Route("well", ABILITIES))], script))
    seen = {(row.provider, row.telco): (row.state, row.reason) for row in rows}
    assert seen["sick", ""] in {("out", "errors"), ("probing", "errors")}
    assert seen["well", ""] == ("good", None)
    assert sum(one.id not in {two.id for two in sick.handed} for one in well.handed) > 0


def test_receipts_are_counted_by_provider_and_telco(world: World) -> None:
    provider = ready("a")
    sent = [world.send_one(Draft(f"8498234{n:04d}", body="x")) for n in range(60)]

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.tally() == {"sent": 60}, running)
        assert provider.receipts is not None
        ends = [Status.FAILED if n % 2 else Status.DELIVERED for n in range(60)]
        await provider.receipts(
            [Receipt("a", f"n{one.id}", end, utcnow()) for one, end in zip(sent, ends, strict=True)]
        )

        def counted() -> bool:
            with reading(world.engine) as connection:
                rows = connection.execute(sa.select(provider_health).where(provider_health.c.telco == "viettel")).all()
            return bool(rows) and rows[0].receipts > 55

        await eventually(counted, running)

    asyncio.run(send_with_all(world, [(provider, Route("a", ABILITIES))], script))
    with reading(world.engine) as connection:
        entry = book.read(connection, utcnow())["a", "viettel"]
    assert entry.figures.delivered / entry.figures.receipts == pytest.approx(0.5)
    assert entry.standing.reason is Reason.DELIVERY


def test_a_provider_held_off_gets_nothing_until_it_is_released(world: World) -> None:
    with world.engine.begin() as connection:
        book.hold(connection, "a", "truc", "bảo trì", utcnow())
    held, other = ready("a"), ready("b")
    waits = world.send_one(Draft("84982345678", body="x"))
    goes = world.send_one(Draft("84902345678", body="x"))

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.status(goes.id) == Status.SENT, running)
        assert world.status(waits.id) == Status.QUEUED and not held.handed
        with world.engine.begin() as connection:
            assert book.release(connection, "a")
        await eventually(lambda: world.status(waits.id) == Status.SENT, running)

    ways = [
        (held, Route("a", ABILITIES, telcos=frozenset({"viettel"}))),
        (other, Route("b", ABILITIES, telcos=frozenset({"mobifone"}))),
    ]
    asyncio.run(send_with_all(world, ways, script))
