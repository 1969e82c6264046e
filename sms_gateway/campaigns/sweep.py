"""What follows a campaign's end: cancelled rows written row by row, drained campaigns finished."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, select, text, update

from sms_gateway.callbacks import events
from sms_gateway.campaigns import progress
from sms_gateway.messages.states import count, moved
from sms_gateway.schema import CampaignStatus, Status, campaign, campaign_count, fallback, message

SWEEP_ROWS = 500

_OPEN_ENDED = text("fallback.due_at IS NOT NULL AND fallback.campaign_id IS NOT NULL")
_WAITING = text("message.status = 1 AND message.campaign_id IS NOT NULL")


def cancel_waiting(connection: Connection, now: datetime, limit: int = SWEEP_ROWS) -> int:
    """Write CANCELLED into up to ``limit`` waiting rows of cancelled campaigns; returns how many. Nobody claims these meanwhile."""
    left = exists().where(
        campaign_count.c.campaign_id == campaign.c.id,
        campaign_count.c.status == Status.QUEUED,
        campaign_count.c.messages > 0,
    )
    found = connection.execute(
        select(campaign.c.id).where(campaign.c.status == CampaignStatus.CANCELLED, left).limit(1)
    )
    campaign_id = found.scalar_one_or_none()
    if campaign_id is None:
        return 0
    query = (
        select(message.c.id).where(_WAITING, message.c.campaign_id == campaign_id).order_by(message.c.id).limit(limit)
    )
    ids = connection.execute(query.with_for_update(skip_locked=True)).scalars().all()
    if ids:
        values = {"status": Status.CANCELLED, "finished_at": now}
        connection.execute(update(message).where(message.c.id.in_(ids)).values(values))
        count(connection, moved([(campaign_id, Status.QUEUED, Status.CANCELLED)] * len(ids)))
        events.note(connection, [(one, Status.CANCELLED, None) for one in ids], now)
    return len(ids)


def finish_drained(connection: Connection, now: datetime) -> None:
    """Running campaigns are finished when nothing of them waits, is on its way to the provider or may yet go on by another."""
    left = exists().where(
        campaign_count.c.campaign_id == campaign.c.id,
        campaign_count.c.status.in_((Status.QUEUED, Status.CLAIMED)),
        campaign_count.c.messages > 0,
    )
    open_ended = exists().where(_OPEN_ENDED, fallback.c.campaign_id == campaign.c.id)
    query = update(campaign).where(campaign.c.status == CampaignStatus.RUNNING, ~left, ~open_ended)
    ended = query.values(status=CampaignStatus.FINISHED, finished_at=now).returning(campaign.c.id)
    ids = connection.execute(ended).scalars().all()
    if ids:
        progress.note_end(connection, ids, now)
