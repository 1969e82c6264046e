"""Receipts that match no message: kept apart once no answer can name them any more, and reported.

They are a sign that something is wrong: a provider's numbers read in the wrong form, receipts of another system on our account, or messages
that a killed sender had handed over without hearing their numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from sms_gateway.messages.states import label
from sms_gateway.schema import AnyRow, Status, parked_receipt, unmatched_receipt

WAIT = timedelta(days=1)
"""How long a receipt waits for the answer that names its message: a message that is asked for again may still get one."""

PAGE = 100
_COLUMNS = ("provider", "provider_message_id", "status", "error", "at", "received_at")


@dataclass(frozen=True)
class Figure:
    """Unmatched receipts of one provider and kind."""

    provider: str
    status: str
    receipts: int
    first: datetime
    last: datetime


def set_apart(connection: Connection, now: datetime, limit: int) -> int:
    """Give up on receipts that have waited for too long, at most ``limit``; returns how many."""
    old = select(parked_receipt).where(parked_receipt.c.received_at < now - WAIT).order_by(parked_receipt.c.id)
    rows = connection.execute(old.limit(limit).with_for_update(skip_locked=True)).all()
    if rows:
        connection.execute(insert(unmatched_receipt), [{name: getattr(row, name) for name in _COLUMNS} for row in rows])
        connection.execute(delete(parked_receipt).where(parked_receipt.c.id.in_([row.id for row in rows])))
    return len(rows)


def forget(connection: Connection, before: datetime, limit: int) -> int:
    """Delete those that were received before that moment, at most ``limit``; returns how many."""
    old = select(unmatched_receipt.c.id).where(unmatched_receipt.c.received_at < before).limit(limit)
    return connection.execute(delete(unmatched_receipt).where(unmatched_receipt.c.id.in_(old))).rowcount


def figures(connection: Connection) -> list[Figure]:
    """How many there are, by provider and status, most first."""
    table = unmatched_receipt.c
    times = (func.min(table.received_at), func.max(table.received_at))
    query = select(table.provider, table.status, func.count().label("receipts"), *times)
    grouped = query.group_by(table.provider, table.status).order_by(func.count().desc(), table.provider, table.status)
    return [
        Figure(provider, label(Status(status)), receipts, first, last)
        for provider, status, receipts, first, last in connection.execute(grouped)
    ]


def waiting(connection: Connection) -> int:
    """How many have not been given up yet."""
    return connection.execute(select(func.count()).select_from(parked_receipt)).scalar_one()


def listing(connection: Connection, provider: str | None = None, before: int | None = None) -> Sequence[AnyRow]:
    """At most PAGE, newest first; ``before``: only those with a smaller id."""
    query = select(unmatched_receipt)
    if provider is not None:
        query = query.where(unmatched_receipt.c.provider == provider)
    if before is not None:
        query = query.where(unmatched_receipt.c.id < before)
    return connection.execute(query.order_by(unmatched_receipt.c.id.desc()).limit(PAGE)).all()
