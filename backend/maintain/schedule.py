"""The register of periodic tasks and who runs them when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from traceback import extract_tb

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.models import PeriodicTask
from bhxh.dates import utcnow
from kit.logs import get_logger

Work = Callable[[Database, BackendConfig], None]

log = get_logger()


@dataclass(frozen=True)
class Task:
    """A named piece of periodic work and the least time between two runs."""

    name: str
    every: timedelta
    work: Work


_tasks: dict[str, Task] = {}


def periodic(name: str, *, every: timedelta) -> Callable[[Work], Work]:
    """Register a function as the task `name` ("capability.verb")."""

    def register(work: Work) -> Work:
        if name in _tasks:
            raise ValueError(f"periodic task {name} is registered twice")
        _tasks[name] = Task(name, every, work)
        return work

    return register


def tasks() -> list[Task]:
    """All tasks of all capabilities."""
    import_module("backend.maintain.tasks")
    return list(_tasks.values())


def run(config: BackendConfig) -> list[str]:
    """`bhxh maintain`: run every task now. Returns the names of the tasks that failed (their errors are logged)."""
    database = Database.open(config)
    try:
        return [task.name for task in tasks() if not _attempt(task, database, config)]
    finally:
        database.close()


def run_due(database: Database, config: BackendConfig) -> list[str]:
    """Run the tasks that are due and that no other worker has taken. Returns the names of those that ran well."""
    return [task.name for task in tasks() if _take_turn(database, task) and _attempt(task, database, config)]


def _attempt(task: Task, database: Database, config: BackendConfig) -> bool:
    try:
        task.work(database, config)
    except Exception as error:  # one capability's fault must not keep the others' deadlines from being held
        # An exception's text may quote personal data: its type and place are enough to find the bug.
        places = [f"{Path(frame.filename).stem}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
        log.error("periodic_task_failed", task=task.name, error=type(error).__name__, place=" > ".join(places[-6:]))
        return False
    log.info("periodic_task_done", task=task.name)
    return True


def _take_turn(database: Database, task: Task) -> bool:
    now = utcnow()
    try:
        with database.begin() as session:
            row = session.scalar(select(PeriodicTask).where(PeriodicTask.name == task.name).with_for_update())
            if row is None:
                session.add(PeriodicTask(name=task.name, due_at=_next(now, task)))
                return True
            if row.due_at > now:
                return False
            row.due_at = _next(now, task)
            return True
    except IntegrityError:  # another worker wrote the first row in the same moment: it has the turn
        return False


def _next(now: datetime, task: Task) -> datetime:
    return now + task.every
