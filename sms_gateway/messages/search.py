"""Finding the messages to one number, or of one reference, whichever key sent them.

The number's keyed hash has no index (it would cost every import a third of its time), so the newest messages are read first, in
pieces, until enough is found or the time is up; what is left is asked for with ``before``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from sms_gateway.schema import AnyRow, api_key, campaign, message, message_reference

PIECE = 20_000
SECONDS = 1.5
PAGE = 50


@dataclass(frozen=True)
class Found:
    """``rows``: newest first. ``before``: where to go on, None when everything has been looked at."""

    rows: list[AnyRow]
    before: int | None


def by_phone(
    connection: Connection, phone_hash: bytes, before: int | None, clock: Callable[[], float] = time.monotonic
) -> Found:
    """Messages to this number with an id below ``before``."""
    newest = connection.execute(select(func.max(message.c.id))).scalar()
    oldest = connection.execute(select(func.min(message.c.id))).scalar()
    if newest is None or oldest is None:
        return Found([], None)
    rows: list[AnyRow] = []
    upper, until = min(before or newest + 1, newest + 1), clock() + SECONDS
    while upper > oldest:
        lower = upper - PIECE
        query = _messages().where(message.c.id >= lower, message.c.id < upper, message.c.phone_hash == phone_hash)
        rows += connection.execute(query.order_by(message.c.id.desc()).limit(PAGE - len(rows) + 1)).all()
        if len(rows) > PAGE:
            return Found(rows[:PAGE], rows[PAGE - 1].id)
        upper = lower
        if clock() >= until:
            break
    return Found(rows, upper if upper > oldest else None)


def by_reference(connection: Connection, reference: str) -> Found:
    """Messages that were accepted under this reference, of any key."""
    ids = select(message_reference.c.message_id).where(message_reference.c.reference == reference)
    rows = connection.execute(_messages().where(message.c.id.in_(ids)).order_by(message.c.id.desc()).limit(PAGE)).all()
    return Found(list(rows), None)


def _messages() -> Select[tuple[object, ...]]:
    """``campaign_status`` is needed to show what waits; ``key_name``: whose message it is."""
    return (
        select(message, campaign.c.name.label("campaign_name"), campaign.c.status.label("campaign_status"))
        .add_columns(api_key.c.name.label("key_name"))
        .outerjoin(campaign, campaign.c.id == message.c.campaign_id)
        .outerjoin(api_key, api_key.c.id == message.c.key_id)
    )
