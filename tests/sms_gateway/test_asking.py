"""Unanswered messages of a provider that dedupes: handed to it again, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import sms_gateway.sender.loop
from bhxh.dates import utcnow
from sms_gateway.messages import receipts
from sms_gateway.messages.accept import Draft
from sms_gateway.providers import Answer, Capabilities, Outcome, Outgoing, Receipt
from sms_gateway.schema import CampaignStatus, Lane, Status, campaign, message, sender_run
from sms_gateway.sender import runs
from sms_gateway.sender.asking import KNOWN, ask
from sms_gateway.sender.claiming import Demand, claim
from sms_gateway.sender.routes import Routes, Way
from sms_gateway.sender.settling import settle
from tests.sms_gateway.sending import ABILITIES, Recorder, eventually, send_with_all
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World, people

PHONE = "84912345678"
KNOWING = Capabilities(receipts=True, inbound=False, dedupes=True, unicode=True, query=False)
ROOMS = {lane: {"knows": 10} for lane in Lane}
ROUTES = Routes([Way("knows", KNOWING)], "knows")


class Hand:
    """The steps of a sender whose predecessor died with one message in flight."""

    def __init__(self, world: World, lane: Lane = Lane.TRANSACTIONAL, in_campaign: bool = False) -> None:
        self.world = world
        if in_campaign:
            plan = world.campaign(people(1))
            world.start(plan.campaign_id)
        else:
            expires = utcnow() + timedelta(minutes=5) if lane == Lane.OTP else None
            world.send_one(Draft(PHONE, body="x", lane=lane, expires_at=expires))
        self._begin()
        with world.engine.begin() as connection:
            claimed = claim(connection, self.run_id, utcnow(), Demand(10, ROOMS), ROUTES).by_provider
        (self.message_id,) = [row.id for row in claimed["knows"]]

    def _begin(self) -> None:
        with self.world.engine.begin() as connection:
            self.run_id = runs.begin(connection, "hand", utcnow())

    def die(self) -> None:
        self._begin()
        with self.world.engine.begin() as connection:
            assert runs.recover(connection, utcnow()) == 1

    def ask(self, later: timedelta = timedelta(), names: tuple[str, ...] = ("knows",)) -> list[int]:
        with self.world.engine.begin() as connection:
            asked = ask(connection, self.run_id, utcnow() + later, ROOMS, names)
        return [row.id for rows in asked.values() for row in rows]

    def answer(self, outcome: Outcome, number: str | None = None) -> None:
        with self.world.engine.begin() as connection:
            settle(connection, self.run_id, [Answer(self.message_id, outcome, number, "why")], utcnow())

    def status(self) -> Status:
        return self.world.status(self.message_id)


def test_what_a_dead_sender_left_is_asked_for_and_settled(world: World) -> None:
    hand = Hand(world, in_campaign=True)
    campaign_id = world.row(hand.message_id).campaign_id
    hand.die()
    assert world.counts(campaign_id) == {"unknown": 1}
    assert hand.ask() == [hand.message_id]
    assert (hand.ask(), world.counts(campaign_id)) == ([], {"claimed": 1})
    hand.answer(Outcome.DUPLICATE)
    assert (hand.status(), world.counts(campaign_id)) == (Status.SENT, {"sent": 1})
    assert hand.ask(timedelta(hours=1)) == []


def test_it_stays_unknown_and_out_of_the_queue_whatever_else_is_answered(world: World) -> None:
    for outcome in (Outcome.UNKNOWN, Outcome.RETRY, Outcome.NOT_SENT, Outcome.STOP):
        hand = Hand(world, in_campaign=True)
        hand.die()
        hand.ask()
        hand.answer(outcome)
        assert hand.status() == Status.UNKNOWN
        assert hand.ask() == []
        assert hand.ask(timedelta(minutes=6)) == [hand.message_id]
        hand.answer(Outcome.ACCEPTED, "n1")
        assert hand.status() == Status.SENT


def test_a_refusal_for_good_ends_it(world: World) -> None:
    for outcome in (Outcome.BAD_NUMBER, Outcome.BAD_CONTENT):
        hand = Hand(world)
        hand.die()
        hand.ask()
        hand.answer(outcome)
        assert hand.status() == Status.FAILED


def test_an_answer_that_did_not_come_is_asked_for_after_a_pause(world: World) -> None:
    hand = Hand(world)
    hand.answer(Outcome.UNKNOWN)
    assert (hand.status(), hand.ask()) == (Status.UNKNOWN, [])
    assert hand.ask(timedelta(seconds=2)) == [hand.message_id]


def test_a_message_refused_for_now_is_not_unknown(world: World) -> None:
    hand = Hand(world)
    hand.answer(Outcome.RETRY)
    assert (hand.status(), hand.ask(timedelta(minutes=1))) == (Status.QUEUED, [])


def test_what_is_not_asked_for(world: World) -> None:
    hand = Hand(world, in_campaign=True)
    hand.die()
    past = utcnow() - timedelta(minutes=1)
    for table, values in (
        (sender_run, {"heartbeat_at": past - KNOWN}),
        (message, {"known_until": past}),
        (message, {"expires_at": past}),
        (message, {"content": None}),
        (message, {"phone": None}),
        (message, {"sent_at": past, "error": "no_receipt"}),
        (message, {"provider": "another"}),
        (campaign, {"status": CampaignStatus.CANCELLED}),
        (campaign, {"status": CampaignStatus.PAUSED}),
    ):
        with world.engine.connect() as connection:
            connection.execute(sa.update(table).values(**values))
            assert ask(connection, hand.run_id, utcnow(), ROOMS, ["knows"]) == {}, values
            connection.rollback()
    assert hand.ask(names=()) == []
    assert hand.ask() == [hand.message_id]


def test_an_otp_is_never_asked_for(world: World) -> None:
    hand = Hand(world, Lane.OTP)
    hand.die()
    assert (hand.ask(), hand.status()) == ([], Status.UNKNOWN)


def test_the_first_hand_over_counts(world: World) -> None:
    """Asked again and again without an answer, it is left alone once its provider may have forgotten it."""
    hand = Hand(world)
    hand.die()
    hand.ask()
    assert abs(world.row(hand.message_id).known_until - (utcnow() + KNOWN)) < timedelta(minutes=1)
    hand.answer(Outcome.UNKNOWN)
    until = utcnow() + timedelta(hours=1)
    with world.engine.begin() as connection:
        connection.execute(sa.update(message).values(known_until=until))
    assert hand.ask(timedelta(minutes=6)) == [hand.message_id]
    hand.die()
    assert world.row(hand.message_id).known_until == until
    assert hand.ask(timedelta(hours=1, minutes=1)) == []


def test_a_commit_in_doubt_leaves_it_unknown(world: World) -> None:
    hand = Hand(world, in_campaign=True)
    hand.die()
    hand.ask()
    with world.engine.begin() as connection:
        assert runs.release(connection, hand.run_id, set()) == 1
    assert hand.status() == Status.UNKNOWN
    assert world.counts(world.row(hand.message_id).campaign_id) == {"unknown": 1}


def test_a_report_while_it_is_asked_for_ends_it(world: World) -> None:
    hand = Hand(world)
    hand.die()
    hand.ask()
    with world.engine.begin() as connection:
        receipts.apply(connection, [Receipt("knows", "n1", Status.DELIVERED, utcnow(), message_id=hand.message_id)])
    hand.answer(Outcome.DUPLICATE)
    assert hand.status() == Status.DELIVERED


def test_the_sender_asks_the_same_provider_though_another_is_free(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms_gateway.sender.loop, "_ASK_SECONDS", 0.0)

    @on_a_loop
    async def play() -> None:
        seen: list[Outgoing] = []

        def reply(one: Outgoing) -> Answer:
            seen.append(one)
            return Answer(one.id, Outcome.UNKNOWN if len(seen) == 1 else Outcome.DUPLICATE)

        sent = world.send_one(Draft(PHONE, body="x")).id
        knows = Recorder("knows", reply=reply, capabilities=KNOWING)
        other = Recorder("other")
        knows.gate.set()
        other.gate.set()

        async def script(running: Any) -> None:
            await eventually(lambda: world.status(sent) == Status.SENT, running)

        ways = [(knows, Way("knows", KNOWING)), (other, Way("other", ABILITIES, weight=0))]
        await send_with_all(world, ways, script)
        assert len(seen) == 2
        assert seen[0] == seen[1]
        assert other.handed == []

    play()
