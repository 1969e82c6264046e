"""Message ids, taken before the row is written because a ciphertext is bound to the id of its row.

They grow with time: SQLite writes neighbouring rows five times faster than scattered ones, and order of ids is order of sending.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, text, update

from sms_gateway.schema import message_counter

A_MONTH: Final = 10**10
"""PostgreSQL: ids of one month (UTC), which begin with its year and month and find its partition by that (``partitions``)."""

_NEXT = text(
    f"SELECT CAST(to_char(now() AT TIME ZONE 'UTC', 'YYYYMM') AS bigint) * {A_MONTH} + nextval('message_id_seq') "
    "FROM generate_series(1, :count)"
)
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
