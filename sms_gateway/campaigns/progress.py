"""How a campaign went along: its counts every five seconds while something moves, and at its end, for the chart of its rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Insert, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from sms_gateway.schema import Status, campaign, campaign_count, campaign_progress

EVERY = timedelta(seconds=5)
_AFTER_THE_END = timedelta(minutes=15)
"""Receipts come in for a while after the last message has been handed over."""

_HANDED_OVER = frozenset({Status.SENT, Status.DELIVERED, Status.FAILED, Status.EXPIRED, Status.UNKNOWN})
_MOST_POINTS = 240


@dataclass(frozen=True)
class Point:
    """What had become of a campaign's messages by ``at``. ``handed_over`` includes ``delivered`` and ``failed`` (and expired)."""

    at: datetime
    handed_over: int
    delivered: int
    failed: int


def bucket(now: datetime) -> datetime:
    """The beginning of the five seconds that ``now`` is in; senders on several machines note one point for each."""
    return datetime.fromtimestamp(now.timestamp() // EVERY.total_seconds() * EVERY.total_seconds(), now.tzinfo)


def note(connection: Connection, now: datetime) -> None:
    """Add a point for each campaign that moved since its last one."""
    recent = or_(campaign.c.finished_at.is_(None), campaign.c.finished_at > now - _AFTER_THE_END)
    living = select(campaign.c.id).where(campaign.c.started_at.is_not(None), recent)
    ids = connection.execute(living.order_by(campaign.c.id)).scalars().all()
    if not ids:
        return
    at = bucket(now)
    last = _last(connection, ids)
    for campaign_id, counts in _counts(connection, ids).items():
        row = {"campaign_id": campaign_id, "at": at, **counts}
        before = last.get(campaign_id)
        if before is None or (
            before.at < at and (before.handed_over, before.delivered, before.failed) != tuple(counts.values())
        ):
            connection.execute(_insert_once(connection.dialect.name), row)


def note_end(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Add the point at which these campaigns ended, in the transaction that ends them.

    Who sees a campaign finished sees its whole course; otherwise a page that has nothing more to wait for would keep one without its end.
    """
    for campaign_id, counts in _counts(connection, ids).items():
        connection.execute(_insert_once(connection.dialect.name), {"campaign_id": campaign_id, "at": now, **counts})


def points(connection: Connection, campaign_id: int) -> list[Point]:
    """From its start, when nothing had been handed over, until now: at most `_MOST_POINTS`, evenly chosen, with the last one."""
    table = campaign_progress.c
    query = select(table.at, table.handed_over, table.delivered, table.failed).where(table.campaign_id == campaign_id)
    found = [Point(*row) for row in connection.execute(query.order_by(table.at))]
    if found and found[0].handed_over:
        # A campaign that is through before its first point has no other, and one point alone shows no rate.
        found.insert(0, Point(found[0].at - EVERY, 0, 0, 0))
    if len(found) <= _MOST_POINTS:
        return found
    step = (len(found) - 1) / (_MOST_POINTS - 1)
    return [found[round(place * step)] for place in range(_MOST_POINTS)]


def _counts(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    query = select(campaign_count).where(campaign_count.c.campaign_id.in_(ids))
    found: dict[int, dict[str, int]] = defaultdict(lambda: {"handed_over": 0, "delivered": 0, "failed": 0})
    for row in connection.execute(query):
        counts = found[row.campaign_id]
        if row.status in _HANDED_OVER:
            counts["handed_over"] += row.messages
        if row.status == Status.DELIVERED:
            counts["delivered"] += row.messages
        elif row.status in (Status.FAILED, Status.EXPIRED):
            counts["failed"] += row.messages
    return found


def _last(connection: Connection, ids: Sequence[int]) -> dict[int, Point]:
    table = campaign_progress.c
    newest = (
        select(table.campaign_id, func.max(table.at).label("at"))
        .where(table.campaign_id.in_(ids))
        .group_by(table.campaign_id)
        .subquery()
    )
    query = select(campaign_progress).join(
        newest, (newest.c.campaign_id == table.campaign_id) & (newest.c.at == table.at)
    )
    return {
        row.campaign_id: Point(row.at, row.handed_over, row.delivered, row.failed) for row in connection.execute(query)
    }


def _insert_once(dialect: str) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(campaign_progress).on_conflict_do_nothing()
