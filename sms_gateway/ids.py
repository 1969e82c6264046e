"""Message ids, taken before the row is written because a ciphertext is bound to the id of its row.

They grow with time: SQLite writes neighbouring rows five times faster than scattered ones, and order of ids is order of sending.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text, update

from sms_gateway.schema import message_counter


def reserve(connection: Connection, count: int) -> Sequence[int]:
    """``count`` fresh ids in growing order; ids of a transaction that is rolled back or dies may stay unused."""
    if connection.dialect.name == "postgresql":
        query = text("SELECT nextval('message_id_seq') FROM generate_series(1, :count)")
        return connection.execute(query, {"count": count}).scalars().all()
    following = message_counter.c.next_id + count
    end: int = connection.execute(
        update(message_counter).values(next_id=following).returning(message_counter.c.next_id)
    ).scalar_one()
    return range(end - count, end)
