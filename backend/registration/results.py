"""The 15 minutes from reception to the citizen's result: measured when the gateway takes the SMS, and what is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from backend.notify import handed_over
from backend.registration.models import Dossier
from backend.registration.search import UNDECIDED

LOOK_BACK: Final = timedelta(days=4)
"""An SMS that the gateway has not taken by then never goes out (`notify.delivery.GIVE_UP` is three days)."""
_BATCH: Final = 1000
_MOST: Final = 10_000


@dataclass(frozen=True)
class Lateness:
    """What is late now. ``undecided``: handed in more than 15 minutes ago; ``untold``: decided, and the SMS has not gone out."""

    undecided: int
    untold: int
    oldest: datetime | None

    @property
    def anything(self) -> bool:
        """Whether somebody should look."""
        return bool(self.undecided or self.untold)


@dataclass(frozen=True)
class Day:
    """The results that went out in the last 24 hours: how many, how many of them after more than 15 minutes."""

    told: int
    late: int


def measure(session: Session, now: datetime) -> int:
    """Notes when each result's SMS was handed over; returns how many were noted."""
    rows = session.execute(_untold(now).with_only_columns(Dossier.id, Dossier.result_message).limit(_BATCH)).all()
    moments = handed_over(session, [row.result_message for row in rows])
    noted = [(row.id, moments[row.result_message]) for row in rows if row.result_message in moments]
    for dossier_id, moment in noted:
        session.execute(update(Dossier).where(Dossier.id == dossier_id).values(result_sent_at=moment))
    return len(noted)


def lateness(session: Session, now: datetime) -> Lateness:
    """What is late in the whole country, counted up to 10,000."""
    undecided = select(Dossier.due_at).where(Dossier.state.in_(UNDECIDED), Dossier.due_at < now)
    untold = _untold(now).with_only_columns(Dossier.due_at).where(Dossier.due_at < now)
    counts, oldest = [], []
    for query in (undecided, untold):
        late = query.limit(_MOST).subquery()
        count, first = session.execute(select(func.count(), func.min(late.c.due_at)).select_from(late)).one()
        counts.append(count)
        oldest += [first] if first is not None else []
    return Lateness(counts[0], counts[1], min(oldest, default=None))


def last_day(session: Session, now: datetime) -> Day:
    """The last 24 hours' results."""
    told = select(func.count()).where(Dossier.result_sent_at >= now - timedelta(days=1))
    late = told.where(Dossier.result_sent_at > Dossier.due_at)
    return Day(session.scalar(told) or 0, session.scalar(late) or 0)


def _untold(now: datetime) -> Select[Dossier]:
    return select(Dossier).where(
        Dossier.result_sent_at.is_(None), Dossier.decided_at > now - LOOK_BACK, Dossier.result_message.is_not(None)
    )
