"""What the clock does for the counts."""

from datetime import timedelta
from typing import Final

from backend.config import BackendConfig
from backend.conversations import desk, store
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.measures import counts, facts
from bhxh.dates import VIETNAM, utcnow

_AT_ONCE: Final = 200
_RECENT: Final = timedelta(days=1)
"""What is older is about to be deleted, and looked at then."""


@periodic("measures.look", every=timedelta(minutes=1))
def look(database: Database, config: BackendConfig) -> None:
    """Notes what was said since the last look, one conversation at a time, so that nobody waits for it."""
    since = utcnow() - _RECENT
    with database.reading() as session:
        numbers = facts.behind(session, desk.sizes(session, since), since)
    for number in numbers[:_AT_ONCE]:
        with database.begin() as session:
            conversation = store.locked(session, number)
            if conversation is not None:
                facts.take_in(session, conversation)


@periodic("measures.fold", every=timedelta(hours=1))
def fold(database: Database, config: BackendConfig) -> None:
    """Adds the days that change no more to the counts."""
    with database.begin() as session:
        counts.fold(session, utcnow().astimezone(VIETNAM).date())
