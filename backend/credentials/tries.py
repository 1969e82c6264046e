"""Wrong log-ins: after five in a row a name is closed for fifteen minutes, whether or not anybody has it.

A try is counted before the secret is looked at, so that guesses sent at the same time cannot share one count. A second
factor counts into the row of its name.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.credentials.models import LoginTries
from backend.database import Database, blind_index

MOST: Final = 5
CLOSED_FOR: Final = timedelta(minutes=15)


class Tries:
    """The tries of one realm: "staff", "account". A name means nothing in another realm."""

    def __init__(self, realm: str) -> None:
        self._context = f"{realm}_tries.name"

    def name_index(self, session: Session, name: str) -> bytes:
        """By what tries under a name are found; case and blanks around it don't count."""
        return blind_index(session, self._context, name.strip().lower())

    def take(self, database: Database, name: str, now: datetime) -> bool:
        """Count one try. False: there were too many, and nothing may be looked at."""
        try:
            return self._take(database, name, now)
        except IntegrityError:  # somebody else's first try under this name was written in the same moment
            return self._take(database, name, now)

    def forget(self, session: Session, name: str) -> None:
        """A right log-in, or an administrator, ends the row of wrong ones."""
        session.execute(delete(LoginTries).where(LoginTries.name_index == self.name_index(session, name)))

    def take_within(self, session: Session, name: str, now: datetime) -> bool:
        """``take`` in the caller's transaction, which must then be committed, and which nobody else has under this name."""
        index = self.name_index(session, name)
        # Locked, so that tries at the same moment are counted one after the other, each seeing what the one before wrote.
        row = session.get(LoginTries, index, with_for_update=True)
        if row is None:
            session.add(LoginTries(name_index=index, tries=1, last_at=now))
            return True
        running = row.last_at > now - CLOSED_FOR
        if running and row.tries >= MOST:
            return (
                False  # the moment of the fifth try closed the name: later ones change nothing, so the minutes do end
            )
        row.tries = row.tries + 1 if running else 1
        row.last_at = now
        return True

    def _take(self, database: Database, name: str, now: datetime) -> bool:
        with database.begin() as session:
            return self.take_within(session, name, now)


def forget_old(session: Session, now: datetime) -> None:
    """Drop rows of any realm that count no more."""
    session.execute(delete(LoginTries).where(LoginTries.last_at <= now - CLOSED_FOR))
