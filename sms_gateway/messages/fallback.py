"""Messages that go on by another provider: after a refusal, or when no report came in time. Each does so once, and never returns.

A row of ``fallback`` begins in the transaction that claims a message for a provider that may be followed by another
(``Capabilities.patience``), so that a crash at any later moment leaves it due. ``due_at`` is the claim ticket of the decision: who
sets it to null, under the lock of the message's row, has decided. Locks are taken in one order, message before fallback.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bhxh.dates import utcnow
from kit.logs import get_logger
from sms_gateway.bulk import among
from sms_gateway.callbacks import events
from sms_gateway.messages.states import FINAL, count, moved
from sms_gateway.providers import Patience, Receipt
from sms_gateway.schema import AnyRow, CampaignStatus, Lane, Status, campaign, fallback, message

NO_RECEIPT: Final = "no_receipt"
AT_ONCE: Final = 500
_LATER: Final = timedelta(seconds=5)
_DUE: Final = text("fallback.due_at IS NOT NULL")  # literal, or SQLite would not use the partial index
_WAITING: Final = frozenset({Status.SENT, Status.UNKNOWN})
_BETTERED: Final = frozenset({Status.QUEUED, Status.UNKNOWN, Status.FAILED, Status.EXPIRED})
"""What a late report of the first provider may still make delivered: nothing that is under way by the second, or reported."""


def begin(connection: Connection, provider: str, rows: Sequence[AnyRow], patience: Patience, now: datetime) -> None:
    """These were claimed for ``provider``."""
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    values = [
        {
            "message_id": row.id,
            "campaign_id": row.campaign_id,
            "provider": provider,
            "handed_at": now,
            "due_at": _due_at(patience, row.lane, now),
        }
        for row in rows
    ]
    statement = make(fallback)
    again = {name: statement.excluded[name] for name in ("provider", "handed_at", "due_at")}
    connection.execute(statement.on_conflict_do_update(index_elements=["message_id"], set_=again), values)


def _due_at(patience: Patience, lane: int, now: datetime) -> datetime | None:
    """When a message handed over now goes on without a report; None: never."""
    wait = patience[lane]
    return now + wait if wait else None


def numbered(connection: Connection, numbers: Mapping[int, str | None]) -> None:
    """The first provider's own numbers, by message id, for reports that name nothing else."""
    values = [{"of": message_id, "number": number} for message_id, number in sorted(numbers.items())]
    if values:
        statement = update(fallback).where(fallback.c.message_id == bindparam("of"))
        connection.execute(statement.values(provider_message_id=bindparam("number")), values)


def withdrawn(connection: Connection, message_ids: Sequence[int]) -> None:
    """These wait in the queue as before: the first provider has certainly not taken them, and may be asked again."""
    if message_ids:
        which = among(fallback.c.message_id, message_ids, connection.dialect)
        connection.execute(update(fallback).where(which).values(due_at=None))


def go_on(connection: Connection, rows: Sequence[AnyRow], reasons: Mapping[int, str | None], now: datetime) -> None:
    """Put locked messages back into the queue for the other providers. What has no time left expires there.

    Their counts move, and what the first provider has said of them stays in ``fallback``.
    """
    if not rows:
        return
    connection.execute(
        update(message)
        .where(among(message.c.id, [row.id for row in rows], connection.dialect))
        .values(
            status=Status.QUEUED,
            fell_back_at=now,
            attempts=0,
            run_id=None,
            provider_message_id=None,
            error=None,
            not_before=None,
            sent_at=None,
            known_until=None,
        )
    )
    decided = update(fallback).where(fallback.c.message_id == bindparam("of"))
    connection.execute(
        decided.values(due_at=None, went_on_at=now, reason=bindparam("why")),
        [{"of": row.id, "why": reasons[row.id]} for row in rows],
    )
    count(connection, moved((row.campaign_id, row.status, Status.QUEUED) for row in rows))


def go_on_due(connection: Connection, now: datetime) -> int:
    """Decide what is due, up to AT_ONCE; returns how many decisions were taken. Safe on many machines at once.

    An OTP past its life and a message of a cancelled campaign stay where they are.
    """
    query = select(fallback.c.message_id, fallback.c.provider).where(_DUE, fallback.c.due_at <= now)
    due = {row.message_id: row.provider for row in connection.execute(query.order_by(fallback.c.due_at).limit(AT_ONCE))}
    if not due:
        return 0
    rows = {row.id: row for row in _locked(connection, sorted(due))}
    flying = [one for one, row in rows.items() if row.status == Status.CLAIMED and row.provider == due[one]]
    ready = [row for one, row in rows.items() if row.provider == due[one] and _may_go_on(row, now)]
    going = {row.id for row in ready}
    closed = [one for one in due if one not in going and one not in flying]
    go_on(connection, ready, dict.fromkeys(going, NO_RECEIPT), now)
    _close(connection, closed)
    later = update(fallback).where(among(fallback.c.message_id, flying, connection.dialect))
    connection.execute(later.values(due_at=now + _LATER))
    if ready:
        get_logger(__name__).info("messages_went_on", messages=len(ready), reason=NO_RECEIPT)
    return len(ready) + len(closed)


def _locked(connection: Connection, message_ids: Sequence[int]) -> Sequence[AnyRow]:
    columns = (message.c.id, message.c.status, message.c.lane, message.c.campaign_id, message.c.provider)
    query = (
        select(*columns, message.c.expires_at, message.c.fell_back_at, campaign.c.status.label("campaign_status"))
        .outerjoin(campaign, campaign.c.id == message.c.campaign_id)
        .where(among(message.c.id, message_ids, connection.dialect))
    )
    return connection.execute(query.order_by(message.c.id).with_for_update(of=message)).all()


def _may_go_on(row: AnyRow, now: datetime) -> bool:
    alive = row.expires_at is None or row.expires_at > now
    waits = row.status in _WAITING and row.fell_back_at is None
    return waits and alive and row.campaign_status != CampaignStatus.CANCELLED


def _close(connection: Connection, message_ids: Sequence[int]) -> None:
    """Nothing more is to be decided for these; an OTP's text, kept for the second way, goes."""
    if not message_ids:
        return
    dialect = connection.dialect
    connection.execute(update(fallback).where(among(fallback.c.message_id, message_ids, dialect)).values(due_at=None))
    over = message.c.status.in_([*FINAL, *_WAITING])
    otp = update(message).where(among(message.c.id, message_ids, dialect), message.c.lane == Lane.OTP, over)
    connection.execute(otp.values(content=None))


def any_waits(connection: Connection) -> bool:
    """Whether any decision is still to be taken, now or later."""
    return connection.execute(select(fallback.c.message_id).where(_DUE).limit(1)).first() is not None


def pending(connection: Connection, message_ids: Sequence[int]) -> set[int]:
    """Which of these may yet go on, so that their texts are still needed."""
    query = select(fallback.c.message_id).where(_DUE, among(fallback.c.message_id, message_ids, connection.dialect))
    return set(connection.execute(query).scalars())


def reported(connection: Connection, receipts: Sequence[Receipt]) -> None:
    """What a first provider reports, behind ``receipts.apply``: kept however late it is. A delivery ends the wait; it also takes a
    message out of the queue that had gone on, and betters one that the second provider could not deliver."""
    found = _reports(connection, [one for one in receipts if one.status == Status.DELIVERED])
    rows = _locked(connection, sorted(found))
    moves: list[tuple[int | None, int, int]] = []
    bettered: list[tuple[int, int, str | None]] = []
    for row in rows:
        receipt = found[row.id]
        mine = update(fallback).where(fallback.c.message_id == row.id, fallback.c.reported_at.is_(None))
        number = receipt.provider_message_id
        connection.execute(mine.values(status=receipt.status, reported_at=receipt.at, provider_message_id=number))
        if row.fell_back_at is not None and row.status in _BETTERED:
            _better(connection, row.id, receipt)
            moves.append((row.campaign_id, row.status, Status.DELIVERED))
            bettered.append((row.id, Status.DELIVERED, None))
    count(connection, moved(moves))
    events.note(connection, bettered, utcnow())
    _close(connection, [row.id for row in rows])


def _better(connection: Connection, message_id: int, receipt: Receipt) -> None:
    values = {
        "status": Status.DELIVERED,
        "provider": receipt.provider,
        "provider_message_id": receipt.provider_message_id,
        "finished_at": receipt.at,
        "error": None,
    }
    connection.execute(update(message).where(message.c.id == message_id).values(values))


def _reports(connection: Connection, receipts: Sequence[Receipt]) -> dict[int, Receipt]:
    """The receipts by the message that they are of; the first of several counts."""
    found: dict[int, Receipt] = {}
    for receipt in receipts:
        which = or_(
            fallback.c.message_id == receipt.message_id, fallback.c.provider_message_id == receipt.provider_message_id
        )
        query = select(fallback.c.message_id).where(fallback.c.provider == receipt.provider, which)
        for message_id in connection.execute(query.limit(1)).scalars():
            found.setdefault(message_id, receipt)
    return found
