"""Asking a provider again for what it has left unanswered, where it knows a message that it was given before.

Such a provider (``Capabilities.dedupes``) takes a message once, however often it is handed over, so that what a broken line or a
killed sender has left unknown can be settled without a risk: it answers "taken before", or takes it now. This holds for that
provider alone, and as long as it remembers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, text, update

from sms_gateway.messages.states import count, moved
from sms_gateway.rules import blocks
from sms_gateway.schema import AnyRow, CampaignStatus, Lane, Status, campaign, message, sender_run
from sms_gateway.sender.waiting import COLUMNS, LONGEST_PAUSE

KNOWN = timedelta(hours=20)
"""How long after the hand-over. Providers remember for a day; what is uncertain about when it began is left over."""

AT_ONCE = 100
"""Messages of one provider and lane."""

_AWAITING = text("message.status IN (3, 7)")
_LANES = (Lane.TRANSACTIONAL, Lane.BULK)
"""Never OTP: the text is erased, and who waits for a code has asked for another."""

_ALIVE = (CampaignStatus.RUNNING, CampaignStatus.FINISHED)


def ask(
    connection: Connection,
    run_id: int,
    now: datetime,
    rooms: Mapping[Lane, Mapping[str, int]],
    providers: Collection[str],
) -> dict[str, list[AnyRow]]:
    """Claim unanswered messages for the provider that has them, by provider; they may be handed over once this is committed.

    ``rooms``: for each lane, how many messages each provider takes; ``providers``: those that dedupe.
    """
    asked: dict[str, list[AnyRow]] = defaultdict(list)
    for provider in providers:
        for lane in _LANES:
            room = min(AT_ONCE, rooms.get(lane, {}).get(provider, 0))
            if room > 0:
                asked[provider] += _unanswered(connection, provider, lane, now, room)
        _mark(connection, run_id, asked[provider])
    changes = [(row.campaign_id, Status.UNKNOWN, Status.CLAIMED) for rows in asked.values() for row in rows]
    count(connection, moved(changes))
    return {provider: rows for provider, rows in asked.items() if rows}


def _handed_over() -> ColumnElement[datetime]:
    """When it was last with its provider, or a little later: the dead sender's last sign of life, or its own word that it had no
    answer."""
    run = sender_run.c.heartbeat_at
    return case((message.c.error == "sender_died", run), else_=func.coalesce(message.c.not_before, run))


def _unanswered(connection: Connection, provider: str, lane: Lane, now: datetime, limit: int) -> list[AnyRow]:
    handed_over = _handed_over().label("handed_over")
    alive = select(campaign.c.id).where(campaign.c.status.in_(_ALIVE))
    query = (
        select(*COLUMNS, message.c.known_until, handed_over)
        .join(sender_run, sender_run.c.id == message.c.run_id)
        .where(
            _AWAITING,
            message.c.status == Status.UNKNOWN,
            message.c.provider == provider,
            message.c.provider_message_id.is_(None),
            message.c.sent_at.is_(None),
            message.c.lane == lane,
            message.c.content.is_not(None),
            message.c.phone.is_not(None),
            or_(message.c.not_before.is_(None), ~message.c.not_before.between(now, now + LONGEST_PAUSE)),
            or_(message.c.expires_at.is_(None), message.c.expires_at > now),
            or_(message.c.known_until > now, and_(message.c.known_until.is_(None), handed_over > now - KNOWN)),
            or_(message.c.campaign_id.is_(None), message.c.campaign_id.in_(alive)),
            ~blocks.holds_back(lane),
        )
    )
    rows = connection.execute(query.order_by(message.c.id).limit(limit).with_for_update(of=message, skip_locked=True))
    return list(rows.all())


def _mark(connection: Connection, run_id: int, rows: Sequence[AnyRow]) -> None:
    for row in rows:
        values = {
            "status": Status.CLAIMED,
            "run_id": run_id,
            "attempts": message.c.attempts + 1,
            "known_until": row.known_until or row.handed_over + KNOWN,
        }
        connection.execute(update(message).where(message.c.id == row.id).values(values))
