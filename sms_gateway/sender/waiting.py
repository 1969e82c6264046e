"""Finding what waits, oldest first. The statements are made once: making one costs more than SQLite needs to answer it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    TextClause,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
    text,
)

from sms_gateway.bulk import among, converted
from sms_gateway.prepared import Prepared
from sms_gateway.rules import blocks
from sms_gateway.schema import AnyRow, CampaignStatus, Lane, campaign, message
from sms_gateway.sender.routes import Group

COLUMNS: Final = (
    message.c.id,
    message.c.campaign_id,
    message.c.lane,
    message.c.telco,
    message.c.template_id,
    message.c.khong_dau,
    message.c.phone,
    message.c.content,
    message.c.encoding,
    message.c.segments,
    message.c.expires_at,
    case((message.c.expires_at.is_not(None), message.c.created_at)).label("created_at"),
    message.c.fell_back_at,
)
"""What routing and composing a message need of its row. ``created_at``: only of what has an end."""

LONGEST_PAUSE: Final = timedelta(minutes=5)
"""Between two tries. A message that would have to wait for longer was given its pause before the clock was set back: it is due."""

_BLOCKED: Final = {lane: blocks.holds_back(lane).label("blocked") for lane in Lane}
# Literal, or SQLite would not use the partial indexes of waiting messages.
_DIRECT: Final = text("message.status = 1 AND message.campaign_id IS NULL")
_OF_CAMPAIGN: Final = text("message.status = 1 AND message.campaign_id IS NOT NULL")

_SINGLES: Final = select(
    *[exists().where(_DIRECT, message.c.lane == literal_column(str(lane.value))).label(lane.name) for lane in Lane]
)
_RUNNING: Final = (
    select(campaign.c.id, campaign.c.lane, campaign.c.sandbox)
    .where(campaign.c.status == CampaignStatus.RUNNING, campaign.c.finished_at.is_(None))
    .order_by(campaign.c.id)
)


def _moment(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=message.c.not_before.type)


def _oldest(lane: Lane, *which: ColumnElement[bool] | TextClause) -> Select[Any]:
    due = or_(message.c.not_before.is_(None), ~message.c.not_before.between(_moment("now"), _moment("furthest")))
    query = select(*COLUMNS, _BLOCKED[lane]).where(*which, due).order_by(message.c.id).limit(bindparam("most"))
    return query.with_for_update(skip_locked=True)


@lru_cache(maxsize=256)
def _direct(lane: Lane, group: Group, dialect: Dialect) -> Prepared:
    which: list[ColumnElement[bool] | TextClause] = [_DIRECT, message.c.lane == lane]
    if group.sandbox is not None:
        which.append(message.c.sandbox.is_(group.sandbox))
    if group.telcos is not None:
        which.append(among(message.c.telco, sorted(group.telcos), dialect))
    return Prepared(_oldest(lane, *which), dialect)


@lru_cache(maxsize=256)
def _of_campaign(lane: Lane, group: Group, dialect: Dialect) -> Prepared:
    which: list[ColumnElement[bool] | TextClause] = [_OF_CAMPAIGN, message.c.campaign_id == bindparam("campaign")]
    if group.telcos is not None:
        which.append(among(message.c.telco, sorted(group.telcos), dialect))
    return Prepared(_oldest(lane, *which), dialect)


@lru_cache(maxsize=4)
def _overview(dialect: Dialect) -> tuple[Prepared, Prepared]:
    return Prepared(_SINGLES, dialect), Prepared(_RUNNING, dialect)


class Waiting:
    """What waits when a claim begins: one look says which lanes have single messages and which campaigns run."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._dialect = connection.dialect
        moment = message.c.not_before
        self._now = converted(moment, now, self._dialect)
        self._furthest = converted(moment, now + LONGEST_PAUSE, self._dialect)
        of_singles, of_running = _overview(self._dialect)
        [singles] = of_singles.run(connection)
        self._singles = {lane for lane, any_waits in zip(Lane, singles, strict=True) if any_waits}
        self._running = of_running.run(connection)

    def oldest(self, lane: Lane, group: Group, limit: int) -> list[AnyRow]:
        """The oldest waiting messages of a group, with ``blocked``: single ones first, then a fair share of each running campaign."""
        rows: list[AnyRow] = []
        if limit > 0 and lane in self._singles:
            rows += self._rows(_direct(lane, group, self._dialect), limit)
        running = [row for row in self._running if row.lane == lane and group.sandbox in (None, row.sandbox)]
        for place, row in enumerate(running):
            share = -(-(limit - len(rows)) // (len(running) - place))
            if share > 0:
                rows += self._rows(_of_campaign(lane, group, self._dialect), share, campaign=row.id)
        return rows

    def _rows(self, query: Prepared, most: int, **values: int) -> list[AnyRow]:
        return query.run(self._connection, now=self._now, furthest=self._furthest, most=most, **values)
