"""Which message a phone's text answers: the last that its number was sent, of those of the last week.

Single messages are found through the number's counter. A campaign's recipients are not indexed by number (the index would cost an
import a third of its time), so the campaigns of the week are read through once for many texts; only replies pay for that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, or_, select

from sms_gateway.rules.caps import of_number
from sms_gateway.schema import AnyRow, CampaignStatus, Lane, Status, campaign, message, segment_use

LATELY = timedelta(days=7)

_REACHED = (Status.SENT, Status.DELIVERED, Status.UNKNOWN)
_BEGUN = (CampaignStatus.RUNNING, CampaignStatus.PAUSED, CampaignStatus.FINISHED, CampaignStatus.CANCELLED)
_COLUMNS = (message.c.id, message.c.key_id, message.c.phone_hash, message.c.sent_at)


@dataclass(frozen=True)
class Notice:
    """A message that was sent, and whose it is."""

    message_id: int
    key_id: int | None
    sent_at: datetime


def answered(connection: Connection, phone_hashes: Collection[bytes], now: datetime) -> dict[bytes, Notice]:
    """For each number the message it was last sent, if it was lately. Codes are not answered."""
    found: dict[bytes, Notice] = {}
    rows = [*_single(connection, phone_hashes, now), *_of_campaigns(connection, phone_hashes, now)]
    for row in sorted(rows, key=lambda row: (row.sent_at, row.id)):
        found[bytes(row.phone_hash)] = Notice(row.id, row.key_id, row.sent_at)
    return found


def _sent(phone_hashes: Collection[bytes], now: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        message.c.phone_hash.in_(phone_hashes),
        message.c.lane != Lane.OTP,
        message.c.sent_at > now - LATELY,
        or_(*(message.c.status == status for status in _REACHED)),
    )


def _single(connection: Connection, phone_hashes: Collection[bytes], now: datetime) -> Sequence[AnyRow]:
    numbers = [of_number(phone_hash) for phone_hash in phone_hashes]
    latest = select(segment_use.c.message_id).where(segment_use.c.bucket.in_(numbers))
    ids = [one for one in connection.execute(latest).scalars() if one is not None]
    return connection.execute(select(*_COLUMNS).where(message.c.id.in_(ids), *_sent(phone_hashes, now))).all()


def _of_campaigns(connection: Connection, phone_hashes: Collection[bytes], now: datetime) -> Sequence[AnyRow]:
    ended = or_(campaign.c.finished_at.is_(None), campaign.c.finished_at > now - LATELY)
    begun = select(campaign.c.id).where(campaign.c.status.in_(_BEGUN), campaign.c.started_at.is_not(None), ended)
    ids = connection.execute(begun).scalars().all()
    rows: list[AnyRow] = []
    for campaign_id in ids:
        query = select(*_COLUMNS).where(message.c.campaign_id == campaign_id, *_sent(phone_hashes, now))
        rows += connection.execute(query).all()
    return rows
