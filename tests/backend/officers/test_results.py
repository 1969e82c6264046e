"""The 15 minutes: measured when the gateway takes the SMS, told in metrics and log while they are over. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog
from sqlalchemy import update

from backend.config import BackendConfig
from backend.database import Database
from backend.notify.delivery import drain
from backend.officers import tasks
from backend.officers.decisions import Decisions
from backend.officers.metrics import ResultsCollector
from backend.registration import results
from backend.registration.models import Dossier
from bhxh.dates import utcnow
from tests.backend.officers.conftest import QUAN_5, Declare, dossier, receive
from tests.backend.registration.conftest import Clock


class Gateway:
    """Takes everything."""

    def send(self, **message: object) -> str:
        return f"g-{message['reference']}"


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = utcnow()
    return clock


def figures(config: BackendConfig) -> dict[str, float]:
    return {
        sample.name + sample.labels.get("why", ""): sample.value
        for family in ResultsCollector(config).collect()
        for sample in family.samples
        if not sample.name.endswith("seconds")
    }


def late_by(database: Database, number: int, minutes: int) -> None:
    """As if it had been received so long ago."""
    received = utcnow() - timedelta(minutes=15 + minutes)
    with database.begin() as session:
        values = {"received_at": received, "due_at": received + timedelta(minutes=15)}
        session.execute(update(Dossier).where(Dossier.id == number).values(**values))


def test_the_time_to_the_result_is_measured_at_the_hand_over(
    decisions: Decisions, database: Database, declare: Declare, config: BackendConfig
) -> None:
    in_time, late = declare(), declare()
    for number in (in_time, late):
        decisions.accept(QUAN_5, number, receive(decisions, database, number))
    late_by(database, late, minutes=5)
    tasks.measure(database, config)
    assert dossier(database, in_time).result_sent_at is None
    before = utcnow()
    drain(database, Gateway())
    tasks.measure(database, config)
    sent = dossier(database, in_time).result_sent_at
    assert sent is not None and before <= sent <= utcnow()
    with database.reading() as session:
        assert results.last_day(session, utcnow()) == results.Day(told=2, late=1)
    assert figures(config) == {
        "bhxh_dossiers_overdueundecided": 0,
        "bhxh_dossiers_overdueuntold": 0,
        "bhxh_results_last_day": 2,
        "bhxh_results_late_last_day": 1,
    }


def test_what_is_late_is_said_in_metrics_and_log(
    decisions: Decisions, database: Database, declare: Declare, config: BackendConfig
) -> None:
    undecided, untold, waiting = declare(), declare(), declare()
    receive(decisions, database, undecided)
    decisions.accept(QUAN_5, untold, receive(decisions, database, untold))
    receive(decisions, database, waiting)
    with structlog.testing.capture_logs() as logs:
        tasks.watch(database, config)
    assert logs == []
    late_by(database, undecided, minutes=20)
    late_by(database, untold, minutes=3)
    with structlog.testing.capture_logs() as logs:
        tasks.watch(database, config)
    assert [(entry["log_level"], entry["undecided"], entry["untold"]) for entry in logs] == [("error", 1, 1)]
    found = figures(config)
    assert (found["bhxh_dossiers_overdueundecided"], found["bhxh_dossiers_overdueuntold"]) == (1, 1)


def test_the_worker_goes_on_where_the_register_was_away(
    decisions: Decisions, database: Database, declare: Declare, config: BackendConfig, households: object
) -> None:
    number = declare()
    version = receive(decisions, database, number)
    households.away = True  # type: ignore[attr-defined]
    decisions.accept(QUAN_5, number, version)
    tasks.resume(database, config)
    assert dossier(database, number).state == "CAP_TK"
