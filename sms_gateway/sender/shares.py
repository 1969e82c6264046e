"""One contract's rate for all senders: each live one has a part of it, leased in the database, and in sum never more than the contract."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, or_, select

from sms_gateway.schema import rate_share

LEASE = timedelta(seconds=15)
"""A part that was not renewed for so long is free for the others."""

USE_SECONDS = 10.0
"""Without a renewal for so long its holder stops using it, before others may."""

_LOCK = 0x5A7E5
"""Any number that no other advisory lock has: the first ones to come have no row yet that could be locked."""

Place = tuple[str, str]
"""(provider, telco), "" for all its telcos together."""


def renew(
    connection: Connection, holder: str, contracts: Mapping[Place, float], wanted: Collection[str], now: datetime
) -> dict[Place, float]:
    """What ``holder`` may send per second until its lease ends: an equal part for each sender that wants one.

    ``wanted``: the providers to which it has a line. A newcomer first gets what nobody holds; the others give up what is too much
    when they renew, and it gets that the next time.
    """
    if not contracts:
        return {}
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    table = rate_share.c
    connection.execute(delete(rate_share).where(or_(table.until <= now, table.holder == holder)))
    others: dict[Place, list[float]] = {}
    for row in connection.execute(select(rate_share)):
        others.setdefault((row.provider, row.telco), []).append(row.per_second)
    mine = {
        place: max(0.0, min(rate / (1 + len(held)), rate - sum(held)))
        for place, rate in contracts.items()
        if place[0] in wanted
        for held in [others.get(place, [])]
    }
    rows = [
        {"provider": place[0], "telco": place[1], "holder": holder, "per_second": rate, "until": now + LEASE}
        for place, rate in sorted(mine.items())
    ]
    if rows:
        connection.execute(insert(rate_share), rows)
    return {place: mine.get(place, 0.0) for place in contracts}


def let_go(connection: Connection, holder: str) -> None:
    """An orderly end: the others need not wait."""
    connection.execute(delete(rate_share).where(rate_share.c.holder == holder))
