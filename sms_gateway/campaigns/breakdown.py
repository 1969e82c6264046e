"""A campaign's messages by telco, and its failures by reason.

Counting reads every row of the campaign (a second or two for a million), so a count is kept for ten times as long as it took:
looking never costs more than a tenth of one processor, however many people look.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select

from kit.database import reading
from sms_gateway.messages.states import label, shown
from sms_gateway.schema import Status, campaign, message

_LEAST_SECONDS = 3.0
_TIMES_THE_COST = 10.0
_REMEMBERED = 200
_MOST_REASONS = 12
_BAD = frozenset({Status.FAILED, Status.EXPIRED, Status.UNKNOWN})


@dataclass(frozen=True)
class Breakdown:
    """``telcos``: messages per status for each telco, most messages first. ``reasons``: (status, error, messages), most first."""

    telcos: dict[str, dict[str, int]]
    reasons: list[tuple[str, str, int]]


@dataclass
class _Kept:
    found: Breakdown
    until: float


class Breakdowns:
    """Counts, and remembers for a while. One per process; safe between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[int, _Kept] = {}
        self._counting: dict[int, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def get(self, campaign_id: int) -> Breakdown:
        """The count, not older than ten times what counting takes. The campaign must exist."""
        kept = self._kept.get(campaign_id)
        if kept is not None and kept.until > time.monotonic():
            return kept.found
        with self._lock:
            counting = self._counting[campaign_id]
        if kept is not None and not counting.acquire(blocking=False):
            return kept.found  # somebody is counting: what was known a moment ago will do
        if kept is None:
            counting.acquire()
        try:
            return self._count(campaign_id)
        finally:
            counting.release()

    def _count(self, campaign_id: int) -> Breakdown:
        kept = self._kept.get(campaign_id)
        if kept is not None and kept.until > time.monotonic():
            return kept.found
        began = time.monotonic()
        with reading(self._engine) as connection:
            found = count(connection, campaign_id)
        took = time.monotonic() - began
        with self._lock:
            self._kept[campaign_id] = _Kept(found, time.monotonic() + max(_LEAST_SECONDS, took * _TIMES_THE_COST))
            while len(self._kept) > _REMEMBERED:
                oldest = min(self._kept, key=lambda known: self._kept[known].until)
                del self._kept[oldest]
                self._counting.pop(oldest, None)
        return found


def count(connection: Connection, campaign_id: int) -> Breakdown:
    """Reads every message of the campaign."""
    campaign_status = connection.execute(select(campaign.c.status).where(campaign.c.id == campaign_id)).scalar_one()
    columns = (message.c.telco, message.c.status, message.c.error)
    query = select(*columns, func.count().label("messages")).where(message.c.campaign_id == campaign_id)
    telcos: dict[str, Counter[Status]] = defaultdict(Counter)
    reasons: Counter[tuple[str, str]] = Counter()
    for row in connection.execute(query.group_by(*columns)):
        status = shown(row.status, campaign_status)
        telcos[row.telco or "other"][status] += row.messages
        if status in _BAD:
            reasons[label(status), row.error or label(status)] += row.messages
    ordered = sorted(telcos.items(), key=lambda item: (-item[1].total(), item[0]))
    return Breakdown(
        {telco: {label(status): counts[status] for status in sorted(counts)} for telco, counts in ordered},
        [(status, reason, messages) for (status, reason), messages in reasons.most_common(_MOST_REASONS)],
    )
