"""Receipts that match no message that awaits one: looked at again once no answer can name them any more.

Some are repeats: an SMSC that did not hear that we have a receipt, because the line broke or a sender was killed, brings it again when its
message has ended. They are counted and forgotten. The others are kept and reported. They are a sign that something is wrong: a provider's numbers read in the wrong form, receipts of another system on our account, or messages
that a killed sender had handed over without hearing their numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kit.database import reading
from sms_gateway.bulk import among
from sms_gateway.messages.states import OPEN_TO_RECEIPTS, label
from sms_gateway.schema import (
    AnyRow,
    Status,
    message,
    message_part,
    parked_receipt,
    repeated_receipt,
    unmatched_receipt,
)

WAIT = timedelta(days=1)
"""How long a receipt waits for the answer that names its message: a message that is asked for again may still get one."""

PAGE = 100
_LOOKED_FOR = 10_000
_AT_ONCE = 500
_COLUMNS = ("provider", "provider_message_id", "status", "error", "at", "received_at")


@dataclass(frozen=True)
class Figure:
    """Unmatched receipts of one provider and kind."""

    provider: str
    status: str
    receipts: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Repeats:
    """How many receipts of a provider came again, and when the last one did."""

    provider: str
    receipts: int
    last: datetime


def set_apart(engine: Engine, now: datetime) -> tuple[int, int]:
    """Give up on receipts that have waited for too long, in short transactions; returns (unmatched ones, repeats).

    Messages that have ended are in no index by their provider's number, which would cost each message something: they are read
    through, once for up to 10,000 receipts, without holding anybody up.
    """
    old = select(parked_receipt).where(parked_receipt.c.received_at < now - WAIT).order_by(parked_receipt.c.id)
    apart = repeats = 0
    while True:
        with reading(engine) as connection:
            rows = connection.execute(old.limit(_LOOKED_FOR)).all()
            ended = _ended(connection, rows)
        if not rows:
            return apart, repeats
        for begin in range(0, len(rows), _AT_ONCE):
            some = rows[begin : begin + _AT_ONCE]
            with engine.begin() as connection:
                known = _given_up(connection, some)
                again = [row for row in known if (row.provider, row.provider_message_id) in ended]
                others = [row for row in known if (row.provider, row.provider_message_id) not in ended]
                if others:
                    values = [{name: getattr(row, name) for name in _COLUMNS} for row in others]
                    connection.execute(insert(unmatched_receipt), values)
                _count_repeats(connection, again)
            apart, repeats = apart + len(others), repeats + len(again)


def _given_up(connection: Connection, rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Those of the rows that this call has removed: another machine may be at the same."""
    gone = delete(parked_receipt).where(among(parked_receipt.c.id, [row.id for row in rows], connection.dialect))
    removed = set(connection.execute(gone.returning(parked_receipt.c.id)).scalars())
    return [row for row in rows if row.id in removed]


def _ended(connection: Connection, receipts: Sequence[AnyRow]) -> set[tuple[str, str]]:
    """Of these receipts' (provider, provider's number) those of messages, or parts of them, that have heard their last word."""
    ended = [int(status) for status in Status if status not in OPEN_TO_RECEIPTS]
    found: set[tuple[str, str]] = set()
    for provider in {row.provider for row in receipts}:
        numbers = sorted({row.provider_message_id for row in receipts if row.provider == provider})
        for table, over in (
            (message.c, message.c.status.in_(ended)),
            (message_part.c, message_part.c.status.is_not(None)),
        ):
            listed = among(table.provider_message_id, numbers, connection.dialect)
            query = select(table.provider_message_id).where(over, table.provider == provider, listed)
            found.update((provider, number) for number in connection.execute(query).scalars())
    return found


def _count_repeats(connection: Connection, rows: Sequence[AnyRow]) -> None:
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    table = repeated_receipt.c
    for provider in sorted({row.provider for row in rows}):
        of_provider = [row.received_at for row in rows if row.provider == provider]
        statement = make(repeated_receipt).values(provider=provider, receipts=len(of_provider), last=max(of_provider))
        more = {"receipts": table.receipts + len(of_provider), "last": statement.excluded.last}
        connection.execute(statement.on_conflict_do_update(index_elements=["provider"], set_=more))


def repeats(connection: Connection) -> list[Repeats]:
    """Receipts that came again, by provider."""
    rows = connection.execute(select(repeated_receipt).order_by(repeated_receipt.c.provider))
    return [Repeats(row.provider, row.receipts, row.last) for row in rows]


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
