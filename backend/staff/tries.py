"""Wrong log-ins: after five in a row a name is closed for fifteen minutes, whether or not anybody has it.

A try is counted before the password is looked at, so that guesses sent at the same time cannot share one count. The second
factor counts into the same row.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.database import Database, blind_index
from backend.staff.models import StaffTries

MOST: Final = 5
CLOSED_FOR: Final = timedelta(minutes=15)


def name_index(session: Session, username: str) -> bytes:
    """By what tries under a name are found."""
    return blind_index(session, "staff_tries.name", username.strip().lower())


def take(database: Database, username: str, now: datetime) -> bool:
    """Count one try. False: there were too many, and nothing may be looked at."""
    try:
        return _take(database, username, now)
    except IntegrityError:  # somebody else's first try under this name was written in the same moment
        return _take(database, username, now)


def _take(database: Database, username: str, now: datetime) -> bool:
    with database.begin() as session:
        index = name_index(session, username)
        mine = StaffTries.name_index == index
        # The moment of the fifth try closes the name: later ones change nothing, so the fifteen minutes do end.
        counted = update(StaffTries).where(mine, StaffTries.tries < MOST, StaffTries.last_at > now - CLOSED_FOR)
        if session.execute(counted.values(tries=StaffTries.tries + 1, last_at=now)).rowcount:  # type: ignore[attr-defined]
            return True
        anew = update(StaffTries).where(mine, StaffTries.last_at <= now - CLOSED_FOR)
        if session.execute(anew.values(tries=1, last_at=now)).rowcount:  # type: ignore[attr-defined]
            return True
        if session.get(StaffTries, index) is not None:
            return False
        session.add(StaffTries(name_index=index, tries=1, last_at=now))
    return True


def forget(session: Session, username: str) -> None:
    """A right log-in, or an administrator, ends the row of wrong ones."""
    session.execute(delete(StaffTries).where(StaffTries.name_index == name_index(session, username)))


def forget_old(session: Session, now: datetime) -> None:
    """Drop rows that count no more."""
    session.execute(delete(StaffTries).where(StaffTries.last_at <= now - CLOSED_FOR))
