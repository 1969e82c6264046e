"""Which agents are there: whose console is open and who has not said that they are away."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.database import Database
from backend.hotline.models import AgentPresence

GONE_AFTER: Final = timedelta(minutes=2)
_NOTED_EVERY: Final = timedelta(seconds=30)


def seen(database: Database, username: str, now: datetime) -> bool:
    """An agent's console asks for news; the answer is whether they are available. Written twice a minute at most."""
    with database.reading() as reading:
        row = reading.get(AgentPresence, username)
    if row is not None and row.seen_at > now - _NOTED_EVERY:
        return row.available
    try:
        with database.begin() as session:
            noted = update(AgentPresence).where(AgentPresence.username == username).values(seen_at=now)
            if not session.execute(noted).rowcount:  # type: ignore[attr-defined]
                session.add(AgentPresence(username=username, available=True, seen_at=now))
    except IntegrityError:
        pass  # another page of the same agent was noted in this moment
    return row is None or row.available


def put(session: Session, username: str, available: bool, now: datetime) -> None:
    """An agent says that they are there, or away."""
    row = session.get(AgentPresence, username)
    if row is None:
        session.add(AgentPresence(username=username, available=available, seen_at=now))
    else:
        row.available, row.seen_at = available, now


def available(session: Session, now: datetime) -> int:
    """How many agents take conversations now."""
    there = AgentPresence.available.is_(True) & (AgentPresence.seen_at > now - GONE_AFTER)
    return session.scalar(select(func.count()).where(there)) or 0


def there(session: Session, now: datetime) -> dict[str, bool]:
    """Whose console is open now: user name, and whether they take conversations."""
    query = select(AgentPresence).where(AgentPresence.seen_at > now - GONE_AFTER)
    return {row.username: row.available for row in session.scalars(query)}
