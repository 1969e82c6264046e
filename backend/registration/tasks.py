"""The 10 days of form 01, the 24 hours of a draft."""

from datetime import timedelta

from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.registration.expiry import expire


@periodic("registration.expire", every=timedelta(minutes=15))
def delete_overdue(database: Database, config: BackendConfig) -> None:
    """Deletes what nobody came for, photos included."""
    expire(database, config.data_dir)
