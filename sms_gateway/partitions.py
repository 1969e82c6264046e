"""Monthly partitions of the message table on PostgreSQL.

A message's id begins with the month in which it was taken (``ids.reserve``), so that a range of ids is a month: whoever has an id
reaches one partition alone, and a month that nobody needs any more goes in one step, which leaves nothing to vacuum. What was there
before the table was divided is the partition ``message_before``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, text
from sqlalchemy.exc import OperationalError

from kit.logs import get_logger
from sms_gateway.ids import A_MONTH
from sms_gateway.schema import message_reference

AHEAD: Final = 2
"""Months that are prepared besides the current one."""

_NAME: Final = re.compile(r"message_(\d{4})(\d\d)")
_PARTITIONS: Final = text(
    "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid "
    "WHERE inhparent = 'message'::regclass ORDER BY 1"
)


def first_id(month: datetime) -> int:
    """The first id of a moment's month (UTC)."""
    return (month.year * 100 + month.month) * A_MONTH


def is_partition(table: str) -> bool:
    """Whether this is the name of one."""
    return table == "message_before" or _NAME.fullmatch(table) is not None


def keep(connection: Connection, now: datetime, retention_days: int) -> int:
    """Create the months to come and drop those whose last message is older than the retention; returns how many were changed.

    Nothing but PostgreSQL has any. A month in which a message still waits stays, and so does one that somebody reads just now: it
    is dropped the next time.
    """
    if connection.dialect.name != "postgresql":
        return 0
    # Two at once would create the same month; and a lock on the table that is waited for would hold up everybody behind it.
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('sms_gateway.partitions'))"))
    connection.execute(text("SET LOCAL lock_timeout = '2s'"))
    there = set(connection.execute(_PARTITIONS).scalars())
    changed = 0
    for month in _months(now):
        if f"message_{month:%Y%m}" not in there:
            create(connection, month)
            changed += 1
    for name in sorted(there):
        if (end := _end(name)) is not None and end <= now - timedelta(days=retention_days):
            changed += _drop(connection, name, end)
    return changed


def _months(now: datetime) -> Iterator[datetime]:
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(AHEAD + 1):
        yield month
        month = _following(month)


def _following(month: datetime) -> datetime:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _end(name: str) -> datetime | None:
    found = _NAME.fullmatch(name)
    return None if found is None else _following(datetime.fromisoformat(f"{found[1]}-{found[2]}-01T00:00:00+00:00"))


def create(connection: Connection, month: datetime) -> None:
    """One month's partition. It is made apart and attached, which stops nobody who writes to the others."""
    name = f"message_{month:%Y%m}"
    connection.execute(text(f"CREATE TABLE {name} (LIKE message INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"))
    first, end = first_id(month), first_id(_following(month))
    connection.execute(text(f"ALTER TABLE message ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({end})"))


def _drop(connection: Connection, name: str, end: datetime) -> int:
    """With the references to its messages: one that comes again after so long is a new message."""
    waits = connection.execute(text(f"SELECT EXISTS (SELECT FROM {name} WHERE status IN (1, 2))")).scalar_one()
    if waits:
        return 0
    try:
        with connection.begin_nested():
            of_month = message_reference.c.message_id.between(first_id(end - timedelta(days=1)), first_id(end) - 1)
            connection.execute(delete(message_reference).where(of_month))
            connection.execute(text(f"DROP TABLE {name}"))
    except OperationalError as error:
        get_logger(__name__).warning("partition_busy", partition=name, error=type(error.orig).__name__)
        return 0
    get_logger(__name__).info("partition_dropped", partition=name)
    return 1
