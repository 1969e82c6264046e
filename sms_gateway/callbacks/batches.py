"""What a batch of events says. The receiving end of it is ``sms_gateway.client.callbacks``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from sms_gateway.bulk import among
from sms_gateway.messages.states import label
from sms_gateway.schema import (
    AnyRow,
    Status,
    callback_event,
    campaign,
    inbound_message,
    message,
    message_reference,
    template,
)
from sms_gateway.sealing import Sealing

AT_ONCE = 500


def waiting(connection: Connection, key_id: int) -> Sequence[AnyRow]:
    """The oldest events of a key, at most AT_ONCE, in order."""
    query = select(callback_event).where(callback_event.c.key_id == key_id)
    return connection.execute(query.order_by(callback_event.c.id).limit(AT_ONCE)).all()


def body_of(connection: Connection, sealing: Sealing, rows: Sequence[AnyRow]) -> bytes:
    """The batch as JSON. A text that retention has deleted meanwhile is left out."""
    about = _messages(connection, {row.message_id for row in rows if row.message_id is not None})
    texts = _texts(connection, {row.inbound_id for row in rows if row.inbound_id is not None})
    events = []
    for row in rows:
        if row.inbound_id is None:
            events.append(_status(row, about.get(row.message_id)))
        elif row.inbound_id in texts:
            events.append(_inbound(sealing, row, texts[row.inbound_id], about.get(row.message_id)))
    return orjson.dumps({"events": events})


def _status(row: AnyRow, about: AnyRow | None) -> dict[str, Any]:
    told = {"id": str(row.id), "type": "status", "message_id": str(row.message_id), "at": _moment(row.at)}
    named: dict[str, Any] = {"reference": None, "campaign_id": None, "row": None}
    if about is not None:
        named = {"reference": about.reference, "campaign_id": _text(about.campaign_id), "row": about.row}
    return {**told, **named, "status": label(Status(row.status)), "error": row.error}


def _inbound(sealing: Sealing, row: AnyRow, received: AnyRow, about: AnyRow | None) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "type": "inbound",
        "inbound_id": str(received.id),
        "from": sealing.open("inbound_message.phone", received.id, received.phone),
        "to": received.recipient,
        "text": sealing.open("inbound_message.body", received.id, received.body),
        "missing_parts": received.missing,
        "at": _moment(received.received_at),
        "answers": None if about is None else _notice(about),
    }


def _notice(about: AnyRow) -> dict[str, Any]:
    return {
        "message_id": str(about.id),
        "reference": about.reference,
        "template": about.template,
        "campaign_id": _text(about.campaign_id),
        "campaign": about.campaign,
        "sent_at": None if about.sent_at is None else _moment(about.sent_at),
    }


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _messages(connection: Connection, ids: Collection[int]) -> dict[int, AnyRow]:
    if not ids:
        return {}
    query = (
        select(
            message.c.id,
            message.c.campaign_id,
            message.c.row,
            message.c.sent_at,
            message_reference.c.reference,
            template.c.name.label("template"),
            campaign.c.name.label("campaign"),
        )
        .outerjoin(message_reference, message_reference.c.message_id == message.c.id)
        .outerjoin(template, template.c.id == message.c.template_id)
        .outerjoin(campaign, campaign.c.id == message.c.campaign_id)
        .where(among(message.c.id, sorted(ids), connection.dialect))
    )
    return {row.id: row for row in connection.execute(query)}


def _texts(connection: Connection, ids: Collection[int]) -> dict[int, AnyRow]:
    if not ids:
        return {}
    query = select(inbound_message).where(among(inbound_message.c.id, sorted(ids), connection.dialect))
    return {row.id: row for row in connection.execute(query)}
