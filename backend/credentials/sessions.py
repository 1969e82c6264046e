"""Sessions of logged-in browsers, kept by us: the cookie is a random name for a row, and the row is what counts.

Ids are never kept from before a log-in, so none can be planted.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from backend.credentials.models import SessionColumns
from backend.database import Base, Database, blind_index

_TOUCH_EVERY = timedelta(minutes=1)

Row = TypeVar("Row", bound=SessionColumns)


@dataclass(frozen=True)
class Lifetime:
    """``idle``: how long a session holds without use; ``longest``: however much it is used."""

    idle: timedelta
    longest: timedelta


def new_token() -> str:
    """The value of a fresh cookie."""
    return secrets.token_urlsafe(32)


class Sessions(Generic[Row]):
    """The sessions in one table."""

    def __init__(self, model: type[Row], lifetime: Lifetime) -> None:
        self._model = model
        self._lifetime = lifetime
        self._context = f"{_table(model)}.token"

    def index(self, session: Session, token: str) -> bytes:
        """By what the row of a cookie is found."""
        return blind_index(session, self._context, token)

    def row(self, session: Session, token: str, now: datetime) -> Row | None:
        """The row of this cookie while it holds."""
        row = session.get(self._model, self.index(session, token))
        if row is None or row.created_at <= now - self._lifetime.longest or row.seen_at <= now - self._lifetime.idle:
            return None
        return row

    def touch(self, database: Database, token: str, seen_at: datetime, now: datetime) -> None:
        """The person did something, so the session stays open. ``seen_at``: as the row said a moment ago."""
        if seen_at >= now - _TOUCH_EVERY:
            return
        with database.begin() as session:
            again = self.row(session, token, now)
            if again is not None:
                again.seen_at = now

    def end(self, session: Session, token: str) -> None:
        """Log out this browser."""
        session.execute(delete(self._model).where(self._model.token_index == self.index(session, token)))

    def forget_old(self, session: Session, now: datetime) -> None:
        """Drop sessions that hold no more."""
        created, seen = self._model.created_at, self._model.seen_at
        over = or_(created <= now - self._lifetime.longest, seen <= now - self._lifetime.idle)
        session.execute(delete(self._model).where(over))


def _table(model: type[SessionColumns]) -> str:
    if not issubclass(model, Base):
        raise TypeError(f"{model.__name__} is no table")
    return str(model.__tablename__)
