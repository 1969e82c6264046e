"""The 10 days of form 01, the 24 hours of a draft."""

from datetime import timedelta

from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.registration.expiry import expire, remind


@periodic("registration.expire", every=timedelta(minutes=15))
def delete_overdue(database: Database, config: BackendConfig) -> None:
    """Deletes what nobody came for, photos included."""
    expire(database, config.data_dir)


@periodic("registration.remind", every=timedelta(hours=1))
def remind_before_deletion(database: Database, config: BackendConfig) -> None:
    """Tells by SMS whose dossier is about to be deleted."""
    del config
    remind(database)
