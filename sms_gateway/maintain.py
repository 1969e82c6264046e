"""Housekeeping that must also happen where no sender runs, and retention. Safe to run twice and on two machines at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select, text, update

from bhxh.dates import utcnow
from kit.database import create_engine
from kit.logs import get_logger
from sms_gateway import partitions
from sms_gateway.callbacks import events
from sms_gateway.campaigns.sweep import cancel_waiting, finish_drained
from sms_gateway.config import GatewayConfig
from sms_gateway.liveness import LEASE_SECONDS, Watch
from sms_gateway.messages import fallback, inbound, unmatched
from sms_gateway.messages.states import count, moved
from sms_gateway.otp import limits
from sms_gateway.rules import blocks, counting
from sms_gateway.schema import Lane, Status, inbound_message, message, message_part, otp, sandbox_inbox
from sms_gateway.schema import fallback as fallback_table
from sms_gateway.sealing import Sealing
from sms_gateway.sender import runs

RECEIPT_WAIT = timedelta(days=3)
"""Telcos give up after two days; what has no receipt by then will not get one."""

INBOX_KEEP = timedelta(days=7)
OTP_KEEP = timedelta(days=7)
_ROWS = 500
_COUNTERS = 2_000
"""Counters looked at in a transaction, most of which are left as they are."""

_LOOKS = 6
"""At a heartbeat that is old, in a little more than a lease."""


_WAITING = text("message.status = 1")
_AWAITING = text("message.status IN (3, 7)")
_KEPT = text("message.phone IS NOT NULL")


@dataclass(frozen=True)
class Done:
    """How many rows each task changed."""

    expired: int
    unknown: int
    went_on: int
    cancelled: int
    erased: int
    joined: int
    unmatched: int
    repeats: int
    forgotten: int
    partitions: int


def run(config: GatewayConfig) -> Done:
    """Do everything that is due, in transactions of 500 rows so that nobody waits for it. Returns and logs what was done."""
    engine = create_engine(config.database_url)
    try:
        now = utcnow()
        sealing = Sealing.from_config(config)
        with engine.begin() as connection:
            unknown = runs.recover(connection, now)
        unknown += end_silent(engine)
        apart, repeats = unmatched.set_apart(engine, now)
        done = Done(
            expired=_repeat(engine, lambda connection: expire_waiting(connection, now)),
            unknown=unknown + _repeat(engine, lambda connection: give_up_receipts(connection, now)),
            went_on=_repeat(engine, lambda connection: fallback.go_on_due(connection, now)),
            cancelled=_repeat(engine, lambda connection: cancel_waiting(connection, now, _ROWS)),
            erased=_repeat(
                engine, lambda connection: erase_old(connection, now - timedelta(days=config.retention_days))
            ),
            joined=_repeat(engine, lambda connection: inbound.overdue(connection, sealing, now)),
            unmatched=apart,
            repeats=repeats,
            forgotten=_repeat(engine, lambda connection: forget(connection, now, config.retention_days))
            + forget_counters(engine, now),
            partitions=0,
        )
        with engine.begin() as connection:
            finish_drained(connection, now)
        with engine.begin() as connection:
            done = replace(done, partitions=partitions.keep(connection, now, config.retention_days))
    finally:
        engine.dispose()
    get_logger(__name__).info("sms_maintained", **vars(done))
    return done


def end_silent(engine: Engine, lease_seconds: float = LEASE_SECONDS) -> int:
    """End senders that died where no other runs to notice it. Takes no time where no heartbeat is old, else a little more than a
    lease: an old one may also be a clock's fault. Returns how many messages became unknown."""
    watch: runs.Runs = Watch(lease_seconds)
    unknown = 0
    for look in range(_LOOKS + 1):
        with engine.begin() as connection:
            if not runs.seem_silent(connection, utcnow()):
                break
            unknown += runs.recover(connection, utcnow(), watch)
        if look < _LOOKS:
            time.sleep(lease_seconds / (_LOOKS - 1))
    return unknown


def _repeat(engine: Engine, step: Callable[[Connection], int]) -> int:
    total = 0
    while True:
        with engine.begin() as connection:
            changed = step(connection)
        if not changed:
            return total
        total += changed


def expire_waiting(connection: Connection, now: datetime) -> int:
    """Waiting messages whose time ran out while no sender looked; an OTP's text goes with it."""
    query = select(message.c.id, message.c.lane, message.c.campaign_id).where(
        _WAITING, message.c.campaign_id.is_(None), message.c.expires_at <= now
    )
    rows = connection.execute(query.limit(_ROWS).with_for_update(skip_locked=True)).all()
    for content, ids in (
        ({"content": None}, [row.id for row in rows if row.lane == Lane.OTP]),
        ({}, [row.id for row in rows if row.lane != Lane.OTP]),
    ):
        values = {"status": Status.EXPIRED, "finished_at": now, "error": "expired", **content}
        connection.execute(update(message).where(message.c.id.in_(ids)).values(**values))
    events.note(connection, [(row.id, Status.EXPIRED, "expired") for row in rows], now)
    return len(rows)


def give_up_receipts(connection: Connection, now: datetime) -> int:
    """Sent messages without a receipt after RECEIPT_WAIT become unknown; a still later receipt may yet move them."""
    query = select(message.c.id, message.c.campaign_id).where(
        _AWAITING, message.c.status == Status.SENT, message.c.sent_at < now - RECEIPT_WAIT
    )
    rows = connection.execute(query.limit(_ROWS).with_for_update(skip_locked=True)).all()
    values = {"status": Status.UNKNOWN, "error": "no_receipt"}
    connection.execute(update(message).where(message.c.id.in_([row.id for row in rows])).values(**values))
    count(connection, moved((row.campaign_id, Status.SENT, Status.UNKNOWN) for row in rows))
    events.note(connection, [(row.id, Status.UNKNOWN, "no_receipt") for row in rows], now)
    return len(rows)


def erase_old(connection: Connection, before: datetime) -> int:
    """Number and text of messages accepted before that moment; what became of them stays, for the figures."""
    waits = message.c.status.in_((Status.QUEUED, Status.CLAIMED))  # a campaign may stay paused for longer than we keep
    query = select(message.c.id, message.c.created_at).where(_KEPT, ~waits).order_by(message.c.id).limit(_ROWS)
    ids = [row.id for row in connection.execute(query.with_for_update(skip_locked=True)) if row.created_at < before]
    connection.execute(update(message).where(message.c.id.in_(ids)).values(phone=None, content=None))
    return len(ids)


def forget_counters(engine: Engine, now: datetime, rows: int = _COUNTERS) -> int:
    """What caps counted of numbers that got nothing for days. Looks at all counters, ``rows`` in a transaction."""
    total, after = 0, None
    while True:
        with engine.begin() as connection:
            gone, after = counting.forget(connection, now, after, rows)
        total += gone
        if after is None:
            return total


def forget(connection: Connection, now: datetime, retention_days: int) -> int:
    """What nobody needs any more: unmatched receipts, parts, old OTP, what codes' limits counted, old texts of phones, lifted blocks,
    the sandbox's inbox."""
    before = now - timedelta(days=retention_days)
    changed = limits.prune(connection, now)
    changed += blocks.forget(connection, before, _ROWS)
    changed += connection.execute(delete(otp).where(otp.c.expires_at < now - OTP_KEEP)).rowcount
    changed += unmatched.forget(connection, before, _ROWS)
    texts = select(inbound_message.c.id, inbound_message.c.received_at).order_by(inbound_message.c.id).limit(_ROWS)
    old = [row.id for row in connection.execute(texts) if row.received_at < before]
    changed += connection.execute(delete(inbound_message).where(inbound_message.c.id.in_(old))).rowcount
    taken = select(message_part.c.message_id, message_part.c.taken_at).order_by(message_part.c.message_id).limit(_ROWS)
    done = {row.message_id for row in connection.execute(taken) if row.taken_at < before}
    changed += connection.execute(delete(message_part).where(message_part.c.message_id.in_(done))).rowcount
    followed = select(fallback_table.c.message_id, fallback_table.c.handed_at).order_by(fallback_table.c.message_id)
    decided = followed.where(fallback_table.c.due_at.is_(None)).limit(_ROWS)
    gone = [row.message_id for row in connection.execute(decided) if row.handed_at < before]
    changed += connection.execute(delete(fallback_table).where(fallback_table.c.message_id.in_(gone))).rowcount
    oldest = select(sandbox_inbox.c.id, sandbox_inbox.c.at).order_by(sandbox_inbox.c.id).limit(_ROWS)
    ids = [row.id for row in connection.execute(oldest) if row.at < now - INBOX_KEEP]
    return changed + connection.execute(delete(sandbox_inbox).where(sandbox_inbox.c.id.in_(ids))).rowcount
