"""Finding what waits, oldest first. The statements are made once: making one costs more than SQLite needs to answer it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    TextClause,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    text,
)

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
    message.c.created_at,
    message.c.fell_back_at,
)
"""What routing and composing a message need of its row."""

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
def _direct(lane: Lane, group: Group) -> Select[Any]:
    which: list[ColumnElement[bool] | TextClause] = [_DIRECT, message.c.lane == lane]
    if group.sandbox is not None:
        which.append(message.c.sandbox.is_(group.sandbox))
    if group.telcos is not None:
        which.append(message.c.telco.in_(sorted(group.telcos)))
    return _oldest(lane, *which)


@lru_cache(maxsize=256)
def _of_campaign(lane: Lane, group: Group) -> Select[Any]:
    which: list[ColumnElement[bool] | TextClause] = [_OF_CAMPAIGN, message.c.campaign_id == bindparam("campaign")]
    if group.telcos is not None:
        which.append(message.c.telco.in_(sorted(group.telcos)))
    return _oldest(lane, *which)


class Waiting:
    """What waits when a claim begins: one look says which lanes have single messages and which campaigns run."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        singles = connection.execute(_SINGLES).one()
        self._singles = {lane for lane, any_waits in zip(Lane, singles, strict=True) if any_waits}
        self._running = connection.execute(_RUNNING).all()

    def oldest(self, lane: Lane, group: Group, limit: int) -> list[AnyRow]:
        """The oldest waiting messages of a group, with ``blocked``: single ones first, then a fair share of each running campaign."""
        rows: list[AnyRow] = []
        if limit > 0 and lane in self._singles:
            rows += self._rows(_direct(lane, group), limit)
        running = [row for row in self._running if row.lane == lane and group.sandbox in (None, row.sandbox)]
        for place, row in enumerate(running):
            share = -(-(limit - len(rows)) // (len(running) - place))
            if share > 0:
                rows += self._rows(_of_campaign(lane, group), share, campaign=row.id)
        return rows

    def _rows(self, query: Select[Any], most: int, **values: int) -> list[AnyRow]:
        return list(
            self._connection.execute(
                query, {"now": self._now, "furthest": self._now + LONGEST_PAUSE, "most": most, **values}
            ).all()
        )
