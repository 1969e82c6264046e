"""How many messages went out by themselves, in no campaign: OTPs and single notices. Counts, and nothing that leads to a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from sms_gateway.messages.states import label
from sms_gateway.schema import Lane, Status, message, template

_SINGLE = text("message.campaign_id IS NULL")
"""As the index ``ix_message_single`` has it."""


@dataclass
class Singles:
    """Messages of one lane and template (None: a text of its own): how many by status, and their segments."""

    lane: str
    template: str | None
    counts: dict[str, int]
    segments: int


def singles(connection: Connection, since: datetime, until: datetime) -> list[Singles]:
    """What was taken in ``since`` <= t < ``until``, by lane and template; what test keys sent to the sandbox is not counted."""
    columns = (message.c.lane, template.c.name, message.c.status)
    query = (
        select(*columns, func.count().label("messages"), func.sum(message.c.segments).label("segments"))
        .select_from(message.outerjoin(template, template.c.id == message.c.template_id))
        .where(_SINGLE, message.c.created_at >= since, message.c.created_at < until, message.c.sandbox.is_(False))
        .group_by(*columns)
        .order_by(*columns)
    )
    found: dict[tuple[int, str | None], Singles] = {}
    for row in connection.execute(query):
        one = found.setdefault((row.lane, row.name), Singles(Lane(row.lane).name.lower(), row.name, {}, 0))
        one.counts[label(Status(row.status))] = row.messages
        one.segments += int(row.segments)
    return list(found.values())
