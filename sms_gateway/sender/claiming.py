"""Taking messages from the table, in strict order of lanes, and making them ready to hand over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import ColumnElement, Connection, TextClause, or_, select, text, update

from sms_gateway.bulk import among
from sms_gateway.campaigns.lifecycle import plan_of
from sms_gateway.campaigns.rows import Plan, body_of
from sms_gateway.messages.states import count, moved
from sms_gateway.providers import Outgoing
from sms_gateway.schema import AnyRow, CampaignStatus, Lane, Status, campaign, message
from sms_gateway.sealing import Sealing
from sms_gateway.templates import Template, get, render

_TAKEN = (
    message.c.id,
    message.c.campaign_id,
    message.c.lane,
    message.c.sandbox,
    message.c.template_id,
    message.c.khong_dau,
    message.c.phone,
    message.c.content,
    message.c.encoding,
    message.c.segments,
    message.c.expires_at,
)
_LANES = {lane.value: lane for lane in Lane}
# Literal, or SQLite would not use the partial indexes of waiting messages.
_DIRECT = text("message.status = 1 AND message.campaign_id IS NULL")
_OF_CAMPAIGN = text("message.status = 1 AND message.campaign_id IS NOT NULL")

Route = Callable[[bool, Lane], str]
"""The provider's name for (test key's message, lane)."""


def claim(
    connection: Connection, run_id: int, now: datetime, budget: Mapping[Lane, int], route: Route
) -> dict[str, list[AnyRow]]:
    """Claim up to ``budget`` waiting messages per lane, by provider. They may be handed over once this is committed.

    Nothing of a lane is taken while more of a more urgent one waits. What has run out of time becomes expired instead.
    """
    taken: list[AnyRow] = []
    for lane in Lane:
        limit = budget.get(lane, 0)
        rows = _waiting(connection, lane, now, limit)
        taken += rows
        if lane != Lane.BULK and len(rows) >= limit:
            break
    expired = [row for row in taken if (until := row.expires_at) is not None and until <= now]
    _expire(connection, expired, now)
    gone = {row.id for row in expired}
    by_provider: dict[str, list[AnyRow]] = defaultdict(list)
    routes: dict[tuple[bool, int], list[AnyRow]] = {}
    for row in taken:
        if row.id not in gone:
            way = row.sandbox, row.lane
            if way not in routes:
                routes[way] = by_provider[route(row.sandbox, Lane(row.lane))]
            routes[way].append(row)
    for provider, rows in by_provider.items():
        _mark(
            connection, rows, status=Status.CLAIMED, run_id=run_id, provider=provider, attempts=message.c.attempts + 1
        )
    changes = [(row.campaign_id, Status.QUEUED, Status.EXPIRED if row.id in gone else Status.CLAIMED) for row in taken]
    count(connection, moved(changes))
    return by_provider


def _waiting(connection: Connection, lane: Lane, now: datetime, limit: int) -> list[AnyRow]:
    """The oldest waiting messages of a lane: single ones first, then a fair share of each running campaign."""
    if limit <= 0:
        return []
    rows = _oldest(connection, _DIRECT, message.c.lane == lane, now, limit)
    query = select(campaign.c.id).where(
        campaign.c.status == CampaignStatus.RUNNING, campaign.c.lane == lane, campaign.c.finished_at.is_(None)
    )
    running = connection.execute(query.order_by(campaign.c.id)).scalars().all()
    for place, campaign_id in enumerate(running):
        share = -(-(limit - len(rows)) // (len(running) - place))
        rows += _oldest(connection, _OF_CAMPAIGN, message.c.campaign_id == campaign_id, now, share)
    return rows


def _oldest(
    connection: Connection, waiting: TextClause, of: ColumnElement[bool], now: datetime, limit: int
) -> list[AnyRow]:
    if limit <= 0:
        return []
    due = or_(message.c.not_before.is_(None), message.c.not_before <= now)
    query = select(*_TAKEN).where(waiting, of, due).order_by(message.c.id).limit(limit)
    return list(connection.execute(query.with_for_update(skip_locked=True)).all())


def _expire(connection: Connection, rows: Sequence[AnyRow], now: datetime) -> None:
    secret = [row for row in rows if row.lane == Lane.OTP]
    plain = [row for row in rows if row.lane != Lane.OTP]
    _mark(connection, secret, status=Status.EXPIRED, finished_at=now, error="expired", content=None)
    _mark(connection, plain, status=Status.EXPIRED, finished_at=now, error="expired")


def _mark(connection: Connection, rows: Sequence[AnyRow], **values: object) -> None:
    if rows:
        ids = [row.id for row in rows]
        connection.execute(update(message).where(among(message.c.id, ids, connection.dialect)).values(**values))


class Composer:
    """Turns claimed rows into messages. Templates and campaigns' columns never change, so they are read once."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing
        self._templates: dict[int, Template] = {}
        self._plans: dict[int, Plan] = {}

    def learn(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        """Read what composing these rows needs, while their transaction is open."""
        for row in rows:
            if row.campaign_id is not None:
                if row.campaign_id not in self._plans:
                    self._plans[row.campaign_id] = plan_of(connection, row.campaign_id)
            elif row.template_id is not None and row.template_id not in self._templates:
                self._templates[row.template_id] = get(connection, row.template_id)

    def compose(self, row: AnyRow) -> Outgoing:
        """The message in clear. Raises what decryption raises when the row was tampered with or its key is gone."""
        message_id, campaign_id = row.id, row.campaign_id
        content = self._sealing.open("message.content", message_id, row.content)
        if campaign_id is not None:
            body = body_of(self._plans[campaign_id], orjson.loads(content))
        elif row.template_id is not None:
            body = render(self._templates[row.template_id].body, orjson.loads(content), row.khong_dau)
        else:
            body = content
        msisdn = self._sealing.open("message.phone", message_id, row.phone)
        return Outgoing(message_id, campaign_id, _LANES[row.lane], msisdn, body, row.encoding, row.segments)
