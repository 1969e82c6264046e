"""What happens by the clock: expiry, retention, checks. Capabilities register their tasks; the worker and `bhxh maintain` run them.

    @periodic("registration.expire", every=timedelta(minutes=5))
    def expire(database: Database, config: BackendConfig) -> None: ...

A task must be safe to run twice and on two machines at once: it decides in one transaction from what it finds in the database.
Modules that register tasks are listed in `backend/maintain/tasks.py`.
"""

from backend.maintain.schedule import Task, periodic, run, run_due

__all__ = ["Task", "periodic", "run", "run_due"]
