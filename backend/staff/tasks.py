"""Periodic work of staff."""

from datetime import timedelta

from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.staff import sessions
from bhxh.dates import utcnow


@periodic("staff.forget", every=timedelta(hours=1))
def forget_old(database: Database, config: BackendConfig) -> None:
    """Drop sessions that hold no more."""
    with database.begin() as session:
        sessions.forget_old(session, utcnow())
