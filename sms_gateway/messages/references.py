"""The names that callers give their messages: each stands for the first message that it was given to, however often it comes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final

import orjson
from sqlalchemy import Connection, Dialect, Select, bindparam, delete, select, text

from sms_gateway.bulk import among, as_list, in_list
from sms_gateway.schema import message_reference

_CLAIM: Final = (
    "INSERT INTO message_reference (key_id, reference, message_id) SELECT :owner, fresh.reference, fresh.message_id "
    "FROM {source} WHERE true ORDER BY fresh.reference ON CONFLICT DO NOTHING"
)
_SOURCES: Final = {
    "postgresql": "unnest(CAST(:names AS text[]), CAST(:numbers AS bigint[])) AS fresh (reference, message_id)",
    "sqlite": "(SELECT value ->> 0 AS reference, value ->> 1 AS message_id FROM json_each(:rows)) AS fresh",
}
_CLAIMS: Final = {name: text(_CLAIM.format(source=source)) for name, source in _SOURCES.items()}


def claim(connection: Connection, key_id: int | None, wanted: Mapping[str, int]) -> Mapping[str, int]:
    """The message that each of a key's references stands for: the one that is wanted for it, or the one that came first, also when both
    come at once. In one order everywhere, or two transactions of PostgreSQL would wait for each other."""
    if not wanted:
        return wanted
    if connection.dialect.name == "postgresql":
        rows: dict[str, object] = {"names": list(wanted), "numbers": list(wanted.values())}
    else:
        rows = {"rows": orjson.dumps(list(wanted.items())).decode()}
    claimed = connection.execute(_CLAIMS[connection.dialect.name], {"owner": key_id, **rows})
    if claimed.rowcount == len(wanted):
        return wanted
    dialect = connection.dialect
    found = connection.execute(_known(dialect), {"owner": key_id, "wanted": as_list(list(wanted), dialect)})
    return {row.reference: row.message_id for row in found}


@lru_cache(maxsize=4)
def _known(dialect: Dialect) -> Select[tuple[str, int]]:
    table = message_reference.c
    query = select(table.reference, table.message_id).where(table.key_id == bindparam("owner"))
    return query.where(in_list(table.reference, "wanted", dialect))


def release(connection: Connection, key_id: int | None, references: Collection[str]) -> None:
    """Takes back what was claimed in the same transaction for messages that are not stored."""
    table = message_reference.c
    mine = among(table.reference, list(references), connection.dialect)
    connection.execute(delete(message_reference).where(table.key_id == key_id, mine))
