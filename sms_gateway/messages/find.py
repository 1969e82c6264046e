"""What became of one message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bhxh.messages import text
from kit.problems import Problem
from sms_gateway.messages.states import label, shown
from sms_gateway.schema import AnyRow, Lane, campaign, fallback, message


def find(connection: Connection, message_id: int, key_id: int) -> dict[str, Any]:
    """State of a message of this key: no body and no number, which the caller knows.

    Raises Problem(404, "message_unknown") for another key's message too, so that ids cannot be probed.
    """
    query = (
        select(message, campaign.c.status.label("campaign_status"))
        .outerjoin(campaign, campaign.c.id == message.c.campaign_id)
        .where(message.c.id == message_id, message.c.key_id == key_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Problem(404, "message_unknown", text("sms.message_unknown"))
    went_on = None if row.fell_back_at is None else _went_on(connection, message_id)
    return shown_state(row) | {"went_on": went_on}


def shown_state(row: AnyRow) -> dict[str, Any]:
    """A message's row, with ``campaign_status`` beside it, as the API shows it; moments in ISO 8601."""
    return {
        "id": row.id,
        "status": label(shown(row.status, row.campaign_status)),
        "lane": Lane(row.lane).name.lower(),
        "encoding": row.encoding,
        "segments": row.segments,
        "campaign_id": row.campaign_id,
        "provider": row.provider,
        "error": row.error,
        "created_at": _moment(row.created_at),
        "sent_at": _moment(row.sent_at),
        "finished_at": _moment(row.finished_at),
    }


def _went_on(connection: Connection, message_id: int) -> dict[str, Any] | None:
    """The provider that it went on from, and what that one has reported since; None once that is forgotten."""
    row = connection.execute(select(fallback).where(fallback.c.message_id == message_id)).one_or_none()
    if row is None:
        return None
    return {
        "provider": row.provider,
        "reason": row.reason,
        "at": _moment(row.went_on_at),
        "delivered_at": _moment(row.reported_at),
    }


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(timespec="milliseconds")
