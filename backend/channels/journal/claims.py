"""Who works on which event: claims in the table itself, so that any number of processes may work and one that dies loses nothing.

Events of a lane are worked on in the order in which they were kept: one is free when it is due and no earlier one of its lane is being
worked on or waits for its next try. Claims are given out by one process at a time, or two could each take one of the same lane.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.orm import Session, aliased

from backend.channels.journal.models import ChannelEvent

ONE_CLAIMS: Final = 0x6268_7831
ONE_INSERTS: Final = 0x6268_7832
"""Advisory locks on PostgreSQL. Two that insert the same events in different orders would wait for each other."""
_MOST_BEGUN: Final = 12
"""An event that was begun so often without an end takes its process down with it."""


@dataclass(frozen=True)
class Claimed:
    """An event that this process has. ``body`` is sealed."""

    id: int
    channel: str
    lane: bytes
    body: bytes
    received_at: datetime
    attempts: int


_COLUMNS: Final = (
    ChannelEvent.id,
    ChannelEvent.channel,
    ChannelEvent.lane,
    ChannelEvent.body,
    ChannelEvent.received_at,
    ChannelEvent.attempts,
)


def one_at_a_time(session: Session, lock: int) -> None:
    """Until the transaction ends, nobody else is behind this line. On SQLite that holds for every transaction that writes."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock})


def any_due(session: Session, channels: Collection[str], now: datetime) -> bool:
    """Whether some event waits to be worked on, or may be taken over."""
    due = select(ChannelEvent.id).where(ChannelEvent.channel.in_(channels), ChannelEvent.due_at <= now)
    return session.scalar(due.limit(1)) is not None


def claim(
    session: Session, holder: str, channels: Collection[str], most: int, *, now: datetime, until: datetime
) -> list[Claimed]:
    """Take events over until ``until``, oldest first."""
    one_at_a_time(session, ONE_CLAIMS)
    earlier = aliased(ChannelEvent)
    busy = (earlier.lane == ChannelEvent.lane) & (earlier.id < ChannelEvent.id) & (earlier.due_at > now)
    due = ChannelEvent.due_at <= now
    free = select(ChannelEvent.id).where(
        due, ChannelEvent.channel.in_(channels), ~select(earlier.id).where(busy).exists()
    )
    taking = (
        update(ChannelEvent)
        .where(ChannelEvent.id.in_(free.order_by(ChannelEvent.id).limit(most)), due)
        .values(claim=holder, due_at=until, attempts=ChannelEvent.attempts + 1)
        .returning(*_COLUMNS)
        .execution_options(synchronize_session=False)
    )
    taken = [Claimed(*row) for row in session.execute(taking)]
    return sorted(taken, key=lambda one: one.id)


def holders(session: Session, now: datetime) -> list[str]:
    """Who has events now, in whichever process."""
    held = select(ChannelEvent.claim).where(ChannelEvent.claim.is_not(None), ChannelEvent.due_at > now)
    return [name for name in session.scalars(held.distinct()) if name]


def release(session: Session, dead: Collection[str], now: datetime) -> None:
    """These holders have died: anybody may have what they held."""
    _change(session, ChannelEvent.claim.in_(dead), due_at=now, claim=None)


def begun_too_often(claimed: Claimed) -> bool:
    """Whether an event is better not touched again."""
    return claimed.attempts > _MOST_BEGUN


def renew(session: Session, holder: str, ids: Collection[int], until: datetime) -> None:
    """Keep what this process has until then."""
    _change(session, _mine(holder, ids), due_at=until)


def finish(session: Session, holder: str, ids: Collection[int]) -> None:
    """Worked on: gone. What somebody else has taken over meanwhile is theirs to finish."""
    session.execute(
        delete(ChannelEvent).where(_mine(holder, ids)).execution_options(synchronize_session=False),
    )


def put_off(session: Session, holder: str, event: int, until: datetime | None, error: str) -> None:
    """It failed: again then, or (None) set aside."""
    _change(session, _mine(holder, (event,)), due_at=until, claim=None, error=error)


def give_back(session: Session, holder: str, ids: Collection[int], now: datetime) -> None:
    """Not begun: anybody may have it at once."""
    _change(session, _mine(holder, ids), due_at=now, claim=None, attempts=ChannelEvent.attempts - 1)


def forget_old(session: Session, before: datetime) -> int:
    """Erase what was kept before then, whatever became of it; returns how many."""
    old = delete(ChannelEvent).where(ChannelEvent.received_at <= before)
    return int(session.execute(old.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]


def _mine(holder: str, ids: Collection[int]) -> ColumnElement[bool]:
    return (ChannelEvent.claim == holder) & ChannelEvent.id.in_(ids)


def _change(session: Session, which: ColumnElement[bool], **values: Any) -> None:
    session.execute(update(ChannelEvent).where(which).values(**values).execution_options(synchronize_session=False))
