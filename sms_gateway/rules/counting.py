"""Counters of segments, many in one statement, exact however many count at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, delete, func, select

from bhxh.dates import VIETNAM
from sms_gateway.bulk import among
from sms_gateway.prepared import run
from sms_gateway.schema import segment_use

KEPT_DAYS = 8
"""After this a counter says nothing any more, and a number's latest message is no longer what its owner answers to."""

_SOURCE = {
    "postgresql": (
        "unnest(CAST(%(buckets)s AS bigint[]), CAST(%(segments)s AS integer[]), CAST(%(messages)s AS bigint[]))"
        " AS fresh (bucket, segments, message_id)"
    ),
    "sqlite": (
        "(SELECT value ->> 0 AS bucket, value ->> 1 AS segments, value ->> 2 AS message_id FROM json_each(:rows))"
        " AS fresh"
    ),
}
# One order of rows everywhere, or two transactions of PostgreSQL would wait for each other. A host whose clock is a little behind
# counts into the window that others have begun; a window further ahead was begun by a clock that was wrong.
_ADD = """
INSERT INTO segment_use (bucket, hour, in_hour, day, in_day, message_id)
SELECT fresh.bucket, {hour}, fresh.segments, {day}, fresh.segments, fresh.message_id FROM {source} WHERE true ORDER BY 1
ON CONFLICT (bucket) DO UPDATE SET
    in_hour = CASE WHEN segment_use.hour BETWEEN excluded.hour AND excluded.hour + 1 THEN segment_use.in_hour ELSE 0 END + excluded.in_hour,
    hour = CASE WHEN segment_use.hour BETWEEN excluded.hour AND excluded.hour + 1 THEN segment_use.hour ELSE excluded.hour END,
    in_day = CASE WHEN segment_use.day BETWEEN excluded.day AND excluded.day + 1 THEN segment_use.in_day ELSE 0 END + excluded.in_day,
    day = CASE WHEN segment_use.day BETWEEN excluded.day AND excluded.day + 1 THEN segment_use.day ELSE excluded.day END,
    message_id = coalesce(excluded.message_id, segment_use.message_id)
RETURNING bucket, in_hour, in_day
"""
_STATEMENTS = {
    "postgresql": _ADD.format(source=_SOURCE["postgresql"], hour="%(hour)s", day="%(day)s"),
    "sqlite": _ADD.format(source=_SOURCE["sqlite"], hour=":hour", day=":day"),
}


class Counted(NamedTuple):
    """What is added to a bucket, and the message that is its latest now, where that is kept."""

    segments: int
    message_id: int | None = None


class Used(NamedTuple):
    """What a bucket holds."""

    in_hour: int
    in_day: int


@lru_cache(maxsize=10_000)
def bucket(kind: str, which: str) -> int:
    """The number of a bucket."""
    digest = blake2b(f"{kind}\x1f{which}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def add(connection: Connection, added: Mapping[int, Counted], now: datetime) -> dict[int, Used]:
    """Add to the buckets and return what each holds then; they are locked until the caller's transaction ends."""
    rows = [(number, one.segments, one.message_id) for number, one in sorted(added.items())]
    local = now.astimezone(VIETNAM)
    values: dict[str, object] = {"hour": int(now.timestamp()) // 3600, "day": local.date().toordinal()}
    if connection.dialect.name == "postgresql":
        buckets, segments, messages = (list(column) for column in zip(*rows, strict=True))
        values |= {"buckets": buckets, "segments": segments, "messages": messages}
    else:
        values["rows"] = orjson.dumps(rows).decode()
    found = run(connection, _STATEMENTS[connection.dialect.name], values)
    return {number: Used(in_hour, in_day) for number, in_hour, in_day in found}


def forget(connection: Connection, now: datetime, after: int | None, limit: int) -> tuple[int, int | None]:
    """Delete counters that were not used for KEPT_DAYS, among the ``limit`` that follow the bucket ``after`` (None: from the first).

    Returns how many, and the last bucket that was looked at, None behind the last one. All are looked at rather than found by an index of
    their days: that was a second page written for every message accepted, and on PostgreSQL a second index entry.
    """
    table = segment_use.c
    following = select(table.bucket).order_by(table.bucket).limit(limit)
    if after is not None:
        following = following.where(table.bucket > after)
    last = connection.execute(select(func.max(following.subquery().c.bucket))).scalar_one()
    if last is None:
        return 0, None
    before = now.astimezone(VIETNAM).date().toordinal() - KEPT_DAYS
    old = select(table.bucket).where(table.bucket <= last, table.day < before).order_by(table.bucket)
    if after is not None:
        old = old.where(table.bucket > after)
    gone = connection.execute(old.with_for_update(skip_locked=True)).scalars().all()
    if gone:
        connection.execute(delete(segment_use).where(among(table.bucket, gone, connection.dialect)))
    return len(gone), last
