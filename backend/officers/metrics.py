"""The 15 minutes as Prometheus metrics, read from the database when it asks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Lock
from typing import Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from backend.config import BackendConfig
from backend.database import Database
from backend.registration import results
from bhxh.dates import utcnow

_REMEMBERED: Final = 5.0


class ResultsCollector(Collector):
    """Asks the database at most every five seconds, however often it is scraped."""

    def __init__(self, config: BackendConfig) -> None:
        self._database = Database.open(config)
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
                self._kept = self._ask()
                self._until = time.monotonic() + _REMEMBERED
            yield from self._kept

    def _ask(self) -> list[GaugeMetricFamily]:
        now = utcnow()
        with self._database.reading() as session:
            late = results.lateness(session, now)
            day = results.last_day(session, now)
        overdue = GaugeMetricFamily(
            "bhxh_dossiers_overdue", "Dossiers without a result 15 minutes after reception.", labels=("why",)
        )
        overdue.add_metric(("undecided",), late.undecided)
        overdue.add_metric(("untold",), late.untold)
        waited = (now - late.oldest).total_seconds() if late.oldest else 0.0
        return [
            overdue,
            GaugeMetricFamily("bhxh_dossiers_overdue_seconds", "How long the worst of them is overdue.", waited),
            GaugeMetricFamily("bhxh_results_last_day", "Results that went out in the last 24 hours.", day.told),
            GaugeMetricFamily("bhxh_results_late_last_day", "Those after more than 15 minutes.", day.late),
        ]
