"""Delivery receipts: idempotent, forward only, and patient with those that overtake the provider's answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, delete, insert, literal_column, select, text

from bhxh.dates import utcnow
from sms_gateway.bulk import BulkUpdate, among, as_list, converted, in_list
from sms_gateway.callbacks import events
from sms_gateway.health.tally import Tally
from sms_gateway.messages import parts, porting
from sms_gateway.messages.states import OPEN_TO_RECEIPTS, count, moved
from sms_gateway.numbers import network_of
from sms_gateway.prepared import Prepared
from sms_gateway.providers import OPTED_OUT, Receipt
from sms_gateway.rules import blocks
from sms_gateway.schema import AnyRow, Status, message, parked_receipt

_FOUND = (
    message.c.id,
    message.c.status,
    message.c.campaign_id,
    message.c.provider,
    message.c.provider_message_id,
    message.c.telco,
)
# Literal, or SQLite would not use the partial index of messages that await a receipt.
_AWAITING = text("message.status IN (3, 7)")


_REPORTED = ("status", "error", "finished_at")


@lru_cache(maxsize=4)
def _move(dialect: Dialect) -> BulkUpdate:
    return BulkUpdate(message, _REPORTED, dialect)


@lru_cache(maxsize=4)
def _numbered(dialect: Dialect) -> Prepared:
    of_provider = message.c.provider == bindparam("provider")
    query = select(*_FOUND).where(_AWAITING, of_provider, in_list(message.c.provider_message_id, "numbers", dialect))
    return Prepared(query.order_by(message.c.id).with_for_update(), dialect)


def apply(connection: Connection, receipts: Sequence[Receipt], tally: Tally | None = None) -> None:
    """Move the messages that the receipts report on, inside the caller's transaction; park those that match none yet.

    Of several receipts for one message in one call the first counts. ``tally``: where the providers' health learns of them.
    """
    unmatched = _apply(connection, receipts, tally)
    if unmatched:
        _park(connection, unmatched, utcnow())


def _apply(connection: Connection, receipts: Sequence[Receipt], tally: Tally | None) -> list[Receipt]:
    """Move what the receipts match, whole messages and parts; returns those that match nothing."""
    unmatched = _move_messages(connection, receipts, tally)
    if unmatched:
        of_messages, unmatched = parts.verdicts(connection, unmatched)
        if of_messages:
            _move_messages(connection, of_messages, tally)
    return unmatched


def _move_messages(connection: Connection, receipts: Sequence[Receipt], tally: Tally | None) -> list[Receipt]:
    """Move the messages that the receipts name; returns those that name none."""
    by_id = _by_id(connection, receipts)
    by_number = _by_number(connection, [receipt for receipt in receipts if receipt.message_id not in by_id])
    done: set[int] = set()
    dialect = connection.dialect
    moments: dict[datetime, Any] = {}
    moves: list[tuple[Any, ...]] = []
    changes: list[tuple[int | None, int, int]] = []
    unmatched: list[Receipt] = []
    heard: list[tuple[str, str | None, bool]] = []
    refused: list[tuple[int, str]] = []
    elsewhere: dict[str, dict[int, str]] = defaultdict(dict)
    for receipt in receipts:
        row = by_id.get(receipt.message_id) or by_number.get((receipt.provider, receipt.provider_message_id))
        if row is None:
            unmatched.append(receipt)
        elif row.status in OPEN_TO_RECEIPTS and row.id not in done and row.provider == receipt.provider:
            done.add(row.id)
            when = moments.get(receipt.at)
            if when is None:
                when = moments[receipt.at] = converted(message.c.finished_at, receipt.at, dialect)
            moves.append((int(receipt.status), receipt.error, when, row.id))
            changes.append((row.campaign_id, row.status, receipt.status))
            heard.append((row.provider, row.telco, receipt.status == Status.DELIVERED))
            if receipt.telco is not None and network_of(receipt.telco) != network_of(row.telco):
                elsewhere[receipt.provider][row.id] = receipt.telco
            if receipt.error == OPTED_OUT:
                refused.append((row.id, receipt.provider))
    if moves:
        _move(dialect).execute(connection, sorted(moves, key=itemgetter(-1)))
        count(connection, moved(changes))
        if tally is not None:
            tally.receipted(Counter(heard))
        events.note(connection, ((move[-1], move[0], move[1]) for move in moves), utcnow())
    for provider, told in elsewhere.items():
        porting.learn(connection, told, provider, utcnow())
    if refused:
        blocks.add_of_messages(connection, refused, utcnow())
    return unmatched


def any_parked(connection: Connection) -> bool:
    """Whether any receipt waits for its message."""
    return bool(_first_parked(connection.dialect).run(connection))


@lru_cache(maxsize=4)
def _first_parked(dialect: Dialect) -> Prepared:
    return Prepared(select(parked_receipt.c.id).limit(literal_column("1")), dialect)


def unpark(connection: Connection, accepted: Sequence[tuple[str, str]], tally: Tally | None = None) -> None:
    """Apply receipts that came before the answers which just named these (provider, provider message id) pairs."""
    found: list[AnyRow] = []
    for provider, numbers in _grouped(accepted).items():
        query = select(parked_receipt).where(
            parked_receipt.c.provider == provider, parked_receipt.c.provider_message_id.in_(numbers)
        )
        found += connection.execute(query.order_by(parked_receipt.c.id)).all()
    if not found:
        return
    _apply(connection, [_receipt(row) for row in found], tally)
    connection.execute(delete(parked_receipt).where(parked_receipt.c.id.in_([row.id for row in found])))


def _receipt(row: AnyRow) -> Receipt:
    return Receipt(row.provider, row.provider_message_id, Status(row.status), row.at, row.error)


def _by_id(connection: Connection, receipts: Sequence[Receipt]) -> dict[int | None, AnyRow]:
    wanted = sorted({receipt.message_id for receipt in receipts if receipt.message_id is not None})
    if not wanted:
        return {}
    query = select(*_FOUND).where(among(message.c.id, wanted, connection.dialect)).order_by(message.c.id)
    return {row.id: row for row in connection.execute(query.with_for_update()).all()}


def _by_number(connection: Connection, receipts: Sequence[Receipt]) -> dict[tuple[str, str], AnyRow]:
    found: dict[tuple[str, str], AnyRow] = {}
    for provider, numbers in _grouped((receipt.provider, receipt.provider_message_id) for receipt in receipts).items():
        wanted = as_list(numbers, connection.dialect)
        for row in _numbered(connection.dialect).run(connection, provider=provider, numbers=wanted):
            found[provider, row.provider_message_id] = row
    return found


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped = defaultdict(set)
    for provider, number in pairs:
        grouped[provider].add(number)
    return {provider: sorted(numbers) for provider, numbers in grouped.items()}


def _park(connection: Connection, receipts: Sequence[Receipt], now: datetime) -> None:
    rows = [
        {
            "provider": receipt.provider,
            "provider_message_id": receipt.provider_message_id,
            "status": receipt.status,
            "error": receipt.error,
            "at": receipt.at,
            "received_at": now,
        }
        for receipt in receipts
    ]
    connection.execute(insert(parked_receipt), rows)
