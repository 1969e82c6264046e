"""Events, written in the transaction in which they happen. Without an address of a key's this costs one small query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import orjson
from sqlalchemy import Connection, Dialect, bindparam, delete, select, text

from sms_gateway.bulk import among
from sms_gateway.messages.states import FINAL
from sms_gateway.prepared import Prepared
from sms_gateway.schema import Status, callback, callback_event

_TOLD = frozenset(int(status) for status in FINAL | {Status.UNKNOWN})
_SOURCE = {
    "postgresql": (
        "unnest(CAST(:ids AS bigint[]), CAST(:statuses AS smallint[]), CAST(:errors AS text[])) AS told (id, status, error)"
    ),
    "sqlite": ("(SELECT value ->> 0 AS id, value ->> 1 AS status, value ->> 2 AS error FROM json_each(:rows)) AS told"),
}
# Whose a message is, and whether he wants to know, is found by the database: rows that pass through Python cost ten times as much.
_NOTE = """
INSERT INTO callback_event (key_id, message_id, status, error, at)
SELECT message.key_id, message.id, told.status, told.error, :at
FROM {source}
JOIN message ON message.id = told.id
JOIN callback ON callback.key_id = message.key_id
WHERE told.status <> :sent OR callback.sent
ORDER BY message.id
"""
_STATEMENTS = {
    name: text(_NOTE.format(source=source)).bindparams(bindparam("at", type_=callback_event.c.at.type))
    for name, source in _SOURCE.items()
}


def note(connection: Connection, changes: Iterable[tuple[int, int, str | None]], now: datetime) -> None:
    """Messages that have just changed, as (id, status, error): for the owners that want to know, inside the caller's transaction."""
    wanted = _wanted(connection.dialect).run(connection)
    if not wanted:
        return
    kinds = _TOLD | {int(Status.SENT)} if any(sent for (sent,) in wanted) else _TOLD
    told = {one: (int(status), error) for one, status, error in changes if status in kinds}
    if not told:
        return
    values: dict[str, object] = {"at": now, "sent": int(Status.SENT)}
    rows = [(one, *what) for one, what in told.items()]
    if connection.dialect.name == "postgresql":
        ids, statuses, errors = (list(column) for column in zip(*rows, strict=True))
        values |= {"ids": ids, "statuses": statuses, "errors": errors}
    else:
        values["rows"] = orjson.dumps(rows).decode()
    connection.execute(_STATEMENTS[connection.dialect.name], values)


@lru_cache(maxsize=4)
def _wanted(dialect: Dialect) -> Prepared:
    return Prepared(select(callback.c.sent), dialect)


def forget(connection: Connection, key_id: int, before: datetime, limit: int) -> int:
    """Give up what could not be told since before that moment, at most ``limit``; returns how many."""
    old = select(callback_event.c.id).where(callback_event.c.key_id == key_id, callback_event.c.at < before)
    ids = connection.execute(old.order_by(callback_event.c.id).limit(limit)).scalars().all()
    if not ids:
        return 0
    return connection.execute(
        delete(callback_event).where(among(callback_event.c.id, ids, connection.dialect))
    ).rowcount
