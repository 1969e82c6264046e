from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from backend import maintain
from backend.config import BackendConfig
from backend.database import Database
from backend.maintain import schedule
from backend.maintain.models import PeriodicTask
from bhxh.dates import utcnow


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    schedule.tasks()
    monkeypatch.setattr(schedule, "_tasks", {})
    ran: Counter[str] = Counter()

    @maintain.periodic("test.good", every=timedelta(hours=1))
    def good(database: Database, config: BackendConfig) -> None:
        ran["good"] += 1

    @maintain.periodic("test.bad", every=timedelta(hours=1))
    def bad(database: Database, config: BackendConfig) -> None:
        ran["bad"] += 1
        raise ValueError("Nguyễn Văn An")

    yield ran


def test_a_task_runs_when_it_is_due_and_not_before(
    database: Database, config: BackendConfig, ran: Counter[str]
) -> None:
    assert maintain.run_due(database, config) == ["test.good"]
    assert maintain.run_due(database, config) == []
    with database.begin() as session:
        session.execute(update(PeriodicTask).values(due_at=utcnow()))
    maintain.run_due(database, config)
    assert ran == {"good": 2, "bad": 2}


def test_maintain_runs_everything_now_and_names_what_failed(
    database: Database, config: BackendConfig, ran: Counter[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert maintain.run(config) == ["test.bad"]
    assert maintain.run(config) == ["test.bad"]
    assert ran == {"good": 2, "bad": 2}
    assert "Nguyễn" not in "".join(capsys.readouterr())


def test_of_two_workers_one_has_the_turn(database: Database, config: BackendConfig, ran: Counter[str]) -> None:
    together = Barrier(4)

    def work() -> None:
        own = Database.open(config)
        together.wait()
        maintain.run_due(own, config)
        own.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ran == {"good": 1, "bad": 1}


def test_all_tasks_of_the_product_run_on_an_empty_database_twice(database: Database, config: BackendConfig) -> None:
    assert maintain.run(config) == []
    assert maintain.run(config) == []


def test_a_name_is_registered_once(ran: Counter[str]) -> None:
    with pytest.raises(ValueError, match=r"test\.good"):
        maintain.periodic("test.good", every=timedelta(hours=1))(lambda database, config: None)
