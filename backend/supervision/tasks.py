"""What the clock does for the hotline's supervision."""

from datetime import timedelta

from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.supervision import call_backs, duty, refused
from bhxh.dates import utcnow


@periodic("supervision.refused_cards", every=timedelta(seconds=5))
def tell_of_refused_cards(database: Database, config: BackendConfig) -> None:
    """Tells officers on duty of cards refused in their province."""
    with database.begin() as session:
        refused.look_again(session, utcnow())


@periodic("supervision.retention", every=timedelta(hours=6))
def forget(database: Database, config: BackendConfig) -> None:
    """Deletes duty shifts that have long been over, and numbers of citizens who were called, or never."""
    with database.begin() as session:
        duty.forget(session, utcnow())
        call_backs.forget(session, utcnow())
