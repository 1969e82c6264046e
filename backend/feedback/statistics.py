"""Feedback in figures, for reports: by owning province, by the unit that follows up, by subject. Names nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from backend.feedback.models import Ticket
from backend.feedback.states import OPEN

_NUMBERS: Final = ("submitted", "answered", "on_time", "waiting", "overdue", "urged", "reopened")

By = Literal["province", "monitor", "subject"]


@dataclass(frozen=True)
class Figures:
    """Feedback that came in within a span of time, of one ``key`` (agency, unit or subject): how many, how they stand now, and
    the mean of ``rated`` ratings from 1 to 5 (None: nobody rated)."""

    key: str
    submitted: int
    answered: int
    on_time: int
    waiting: int
    overdue: int
    urged: int
    reopened: int
    rated: int
    satisfaction: float | None


def figures(
    session: Session, agency: str | None, since: datetime, until: datetime, now: datetime, *, by: By
) -> list[Figures]:
    """By key, in its order; ``agency``: only what this agency or those below it own or work on."""
    column = {"province": Ticket.province, "monitor": Ticket.monitor, "subject": Ticket.subject}[by]
    waiting = Ticket.state.in_(OPEN)
    conditions = (
        Ticket.answered_at.is_not(None),
        Ticket.answered_at <= Ticket.answer_by,
        waiting,
        and_(waiting, Ticket.answer_by < now),
        Ticket.urged > 0,
        Ticket.reopened > 0,
    )
    query = (
        select(column, func.count(), *map(_number, conditions), func.count(Ticket.rating), func.avg(Ticket.rating))
        .where(Ticket.submitted_at >= since, Ticket.submitted_at < until)
        .group_by(column)
        .order_by(column)
    )
    if agency is not None:
        mine = Ticket.province == agency if len(agency) == 3 else Ticket.handler == agency
        query = query.where(mine)
    found = []
    for key, *counts, rated, mean in session.execute(query):
        numbers = dict(zip(_NUMBERS, map(int, counts), strict=True))
        found.append(Figures(key, **numbers, rated=rated, satisfaction=None if mean is None else float(mean)))
    return found


def _number(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
