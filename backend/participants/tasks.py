"""Periodic work on the register."""

from datetime import timedelta

from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.participants.matching import index_names
from backend.participants.phones import index_phones


@periodic("participants.index_names", every=timedelta(minutes=10))
def fill_in_names(database: Database, _config: BackendConfig) -> None:
    """People who came in by a way that knows nothing of the index of names."""
    index_names(database)


@periodic("participants.index_phones", every=timedelta(minutes=10))
def fill_in_phones(database: Database, _config: BackendConfig) -> None:
    """People who came in by a way that knows nothing of the index of phones."""
    index_phones(database)
