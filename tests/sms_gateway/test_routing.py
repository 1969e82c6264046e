"""Several providers: who gets what, and what their answers do to messages."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from sms_gateway.messages.accept import Accepted, Draft, Owner, accept
from sms_gateway.providers import Answer, Capabilities, Outcome, Outgoing
from sms_gateway.schema import Lane, Status, message
from sms_gateway.sender.routes import Way as Route
from tests.sms_gateway.sending import ABILITIES, Recorder, eventually, send_with, send_with_all
from tests.sms_gateway.world import World, people

VIETTEL, MOBIFONE = "84982345678", "84902345678"


def ready(name: str, **changes: object) -> Recorder:
    provider = Recorder(name, **changes)  # type: ignore[arg-type]
    provider.gate.set()
    return provider


def test_a_test_keys_messages_stay_in_the_sandbox(world: World) -> None:
    test_owner = Owner(world.owner.key_id, sandbox=True)
    (mine,) = accept(world.engine, world.sealing, test_owner, [Draft(VIETTEL, body="x")])
    live = world.send_one(Draft(VIETTEL, body="x"))
    assert isinstance(mine, Accepted)
    sandbox, telco = ready("sandbox"), ready("telco")

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.tally() == {"sent": 2}, running)

    ways = [(sandbox, Route("sandbox", ABILITIES, live=False)), (telco, Route("telco", ABILITIES))]
    asyncio.run(send_with_all(world, ways, script))
    assert [sent.id for sent in sandbox.handed] == [mine.id]
    assert [sent.id for sent in telco.handed] == [live.id]


def test_each_number_goes_to_who_reaches_it_and_others_fail(world: World) -> None:
    to_viettel, to_mobifone = world.send_one(Draft(VIETTEL, body="x")), world.send_one(Draft(MOBIFONE, body="x"))
    nowhere = world.send_one(Draft("84922345678", body="x", lane=Lane.OTP))
    first, second = ready("first"), ready("second")
    ways = [
        (first, Route("first", ABILITIES, telcos=frozenset({"viettel"}))),
        (second, Route("second", ABILITIES, telcos=frozenset({"mobifone", "gmobile"}))),
    ]

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.tally() == {"sent": 2, "failed": 1}, running)

    asyncio.run(send_with_all(world, ways, script))
    assert ([sent.id for sent in first.handed], [sent.id for sent in second.handed]) == (
        [to_viettel.id],
        [to_mobifone.id],
    )
    row = world.row(nowhere.id)
    assert (row.error, row.content) == ("no_route", None)
    assert row.finished_at is not None


def test_what_a_provider_cannot_carry_takes_the_other_way(world: World) -> None:
    plain, accented = world.send_one(Draft(VIETTEL, body="x")), world.send_one(Draft(VIETTEL, body="Ông Ấn"))
    ascii_only, every = ready("a"), ready("b")
    narrow = Capabilities(receipts=True, inbound=False, dedupes=False, unicode=False, query=False)
    ways = [(ascii_only, Route("a", narrow, weight=1000)), (every, Route("b", ABILITIES))]

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.tally() == {"sent": 2}, running)

    asyncio.run(send_with_all(world, ways, script))
    assert accented.id in {sent.id for sent in every.handed}
    assert {sent.id for sent in ascii_only.handed} <= {plain.id}


def test_a_stopped_provider_gives_everything_back_and_the_next_one_takes_it(world: World) -> None:
    plan = world.campaign(people(300))
    world.start(plan.campaign_id)
    broke = ready("broke", reply=lambda out: Answer(out.id, Outcome.STOP, error="balance"))
    sound = ready("sound")
    ways = [(broke, Route("broke", ABILITIES, weight=5)), (sound, Route("sound", ABILITIES, weight=0))]

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: world.campaign_status(plan.campaign_id) == "finished", running)

    asyncio.run(send_with_all(world, ways, script))
    assert world.counts(plan.campaign_id) == {"sent": 300}
    ids = [sent.id for sent in sound.handed]
    assert len(ids) == len(set(ids)) == 300
    assert 1 <= len(broke.handed) <= 200
    with world.engine.connect() as connection:
        rows = connection.execute(sa.select(message.c.attempts, message.c.provider).distinct()).all()
    assert [tuple(row) for row in rows] == [(1, "sound")]


def test_nothing_is_claimed_for_a_provider_without_a_line(world: World) -> None:
    sent = world.send_one(Draft(VIETTEL, body="x"))
    gone = world.send_one(Draft(VIETTEL, body="123456", lane=Lane.OTP, expires_at=utcnow() + timedelta(seconds=0.2)))
    provider = ready("sandbox", ready=False)

    async def script(running: asyncio.Task[None]) -> None:
        await asyncio.sleep(0.5)
        assert world.tally() == {"queued": 2}
        provider.ready = True
        await eventually(lambda: world.status(sent.id) == Status.SENT, running)

    asyncio.run(send_with(world, provider, script))
    assert [handed.id for handed in provider.handed] == [sent.id]
    assert (world.status(gone.id), world.row(gone.id).content) == (Status.EXPIRED, None)


OUTCOMES = [
    (Answer(0, Outcome.ACCEPTED, "n1"), Status.SENT, None),
    (Answer(0, Outcome.DUPLICATE, "n1"), Status.SENT, None),
    (Answer(0, Outcome.DUPLICATE), Status.SENT, None),
    (Answer(0, Outcome.BAD_NUMBER, error="number"), Status.FAILED, "number"),
    (Answer(0, Outcome.BAD_CONTENT, error="template"), Status.FAILED, "template"),
    (Answer(0, Outcome.BAD_CONTENT), Status.FAILED, "bad_content"),
    (Answer(0, Outcome.UNKNOWN), Status.UNKNOWN, "unanswered"),
    (Answer(0, Outcome.RETRY, error="throttled"), Status.QUEUED, "throttled"),
    (Answer(0, Outcome.NOT_SENT), Status.QUEUED, None),
    (Answer(0, Outcome.STOP, error="balance"), Status.QUEUED, None),
]


@pytest.mark.parametrize(("answer", "status", "error"), OUTCOMES, ids=lambda value: getattr(value, "name", None))
def test_what_each_outcome_makes_of_a_message(world: World, answer: Answer, status: Status, error: str | None) -> None:
    sent = world.send_one(Draft(VIETTEL, body="x"))

    def once(out: Outgoing) -> Answer:
        provider.ready = False
        return answer._replace(message_id=out.id)

    provider = ready("sandbox", reply=once)

    async def script(running: asyncio.Task[None]) -> None:
        await eventually(lambda: bool(provider.handed) and world.status(sent.id) != Status.CLAIMED, running)

    asyncio.run(send_with(world, provider, script))
    row = world.row(sent.id)
    assert (row.status, row.error) == (status, error)
    given_back = answer.outcome in {Outcome.STOP, Outcome.NOT_SENT}
    assert row.attempts == (0 if given_back else 1)
    asked_again = {Outcome.RETRY, Outcome.UNKNOWN}  # an unanswered one where its provider knows it by its reference
    assert (row.not_before is not None) == (answer.outcome in asked_again)
