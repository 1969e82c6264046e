"""Periodic work of the look-ups."""

from datetime import timedelta

from backend.config import BackendConfig
from backend.database import Database
from backend.lookup import limits
from backend.maintain.schedule import periodic
from bhxh.dates import utcnow


@periodic("lookup.forget", every=timedelta(hours=1))
def forget(database: Database, _config: BackendConfig) -> None:
    """Counts and checks whose time is over."""
    with database.begin() as session:
        limits.forget_old(session, utcnow())
