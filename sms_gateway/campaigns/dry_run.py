"""What a campaign would cost with its accents and without, and what its first recipients would read."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, select

from sms_gateway.campaigns.lifecycle import get, plan_of
from sms_gateway.campaigns.rows import body_of
from sms_gateway.schema import message
from sms_gateway.sealing import Sealing
from sms_gateway.text import khong_dau, measure

SAMPLE = 1000
SHOWN = 3


@dataclass(frozen=True)
class Way:
    """One way to send: segments of all recipients, and of one text on average."""

    segments: int
    per_message: float


@dataclass(frozen=True)
class DryRun:
    """``as_is`` is counted over all recipients; ``bare`` (without accents) is projected from the first ``sampled`` texts.

    ``texts``: the first texts as they would go out. ``saves``: per cent of the segments that `bare` spares.
    """

    recipients: int
    sampled: int
    texts: tuple[str, ...]
    as_is: Way
    bare: Way
    already_bare: bool

    @property
    def saves(self) -> int:
        if not self.as_is.segments:
            return 0
        return round(100 * (self.as_is.segments - self.bare.segments) / self.as_is.segments)


def dry_run(connection: Connection, sealing: Sealing, campaign_id: int) -> DryRun:
    """Reads and counts; nothing is sent or changed. Raises Problem(404, "campaign_unknown")."""
    row, plan = get(connection, campaign_id), plan_of(connection, campaign_id)
    query = select(message.c.id, message.c.content).where(message.c.campaign_id == campaign_id)
    found = connection.execute(query.order_by(message.c.id).limit(SAMPLE)).all()
    kept = (each for each in found if each.content is not None)  # erased after the retention
    bodies = [body_of(plan, orjson.loads(sealing.open("message.content", each.id, each.content))) for each in kept]
    now = sum(measure(body).segments for body in bodies)
    bare = sum(measure(khong_dau(body)).segments for body in bodies)
    projected = round(row.segments * bare / now) if now else row.segments
    return DryRun(
        recipients=row.valid,
        sampled=len(bodies),
        texts=tuple(bodies[:SHOWN]),
        as_is=_way(row.segments, row.valid),
        bare=_way(projected, row.valid),
        already_bare=plan.khong_dau,
    )


def _way(segments: int, recipients: int) -> Way:
    return Way(segments, round(segments / recipients, 2) if recipients else 0.0)
