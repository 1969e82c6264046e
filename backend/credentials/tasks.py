"""Periodic work of all log-ins."""

from datetime import timedelta

from backend.config import BackendConfig
from backend.credentials import tries
from backend.database import Database
from backend.maintain.schedule import periodic
from bhxh.dates import utcnow


@periodic("credentials.forget", every=timedelta(hours=1))
def forget_old(database: Database, config: BackendConfig) -> None:
    """Drop tries that count no more."""
    with database.begin() as session:
        tries.forget_old(session, utcnow())
