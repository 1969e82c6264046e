"""Which moves between states are allowed, and the counts per campaign that move with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import Connection, Dialect, bindparam, insert, update

from sms_gateway.bulk import BulkStatement
from sms_gateway.schema import CampaignStatus, Status, campaign_count

OPEN_TO_RECEIPTS = frozenset({Status.CLAIMED, Status.SENT, Status.UNKNOWN})
"""A receipt moves only these. CLAIMED: the receipt overtook the provider's answer. Everything else is final, so a second
receipt, or an older one that comes later, changes nothing."""

FINAL = frozenset({Status.DELIVERED, Status.FAILED, Status.EXPIRED, Status.CANCELLED, Status.SUPPRESSED})

_NEVER_STARTED = frozenset({CampaignStatus.DRAFT, CampaignStatus.IMPORTING, CampaignStatus.READY})

Moves = Counter[tuple[int, int]]
"""How many messages enter (+) or leave (-) each (campaign id, status)."""


def shown(status: int, campaign_status: str | None) -> Status:
    """The status that is reported for a stored one.

    Starting or cancelling a campaign takes effect at once, without a write to each of perhaps a million rows: what waits in a
    campaign that was never started is CREATED, and in a cancelled one CANCELLED even before it is swept.
    """
    if status == Status.QUEUED and campaign_status in _NEVER_STARTED:
        return Status.CREATED
    if status == Status.QUEUED and campaign_status == CampaignStatus.CANCELLED:
        return Status.CANCELLED
    return Status(status)


def label(status: Status) -> str:
    """The status as the API and the export name it."""
    return status.name.lower()


def moved(changes: Iterable[tuple[int | None, int, int]]) -> Moves:
    """The moves of (campaign id, from, to) changes; messages without a campaign are not counted."""
    moves: Moves = Counter()
    for (campaign_id, before, after), messages in Counter(changes).items():
        if campaign_id is not None and before != after:
            moves[campaign_id, before] -= messages
            moves[campaign_id, after] += messages
    return moves


def open_counts(connection: Connection, campaign_id: int) -> None:
    """A zero for each status of a new campaign, so that later moves are plain updates."""
    rows = [{"campaign_id": campaign_id, "status": status, "messages": 0} for status in Status]
    connection.execute(insert(campaign_count), rows)


@lru_cache(maxsize=4)
def _shift(dialect: Dialect) -> BulkStatement:
    which = (campaign_count.c.campaign_id == bindparam("campaign"), campaign_count.c.status == bindparam("state"))
    statement = update(campaign_count).where(*which).values(messages=campaign_count.c.messages + bindparam("by"))
    return BulkStatement(statement, ("by", "campaign", "state"), dialect)


def count(connection: Connection, moves: Moves) -> None:
    """Write the moves. In one order everywhere, or two PostgreSQL senders would wait for each other for ever."""
    rows = [(moves[key], key[0], int(key[1])) for key in sorted(moves) if moves[key]]
    _shift(connection.dialect).execute(connection, rows)
