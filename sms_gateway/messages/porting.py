"""Numbers that kept their prefix and changed their operator: looked up where messages are accepted, learnt from receipts and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from sms_gateway.bulk import among
from sms_gateway.schema import message, ported_number

AT_ONCE: Final = 500
_ANY: Final = select(ported_number.c.phone_hash).limit(1)


def any_known(connection: Connection) -> bool:
    """Whether there is anything to look up."""
    return connection.execute(_ANY).first() is not None


def telcos(connection: Connection, hashes: Sequence[bytes]) -> Mapping[bytes, str]:
    """The operators of those numbers that are known to have changed; one short query while none is."""
    found: dict[bytes, str] = {}
    if not hashes or not any_known(connection):
        return found
    for begin in range(0, len(hashes), AT_ONCE):
        some = hashes[begin : begin + AT_ONCE]
        query = select(ported_number.c.phone_hash, ported_number.c.telco).where(ported_number.c.phone_hash.in_(some))
        found.update((bytes(row.phone_hash), row.telco) for row in connection.execute(query))
    return found


def keep(connection: Connection, known: Mapping[bytes, str], source: str, now: datetime) -> None:
    """Remember operators by the hashes of numbers; the newest word counts. In one order everywhere, against deadlocks."""
    rows = [
        {"phone_hash": phone_hash, "telco": known[phone_hash], "source": source, "learnt_at": now}
        for phone_hash in sorted(known)
    ]
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = make(ported_number)
    fresh = {name: statement.excluded[name] for name in ("telco", "source", "learnt_at")}
    if rows:
        connection.execute(statement.on_conflict_do_update(index_elements=["phone_hash"], set_=fresh), rows)


def forget(connection: Connection, hashes: Sequence[bytes]) -> int:
    """Numbers that are with the operator of their range again; returns how many were known."""
    return connection.execute(delete(ported_number).where(ported_number.c.phone_hash.in_(hashes))).rowcount


def learn(connection: Connection, told: Mapping[int, str], source: str, now: datetime) -> None:
    """What receipts say of the operators of these messages' numbers, by message id."""
    query = select(message.c.id, message.c.phone_hash).where(among(message.c.id, sorted(told), connection.dialect))
    keep(connection, {bytes(row.phone_hash): told[row.id] for row in connection.execute(query)}, source, now)
