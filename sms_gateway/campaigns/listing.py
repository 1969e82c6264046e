"""Campaigns side by side: a key's own, newest first, and those that wait for a second person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, select

from sms_gateway.campaigns.view import counts_of
from sms_gateway.config import GatewayConfig
from sms_gateway.schema import CampaignStatus, campaign, template

PAGE = 50
_SHOWN = (
    "id", "name", "status", "rows", "valid", "segments", "created_by", "created_at", "approved_by", "file_name", "khong_dau",
)  # fmt: skip


def own(
    connection: Connection, key_id: int | None, status: CampaignStatus | None, before: int | None
) -> list[dict[str, Any]]:
    """At most `PAGE` campaigns of a key (None: of all), newest first; ``before``: only those with a smaller id."""
    query = _summaries()
    if key_id is not None:
        query = query.where(campaign.c.key_id == key_id)
    if status is not None:
        query = query.where(campaign.c.status == status)
    if before is not None:
        query = query.where(campaign.c.id < before)
    return _rows(connection, query)


def waiting(connection: Connection, config: GatewayConfig, *, sandbox: bool) -> list[dict[str, Any]]:
    """Campaigns of every key that must not start before somebody approves them, newest first.

    ``sandbox``: those made with a test key; a test key approves those alone, and a live key the others.
    """
    threshold = config.campaign_approval_above
    if threshold is None:
        return []
    query = _summaries().where(
        campaign.c.status == CampaignStatus.READY,
        campaign.c.finished_at.is_(None),
        campaign.c.approved_by.is_(None),
        campaign.c.valid >= threshold,
        campaign.c.sandbox == sandbox,
    )
    return _rows(connection, query)


def _summaries() -> Select[Any]:
    columns = [campaign.c[name] for name in _SHOWN]
    words = (template.c.name.label("template"), template.c.body.label("template_body"))
    return (
        select(*columns, *words)
        .join(template, template.c.id == campaign.c.template_id)
        .order_by(campaign.c.id.desc())
        .limit(PAGE)
    )


def _rows(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    rows = connection.execute(query).all()
    counts = counts_of(connection, {row.id: row.status for row in rows})
    return [dict(row._mapping) | {"counts": counts[row.id]} for row in rows]
