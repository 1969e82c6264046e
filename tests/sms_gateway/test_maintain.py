"""Housekeeping: what is due happens once, what is not due stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway import maintain
from sms_gateway.campaigns import lifecycle
from sms_gateway.messages import receipts, unmatched
from sms_gateway.messages.accept import Draft
from sms_gateway.providers import Receipt
from sms_gateway.schema import Status, message, message_part, parked_receipt, sandbox_inbox
from tests.sms_gateway.sending import run_until
from tests.sms_gateway.world import World, people

PHONE = "84912345678"
OTP = {"ma_otp": "736251", "muc_dich": "đổi mật khẩu", "so_phut": "5"}


def age(world: World, days: int, **columns: object) -> None:
    with world.engine.begin() as connection:
        long_ago = utcnow() - timedelta(days=days)
        connection.execute(sa.update(message).values(dict.fromkeys(columns, long_ago)))


def test_expiry_without_a_sender(world: World) -> None:
    late = world.send_one(Draft(PHONE, template="otp", values=OTP, expires_at=utcnow() - timedelta(seconds=1)))
    waiting = world.send_one(Draft(PHONE, body="x", expires_at=utcnow() + timedelta(hours=1)))
    assert maintain.run(world.config).expired == 1
    assert (world.status(late.id), world.row(late.id).content) == (Status.EXPIRED, None)
    assert world.status(waiting.id) == Status.QUEUED


def test_without_a_receipt_for_three_days_a_message_is_unknown(world: World) -> None:
    plan = world.campaign(people(3))
    world.start(plan.campaign_id)
    run_until(world, lambda: world.counts(plan.campaign_id) == {"delivered": 3})
    assert maintain.run(world.config).unknown == 0
    with world.engine.begin() as connection:
        ids = list(connection.execute(sa.select(message.c.id).order_by(message.c.id)).scalars())
        connection.execute(sa.update(message).where(message.c.id == ids[0]).values(status=Status.SENT))
        connection.execute(sa.text("UPDATE campaign_count SET messages = 2 WHERE status = 4"))
        connection.execute(sa.text("UPDATE campaign_count SET messages = 1 WHERE status = 3"))
    assert maintain.run(world.config).unknown == 0
    age(world, 4, sent_at=True)
    assert maintain.run(world.config).unknown == 1
    assert world.counts(plan.campaign_id) == {"delivered": 2, "unknown": 1}


def test_a_cancelled_campaign_is_swept_and_two_machines_do_not_count_twice(world: World) -> None:
    plan = world.campaign(people(1700))
    world.start(plan.campaign_id)
    with world.engine.begin() as connection:
        lifecycle.cancel(connection, plan.campaign_id)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(maintain.run, [world.config] * 2))
    assert sum(one.cancelled for one in done) == 1700
    assert world.counts(plan.campaign_id) == {"cancelled": 1700}
    assert world.tally() == {"cancelled": 1700}


def test_old_numbers_and_texts_are_erased_but_not_those_still_waiting(world: World) -> None:
    done = world.send_one(Draft(PHONE, body="x"))
    run_until(world, lambda: world.status(done.id) == Status.DELIVERED)
    plan = world.campaign(people(2))
    assert maintain.run(world.config).erased == 0
    age(world, world.config.retention_days + 1, created_at=True)
    assert maintain.run(world.config).erased == 1
    assert maintain.run(world.config).erased == 0
    row = world.row(done.id)
    assert (row.phone, row.content, row.status) == (None, None, Status.DELIVERED)
    world.start(plan.campaign_id)
    run_until(world, lambda: world.counts(plan.campaign_id) == {"delivered": 2})


def test_the_inbox_and_unmatched_receipts_are_forgotten(world: World) -> None:
    sent = world.send_one(Draft(PHONE, body="x"))
    run_until(world, lambda: world.status(sent.id) == Status.DELIVERED)
    old = {"provider": "a", "provider_message_id": "1", "status": 4, "at": utcnow()}
    with world.engine.begin() as connection:
        kept = world.config.retention_days
        rows = [old | {"received_at": utcnow() - timedelta(days=days, hours=1)} for days in (0, 1, kept)]
        connection.execute(sa.insert(parked_receipt), rows)
    done = maintain.run(world.config)
    assert (done.unmatched, done.forgotten) == (2, 1)
    with reading(world.engine) as connection:
        assert [one.receipts for one in unmatched.figures(connection)] == [1] and unmatched.waiting(connection) == 1
    with world.engine.begin() as connection:
        connection.execute(sa.update(sandbox_inbox).values(at=utcnow() - maintain.INBOX_KEEP - timedelta(hours=1)))
    assert maintain.run(world.config).forgotten == 1
    with reading(world.engine) as connection:
        assert connection.execute(sa.select(sandbox_inbox)).all() == []


def test_a_receipt_that_comes_again_is_counted_and_not_kept(world: World) -> None:
    plan = world.campaign(people(3))
    world.start(plan.campaign_id)
    run_until(world, lambda: world.counts(plan.campaign_id) == {"delivered": 3})
    with world.engine.begin() as connection:
        ended = connection.execute(sa.select(message.c.provider, message.c.provider_message_id)).all()
        part = {"message_id": 9, "number": 1, "total": 2, "provider": "telco-a", "taken_at": utcnow()}
        part |= {"provider_message_id": "part-1", "status": int(Status.DELIVERED)}
        connection.execute(sa.insert(message_part).values(part))
        again = [Receipt(provider, number, Status.FAILED, utcnow()) for provider, number in ended[:2]]
        strange = [Receipt(ended[0].provider, "no-such", Status.FAILED, utcnow())]
        receipts.apply(connection, [*again, *again, Receipt("telco-a", "part-1", Status.FAILED, utcnow()), *strange])
        connection.execute(sa.update(parked_receipt).values(received_at=utcnow() - unmatched.WAIT - timedelta(hours=1)))
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(maintain.run, [world.config] * 2))
    assert (sum(one.repeats for one in done), sum(one.unmatched for one in done)) == (5, 1)
    with world.engine.connect() as connection:
        assert {one.provider: one.receipts for one in unmatched.repeats(connection)} == {
            ended[0].provider: 4,
            "telco-a": 1,
        }
        assert [row.provider_message_id for row in unmatched.listing(connection)] == ["no-such"]
        assert unmatched.waiting(connection) == 0
    assert world.counts(plan.campaign_id) == {"delivered": 3}
