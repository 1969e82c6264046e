"""What waits, read from the database when Prometheus asks: how much of each lane and for how long, and campaigns by state."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from threading import Lock
from typing import Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Engine, func, select, text

from bhxh.dates import utcnow
from kit.database import create_engine, reading
from sms_gateway.config import GatewayConfig
from sms_gateway.schema import CampaignStatus, Lane, Status, campaign, campaign_count, message, parked_receipt

_REMEMBERED: Final = 5.0
# Literal, or SQLite would not use the partial index of waiting messages.
_DIRECT: Final = text("message.status = 1 AND message.campaign_id IS NULL")


class QueueCollector(Collector):
    """Asks the database at most every five seconds, however often it is scraped."""

    def __init__(self, config: GatewayConfig) -> None:
        self._engine: Engine = create_engine(config.database_url)
        self._lock = Lock()
        self._kept: list[GaugeMetricFamily] = []
        self._until = 0.0

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metrics now."""
        with self._lock:
            if time.monotonic() >= self._until:
                with reading(self._engine) as connection:
                    self._kept = _families(connection)
                self._until = time.monotonic() + _REMEMBERED
            yield from self._kept


def _families(connection: Connection) -> list[GaugeMetricFamily]:
    depth = GaugeMetricFamily("bhxh_sms_queue_messages", "Messages that wait for the sender.", labels=("lane",))
    age = GaugeMetricFamily("bhxh_sms_queue_oldest_seconds", "Age of the one that waits longest.", labels=("lane",))
    waiting, oldest = _waiting(connection)
    for lane in Lane:
        depth.add_metric((lane.name.lower(),), waiting[lane])
        age.add_metric((lane.name.lower(),), oldest[lane])
    campaigns = GaugeMetricFamily("bhxh_sms_campaigns", "Campaigns by state.", labels=("status",))
    states = connection.execute(select(campaign.c.status, func.count().label("many")).group_by(campaign.c.status))
    by_status = {row.status: row.many for row in states}
    for status in CampaignStatus:
        campaigns.add_metric((status.value,), by_status.get(status.value, 0))
    parked = GaugeMetricFamily("bhxh_sms_parked_receipts", "Receipts that match no message yet.")
    parked.add_metric((), connection.execute(select(func.count()).select_from(parked_receipt)).scalar_one())
    return [depth, age, campaigns, parked]


def _waiting(connection: Connection) -> tuple[dict[int, int], dict[int, float]]:
    """Messages, and seconds of the oldest, of each lane: single ones, and those of campaigns that run, by their counts."""
    now = utcnow()
    waiting: dict[int, int] = defaultdict(int)
    oldest: dict[int, float] = defaultdict(float)
    single = select(message.c.lane, func.count().label("messages"), func.min(message.c.id).label("first"))
    for row in connection.execute(single.where(_DIRECT).group_by(message.c.lane)):
        waiting[row.lane] += row.messages
        since = connection.execute(select(message.c.created_at).where(message.c.id == row.first)).scalar_one()
        oldest[row.lane] = max(oldest[row.lane], (now - since).total_seconds())
    running = (
        select(campaign.c.lane, campaign.c.started_at, campaign_count.c.messages)
        .join(campaign_count, campaign_count.c.campaign_id == campaign.c.id)
        .where(
            campaign.c.status == CampaignStatus.RUNNING,
            campaign.c.finished_at.is_(None),
            campaign_count.c.status == Status.QUEUED,
            campaign_count.c.messages > 0,
        )
    )
    for row in connection.execute(running):
        waiting[row.lane] += row.messages
        oldest[row.lane] = max(oldest[row.lane], (now - row.started_at).total_seconds())
    return waiting, oldest
