"""How a campaign stands: state, counts per status, segments, cost, rate and when it will be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from bhxh.dates import utcnow
from sms_gateway.campaigns.lifecycle import get, needs_approval
from sms_gateway.config import GatewayConfig
from sms_gateway.messages.states import label, shown
from sms_gateway.schema import (
    AnyRow,
    CampaignStatus,
    Lane,
    Status,
    campaign,
    campaign_count,
    campaign_error,
    campaign_rate,
    template,
)

FIRST_ERRORS = 100
_FRESH = timedelta(seconds=5)
"""A sender writes its rate every second; an older figure is that of a sender that has stopped."""


def view(connection: Connection, campaign_id: int, config: GatewayConfig, key_id: int | None = None) -> dict[str, Any]:
    """The campaign as ``GET /campaigns/{id}`` shows it. ``rate``: messages per second now, ``eta``: moment or None.

    Raises Problem(404, "campaign_unknown"), also for another key's campaign when ``key_id`` is given.
    """
    row = get(connection, campaign_id, key_id)
    words = connection.execute(select(template.c.name, template.c.body).where(template.c.id == row.template_id)).one()
    counts = status_counts(connection, campaign_id, row.status)
    rate = _rate(connection, campaign_id) if row.status == CampaignStatus.RUNNING else 0.0
    left = counts.get(label(Status.QUEUED), 0) + counts.get(label(Status.CLAIMED), 0)
    eta = utcnow() + timedelta(seconds=left / rate) if rate and left else None
    return {
        "id": row.id,
        "name": row.name,
        "template": words.name,
        "template_body": words.body,
        "khong_dau": row.khong_dau,
        "lane": Lane(row.lane).name.lower(),
        "file_name": row.file_name,
        "created_by": row.created_by,
        "created_at": row.created_at.isoformat(timespec="seconds"),
        "started_at": _moment(row.started_at),
        "finished_at": _moment(row.finished_at),
        "status": row.status,
        "rows": row.rows,
        "valid": row.valid,
        "invalid": row.invalid,
        "errors": _errors(connection, campaign_id),
        "import_error": row.import_error,
        "counts": counts,
        "segments": row.segments,
        "cost": None if config.segment_price is None else row.segments * config.segment_price,
        "rate": round(rate, 1),
        "needs_approval": needs_approval(row, config),
        "approved_by": row.approved_by,
        "start_at": _moment(row.start_at),
        "sent_before": sent_before(connection, row),
        "eta": _moment(eta),
    }


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(timespec="seconds")


def sent_before(connection: Connection, row: AnyRow) -> list[str]:
    """The ids of this key's other campaigns of the same file that were started, newest first, at most five."""
    if row.file_hash is None:
        return []
    query = select(campaign.c.id).where(
        campaign.c.key_id == row.key_id,
        campaign.c.file_hash == row.file_hash,
        campaign.c.id != row.id,
        campaign.c.started_at.is_not(None),
    )
    return [str(found) for found in connection.execute(query.order_by(campaign.c.id.desc()).limit(5)).scalars()]


def status_counts(connection: Connection, campaign_id: int, campaign_status: str) -> dict[str, int]:
    """Messages per reported status, only those that occur, in the order of a message's life."""
    return counts_of(connection, {campaign_id: campaign_status})[campaign_id]


def counts_of(connection: Connection, statuses: Mapping[int, str]) -> dict[int, dict[str, int]]:
    """`status_counts` of several campaigns, whose own status is given by id."""
    query = select(campaign_count.c.campaign_id, campaign_count.c.status, campaign_count.c.messages).where(
        campaign_count.c.campaign_id.in_(statuses), campaign_count.c.messages != 0
    )
    found: dict[int, dict[Status, int]] = {campaign_id: {} for campaign_id in statuses}
    for row in connection.execute(query):
        status, counts = shown(row.status, statuses[row.campaign_id]), found[row.campaign_id]
        counts[status] = counts.get(status, 0) + row.messages
    return {
        campaign_id: {label(status): counts[status] for status in sorted(counts)}
        for campaign_id, counts in found.items()
    }


def _rate(connection: Connection, campaign_id: int) -> float:
    query = select(func.coalesce(func.sum(campaign_rate.c.per_second), 0.0)).where(
        campaign_rate.c.campaign_id == campaign_id, campaign_rate.c.at > utcnow() - _FRESH
    )
    return float(connection.execute(query).scalar_one())


def _errors(connection: Connection, campaign_id: int) -> list[dict[str, Any]]:
    table = campaign_error.c
    query = (
        select(table.row, table.column, table.code, table.detail)
        .where(table.campaign_id == campaign_id)
        .order_by(table.row, table.id)
        .limit(FIRST_ERRORS)
    )
    return [dict(row._mapping) for row in connection.execute(query)]
