"""What goes on without an officer: dossiers that waited for the household register, and the watch over the 15 minutes."""

from contextlib import closing
from datetime import timedelta

from backend.config import BackendConfig
from backend.database import Database
from backend.households.source import household_register
from backend.maintain.schedule import periodic
from backend.officers.decisions import Decisions
from backend.registration import results
from bhxh.dates import utcnow
from kit.logs import get_logger

log = get_logger()


@periodic("officers.resume", every=timedelta(seconds=20))
def resume(database: Database, config: BackendConfig) -> None:
    """Ask the household register again for dossiers that were found valid while it was away."""
    with closing(household_register(config, database)) as households:
        Decisions(database, households).resume()


@periodic("officers.results", every=timedelta(seconds=10))
def measure(database: Database, config: BackendConfig) -> None:
    """Note when results went out."""
    with database.begin() as session:
        results.measure(session, utcnow())


@periodic("officers.late", every=timedelta(minutes=5))
def watch(database: Database, config: BackendConfig) -> None:
    """Say in the log what is late: the alarm for who watches logs; metrics and the portal's banner say it too."""
    with database.reading() as session:
        late = results.lateness(session, utcnow())
    if late.anything:
        oldest = late.oldest.isoformat() if late.oldest else None
        log.error("results_late", undecided=late.undecided, untold=late.untold, oldest_due=oldest)
