"""Periodic work of accounts."""

from datetime import timedelta

from backend.accounts import phones, reminders, reset, sessions
from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from bhxh.dates import utcnow


@periodic("accounts.forget", every=timedelta(hours=1))
def forget_old(database: Database, config: BackendConfig) -> None:
    """Drop sessions and resets that hold no more."""
    with database.begin() as session:
        sessions.forget_old(session, utcnow())
        reset.forget_old(session, utcnow())


@periodic("accounts.remind", every=timedelta(hours=6))
def remind(database: Database, config: BackendConfig) -> None:
    """Remind whose password becomes too old soon."""
    reminders.remind(database, utcnow())


@periodic("accounts.index_phones", every=timedelta(minutes=10))
def fill_in_phones(database: Database, _config: BackendConfig) -> None:
    """Accounts that were opened before their phones had an index."""
    phones.index_phones(database)
