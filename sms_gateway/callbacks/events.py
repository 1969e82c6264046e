"""Events, written in the transaction in which they happen. Without an address of a key's this costs one small query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Dialect, delete, select

from sms_gateway.bulk import BulkInsert, among, converted
from sms_gateway.messages.states import FINAL
from sms_gateway.schema import Status, callback, callback_event, message

_WANTED = select(callback.c.key_id, callback.c.sent)
_TOLD = FINAL | {Status.UNKNOWN}
_COLUMNS = ("key_id", "message_id", "status", "error", "at")


@lru_cache(maxsize=4)
def _insert(dialect: Dialect) -> BulkInsert:
    return BulkInsert(callback_event, _COLUMNS, dialect)


def note(connection: Connection, changes: Iterable[tuple[int, int, str | None]], now: datetime) -> None:
    """Messages that have just changed, as (id, status, error): for the owners that want to know, inside the caller's transaction."""
    wanted = {row.key_id: row.sent for row in connection.execute(_WANTED)}
    if not wanted:
        return
    told = {one: (status, error) for one, status, error in changes if status in _TOLD or status == Status.SENT}
    if not told:
        return
    query = select(message.c.id, message.c.key_id).where(
        among(message.c.id, sorted(told), connection.dialect), message.c.key_id.in_(wanted)
    )
    at = converted(callback_event.c.at, now, connection.dialect)
    rows = [
        (key_id, message_id, int(told[message_id][0]), told[message_id][1], at)
        for message_id, key_id in connection.execute(query.order_by(message.c.id))
        if told[message_id][0] != Status.SENT or wanted[key_id]
    ]
    _insert(connection.dialect).execute(connection, rows)


def forget(connection: Connection, key_id: int, before: datetime, limit: int) -> int:
    """Give up what could not be told since before that moment, at most ``limit``; returns how many."""
    old = select(callback_event.c.id).where(callback_event.c.key_id == key_id, callback_event.c.at < before)
    ids = connection.execute(old.order_by(callback_event.c.id).limit(limit)).scalars().all()
    if not ids:
        return 0
    return connection.execute(
        delete(callback_event).where(among(callback_event.c.id, ids, connection.dialect))
    ).rowcount
