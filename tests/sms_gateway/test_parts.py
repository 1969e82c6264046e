"""Long messages whose parts are receipted each for itself."""

from __future__ import annotations

import itertools
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway import maintain
from sms_gateway.messages import receipts
from sms_gateway.messages.accept import Draft
from sms_gateway.providers import Answer, Outcome
from sms_gateway.schema import Status, message_part
from tests.sms_gateway.test_receipts import Hand, receipt
from tests.sms_gateway.world import World

NUMBERS = ("a", "b", "c")


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def claimed(hand: Hand) -> int:
    message_id = hand.world.send_one(Draft("84912345678", body="Kính gửi Ông/Bà Ấn. " * 8)).id
    hand.claim()
    return message_id


def taken(hand: Hand) -> int:
    message_id = claimed(hand)
    hand.answer(Answer(message_id, Outcome.ACCEPTED, parts=NUMBERS))
    return message_id


@pytest.mark.parametrize("order", itertools.permutations(NUMBERS), ids="".join)
def test_it_is_delivered_when_all_parts_are(hand: Hand, order: tuple[str, ...]) -> None:
    message_id = taken(hand)
    for number in order[:-1]:
        hand.report(receipt(Status.DELIVERED, number), receipt(Status.DELIVERED, number))
        hand.report(receipt(Status.FAILED, number))  # the first that a part says stays
        assert hand.world.status(message_id) == Status.SENT
    hand.report(receipt(Status.DELIVERED, order[-1]))
    assert hand.world.status(message_id) == Status.DELIVERED


@pytest.mark.parametrize("end", [Status.FAILED, Status.EXPIRED])
@pytest.mark.parametrize("place", range(3))
def test_it_has_failed_when_one_part_has(hand: Hand, end: Status, place: int) -> None:
    message_id = taken(hand)
    told = [receipt(end if number == place else Status.DELIVERED, name) for number, name in enumerate(NUMBERS)]
    hand.report(told[place])
    assert hand.world.status(message_id) == end
    hand.report(*told)
    assert hand.world.status(message_id) == end


def test_all_in_one_report_and_of_two_messages(hand: Hand) -> None:
    first, second = taken(hand), claimed(hand)
    hand.answer(Answer(second, Outcome.ACCEPTED, parts=("d", "e")))
    hand.report(*[receipt(Status.DELIVERED, number) for number in ("d", "a", "c", "b")])
    assert (hand.world.status(first), hand.world.status(second)) == (Status.DELIVERED, Status.SENT)


def test_numbers_that_an_smsc_uses_again_mean_the_newest_message(hand: Hand) -> None:
    first, second = claimed(hand), claimed(hand)
    hand.answer(Answer(first, Outcome.ACCEPTED, parts=NUMBERS))
    hand.report(receipt(Status.DELIVERED, "a"))
    hand.answer(Answer(second, Outcome.ACCEPTED, parts=NUMBERS))
    hand.report(*[receipt(Status.DELIVERED, number) for number in NUMBERS])
    assert (hand.world.status(first), hand.world.status(second)) == (Status.SENT, Status.DELIVERED)


def test_parts_that_overtake_the_answer_wait_for_it(hand: Hand) -> None:
    message_id = claimed(hand)
    hand.report(receipt(Status.DELIVERED, "a"), receipt(Status.DELIVERED, "c"))
    assert (hand.world.status(message_id), hand.parked()) == (Status.CLAIMED, 2)
    hand.answer(Answer(message_id, Outcome.ACCEPTED, parts=NUMBERS))
    assert (hand.world.status(message_id), hand.parked()) == (Status.SENT, 0)
    hand.report(receipt(Status.DELIVERED, "b"))
    assert hand.world.status(message_id) == Status.DELIVERED


def test_partly_sent_may_fail_but_is_never_delivered(hand: Hand) -> None:
    lost, hopeful = claimed(hand), claimed(hand)
    hand.answer(
        Answer(lost, Outcome.UNKNOWN, error="partly_sent", parts=("x", None)),
        Answer(hopeful, Outcome.UNKNOWN, error="partly_sent", parts=("y", None)),
    )
    hand.report(receipt(Status.FAILED, "x"), receipt(Status.DELIVERED, "y"))
    assert (hand.world.status(lost), hand.world.status(hopeful)) == (Status.FAILED, Status.UNKNOWN)
    # The answer that was given up comes after all: now both parts have a number.
    hand.answer(Answer(hopeful, Outcome.ACCEPTED, parts=("y", "z")))
    assert hand.world.status(hopeful) == Status.SENT


def test_two_processes_that_are_each_told_of_another_part(hand: Hand) -> None:
    """Neither may miss what the other was told: one of them sees that all are there."""
    ids = [claimed(hand) for _ in range(20)]
    hand.answer(*[Answer(one, Outcome.ACCEPTED, parts=(f"l{one}", f"r{one}")) for one in ids])
    together = threading.Barrier(2)

    def told(side: str) -> None:
        for one in ids:
            together.wait(30)
            with hand.world.engine.begin() as connection:
                receipts.apply(connection, [receipt(Status.DELIVERED, f"{side}{one}")])

    sides = [threading.Thread(target=told, args=(side,)) for side in "lr"]
    for side in sides:
        side.start()
    for side in sides:
        side.join()
    assert [hand.world.status(one) for one in ids] == [Status.DELIVERED] * len(ids)


def test_parts_are_forgotten_with_their_message(hand: Hand) -> None:
    taken(hand)
    maintain.run(hand.world.config)
    assert _parts(hand.world) == 3
    with hand.world.engine.begin() as connection:
        long_ago = utcnow() - timedelta(days=hand.world.config.retention_days + 1)
        connection.execute(sa.update(message_part).values(taken_at=long_ago))
    maintain.run(hand.world.config)
    assert _parts(hand.world) == 0


def _parts(world: World) -> int:
    with reading(world.engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(message_part)).scalar_one()
