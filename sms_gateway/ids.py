"""Message ids, taken before the row is written because a ciphertext is bound to the id of its row.

They grow with time: SQLite writes neighbouring rows five times faster than scattered ones, and order of ids is order of sending.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, text, update

from sms_gateway.schema import message_counter

_NEXT = text("SELECT nextval('message_id_seq') FROM generate_series(1, :count)")
_ADVANCE = (
    update(message_counter)
    .values(next_id=message_counter.c.next_id + bindparam("count"))
    .returning(message_counter.c.next_id)
)


def reserve(connection: Connection, count: int) -> Sequence[int]:
    """``count`` fresh ids in growing order; ids of a transaction that is rolled back or dies may stay unused."""
    if connection.dialect.name == "postgresql":
        return connection.execute(_NEXT, {"count": count}).scalars().all()
    end: int = connection.execute(_ADVANCE, {"count": count}).scalar_one()
    return range(end - count, end)
