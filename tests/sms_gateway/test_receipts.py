"""Receipts: forward only, idempotent, early ones parked, late ones still heard."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.messages import receipts
from sms_gateway.messages.accept import Draft
from sms_gateway.providers import Answer, Outcome, Receipt
from sms_gateway.schema import Lane, Status, parked_receipt
from sms_gateway.sender import runs
from sms_gateway.sender.claiming import Demand, claim
from sms_gateway.sender.routes import Routes, Way
from sms_gateway.sender.settling import settle
from tests.sms_gateway.sending import ABILITIES
from tests.sms_gateway.world import World, people

DEMAND = Demand(100, {Lane.OTP: {"telco": 10}, Lane.TRANSACTIONAL: {"telco": 10}, Lane.BULK: {"telco": 100}})
ROUTES = Routes([Way("telco", ABILITIES)], "telco")


class Hand:
    """The steps of a sender, one by one."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.engine.begin() as connection:
            self.run_id = runs.begin(connection, "hand", utcnow())

    def claim(self) -> list[int]:
        with self.world.engine.begin() as connection:
            rows = claim(connection, self.run_id, utcnow(), DEMAND, ROUTES).by_provider
            return [row.id for batch in rows.values() for row in batch]

    def answer(self, *answers: Answer) -> None:
        with self.world.engine.begin() as connection:
            settle(connection, self.run_id, answers, utcnow())

    def report(self, *reports: Receipt) -> None:
        with self.world.engine.begin() as connection:
            receipts.apply(connection, reports)

    def parked(self) -> int:
        with reading(self.world.engine) as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(parked_receipt)).scalar_one()


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def sent(hand: Hand) -> int:
    plan = hand.world.campaign(people(1))
    hand.world.start(plan.campaign_id)
    (message_id,) = hand.claim()
    hand.answer(Answer(message_id, Outcome.ACCEPTED, "n1"))
    return message_id


def receipt(status: Status, number: str = "n1", message_id: int | None = None) -> Receipt:
    return Receipt("telco", number, status, utcnow(), message_id=message_id)


FINAL = [Status.DELIVERED, Status.FAILED, Status.EXPIRED]


@pytest.mark.parametrize(("first", "second"), itertools.product(FINAL, FINAL))
def test_the_first_final_receipt_stays(hand: Hand, first: Status, second: Status) -> None:
    message_id = sent(hand)
    hand.report(receipt(first))
    finished = hand.world.row(message_id).finished_at
    hand.report(receipt(second), receipt(second, message_id=message_id))
    row = hand.world.row(message_id)
    assert (row.status, row.finished_at) == (first, finished)
    assert sum(hand.world.counts(row.campaign_id).values()) == 1


def test_two_receipts_in_one_report(hand: Hand) -> None:
    message_id = sent(hand)
    hand.report(receipt(Status.DELIVERED), receipt(Status.FAILED), receipt(Status.DELIVERED, message_id=message_id))
    assert hand.world.status(message_id) == Status.DELIVERED
    assert hand.world.counts(hand.world.row(message_id).campaign_id) == {"delivered": 1}


def test_a_receipt_before_its_answer_waits_for_it(hand: Hand) -> None:
    message_id = hand.world.send_one(Draft("84912345678", body="x")).id
    hand.claim()
    hand.report(receipt(Status.DELIVERED))
    assert (hand.world.status(message_id), hand.parked()) == (Status.CLAIMED, 1)
    hand.answer(Answer(message_id, Outcome.ACCEPTED, "n1"))
    assert (hand.world.status(message_id), hand.parked()) == (Status.DELIVERED, 0)


def test_a_receipt_with_our_own_number_may_overtake_the_answer(hand: Hand) -> None:
    message_id = hand.world.send_one(Draft("84912345678", body="x")).id
    hand.claim()
    hand.report(receipt(Status.DELIVERED, message_id=message_id))
    hand.answer(Answer(message_id, Outcome.ACCEPTED, "n1"))
    row = hand.world.row(message_id)
    assert (row.status, row.provider_message_id) == (Status.DELIVERED, "n1")
    assert row.sent_at is not None


@pytest.mark.parametrize("status", FINAL)
def test_unknown_may_still_be_reported_on(hand: Hand, status: Status) -> None:
    plan = hand.world.campaign(people(1))
    hand.world.start(plan.campaign_id)
    (message_id,) = hand.claim()
    with hand.world.engine.begin() as connection:
        runs.begin(connection, "hand", utcnow())
        assert runs.recover(connection, utcnow()) == 1
    assert hand.world.counts(plan.campaign_id) == {"unknown": 1}
    hand.report(receipt(status, message_id=message_id))
    assert hand.world.status(message_id) == status


def test_an_answer_that_comes_after_the_take_over_is_believed_but_never_tried_again(hand: Hand) -> None:
    ids = [hand.world.send_one(Draft("84912345678", body="x")).id for _ in range(3)]
    hand.claim()
    with hand.world.engine.begin() as connection:
        runs.begin(connection, "hand", utcnow())
        runs.recover(connection, utcnow())
    hand.answer(
        Answer(ids[0], Outcome.ACCEPTED, "n0"), Answer(ids[1], Outcome.RETRY), Answer(ids[2], Outcome.BAD_NUMBER)
    )
    assert [hand.world.status(one) for one in ids] == [Status.SENT, Status.FAILED, Status.FAILED]


def test_queued_cancelled_and_strangers_are_not_moved(hand: Hand) -> None:
    waiting = hand.world.send_one(Draft("84912345678", body="x")).id
    hand.report(receipt(Status.DELIVERED, message_id=waiting))
    assert hand.world.status(waiting) == Status.QUEUED
    hand.claim()
    hand.answer(Answer(waiting, Outcome.ACCEPTED, "n1"))
    hand.report(Receipt("another", "n1", Status.DELIVERED, utcnow(), message_id=waiting))
    hand.report(Receipt("another", "n1", Status.FAILED, utcnow()))
    assert hand.world.status(waiting) == Status.SENT


def test_answers_told_twice_change_nothing(hand: Hand) -> None:
    message_id = sent(hand)
    before = hand.world.row(message_id)
    hand.answer(Answer(message_id, Outcome.RETRY), Answer(message_id + 1, Outcome.ACCEPTED, "n9"))
    hand.answer(Answer(message_id, Outcome.BAD_NUMBER, error="late"))
    assert hand.world.row(message_id) == before


def test_release_puts_back_what_was_never_handed_over(hand: Hand) -> None:
    plan = hand.world.campaign(people(5))
    hand.world.start(plan.campaign_id)
    ids = hand.claim()
    with hand.world.engine.begin() as connection:
        assert runs.release(connection, hand.run_id, {ids[0]}) == 4
    assert hand.world.counts(plan.campaign_id) == {"queued": 4, "claimed": 1}
    assert hand.claim() == ids[1:]


def test_what_waits_for_later_is_not_claimed(hand: Hand) -> None:
    message_id = hand.world.send_one(Draft("84912345678", body="x")).id
    hand.claim()
    hand.answer(Answer(message_id, Outcome.RETRY))
    assert hand.world.status(message_id) == Status.QUEUED
    assert hand.world.row(message_id).not_before > utcnow() - timedelta(seconds=1)
    assert hand.claim() == [] or hand.world.row(message_id).not_before <= utcnow()
