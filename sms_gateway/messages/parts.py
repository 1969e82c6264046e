"""Long messages whose parts are receipted each for itself: delivered when all parts are, failed as soon as one is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from sms_gateway.bulk import among
from sms_gateway.providers import Receipt
from sms_gateway.schema import AnyRow, Status, message_part


class Taken(NamedTuple):
    """A message that a provider took in parts. ``numbers``: the provider's, None for a part of which nobody knows."""

    message_id: int
    provider: str
    numbers: Sequence[str | None]


def keep(connection: Connection, taken: Sequence[Taken], now: datetime) -> list[tuple[str, str]]:
    """Remember the parts; returns their (provider, number). Parts that are known already change nothing."""
    rows = [
        {
            "message_id": one.message_id,
            "number": place,
            "total": len(one.numbers),
            "provider": one.provider,
            "provider_message_id": number,
            "status": None,
            "taken_at": now,
        }
        for one in taken
        for place, number in enumerate(one.numbers, 1)
        if number is not None
    ]
    if rows:
        make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
        connection.execute(make(message_part).on_conflict_do_nothing(), rows)
    return [(str(row["provider"]), str(row["provider_message_id"])) for row in rows]


def verdicts(connection: Connection, receipts: Sequence[Receipt]) -> tuple[list[Receipt], list[Receipt]]:
    """(receipts for whole messages that follow from these, those of these that no part awaits).

    Of several receipts for one part the first counts.
    """
    told: dict[tuple[str, str], Receipt] = {}
    for receipt in receipts:
        told.setdefault((receipt.provider, receipt.provider_message_id), receipt)
    named = _awaiting(connection, told)
    news: dict[_Part, Receipt] = {}
    found = []
    for message_id, rows in _locked(connection, set(named.values())).items():
        fresh = {
            row.number: told[key]
            for row in rows
            if row.status is None and named.get(key := (row.provider, row.provider_message_id)) == message_id
        }
        news |= {(message_id, number): receipt for number, receipt in fresh.items()}
        found += _verdict(message_id, rows, fresh)
    if news:
        values = [{"of": part[0], "place": part[1], "to": int(news[part].status)} for part in sorted(news)]
        connection.execute(_TELL, values)
    return found, [one for one in receipts if (one.provider, one.provider_message_id) not in named]


_Part = tuple[int, int]
_TELL = (
    update(message_part)
    .where(message_part.c.message_id == bindparam("of"), message_part.c.number == bindparam("place"))
    .values(status=bindparam("to"))
)
# Literal, or SQLite would not use the partial index.
_AWAITING = text("message_part.status IS NULL")


def _awaiting(connection: Connection, numbers: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The message of each (provider, provider's number) for whose part a receipt is awaited: the newest, where numbers recur."""
    of_providers: dict[str, list[str]] = defaultdict(list)
    for provider, number in numbers:
        of_providers[provider].append(number)
    table, found = message_part.c, {}
    for provider, of_provider in of_providers.items():
        query = select(table.provider_message_id, table.message_id).where(
            _AWAITING, table.provider == provider, table.provider_message_id.in_(of_provider)
        )
        for row in connection.execute(query.order_by(table.message_id)):
            found[provider, row.provider_message_id] = row.message_id
    return found


def _locked(connection: Connection, message_ids: Collection[int]) -> dict[int, list[AnyRow]]:
    """All parts of these messages: of two processes that are each told of another part, the second must see what the first was
    told."""
    found: dict[int, list[AnyRow]] = defaultdict(list)
    if message_ids:
        table = message_part.c
        query = select(message_part).where(among(table.message_id, sorted(message_ids), connection.dialect))
        for row in connection.execute(query.order_by(table.message_id, table.number).with_for_update()):
            found[row.message_id].append(row)
    return found


def _verdict(message_id: int, rows: Sequence[AnyRow], fresh: Mapping[int, Receipt]) -> list[Receipt]:
    """What the parts' states come to for their message, if these fresh receipts have decided it."""
    failed = next((receipt for receipt in fresh.values() if receipt.status != Status.DELIVERED), None)
    if failed is not None:
        return [failed._replace(message_id=message_id)]
    delivered = len(fresh) + sum(row.status == Status.DELIVERED for row in rows)
    if not fresh or delivered < rows[0].total:
        return []
    return [max(fresh.values(), key=lambda receipt: receipt.at)._replace(message_id=message_id)]
