"""The list of feedback that a member of staff works through: the urgent first, then by deadline."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from backend import audit
from backend.database import blind_index
from backend.feedback.models import Coordination, Ticket
from backend.feedback.scope import Worker, visible
from backend.feedback.states import OPEN, State

AT_ONCE: Final = 50


class View(StrEnum):
    """What part of the list is looked at."""

    OPEN = "can-xu-ly"
    ASKED = "duoc-hoi"
    OVERDUE = "qua-han"
    ANSWERED = "da-tra-loi"
    ALL = "tat-ca"


@dataclass(frozen=True)
class Row:
    """One line of the list. It names nobody."""

    number: str
    subject: str
    province: str
    handler: str
    state: str
    urgent: bool
    late: bool
    escalation: int
    urged: int
    submitted_at: datetime
    answer_by: datetime


@dataclass(frozen=True)
class Page:
    """``rows`` of ``total``, from the ``first``-th (counted from 0); ``counts``: how many each view has."""

    rows: tuple[Row, ...]
    total: int
    first: int
    counts: dict[View, int]


def listing(
    session: Session, worker: Worker, view: View, now: datetime, *, monitor: str | None = None, first: int = 0
) -> Page:
    """A page of the list, audited. ``monitor``: only what this unit follows up."""
    mine = visible(worker)
    if monitor is not None:
        mine = and_(mine, Ticket.monitor == monitor)
    counts = {each: _count(session, and_(mine, _condition(each, worker, now))) for each in View}
    found = session.scalars(
        select(Ticket)
        .where(mine, _condition(view, worker, now))
        .order_by(Ticket.urgent.desc(), Ticket.answer_by, Ticket.id)
        .offset(first)
        .limit(AT_ONCE)
    )
    rows = tuple(_row(ticket, now) for ticket in found)
    audit.record(session, actor=worker.actor, action="feedback.listed", details={"view": view.value, "rows": len(rows)})
    return Page(rows, counts[view], first, counts)


def of_person(session: Session, index: bytes, phone: str | None, now: datetime, most: int = 5) -> list[Row]:
    """The latest feedback of a person (blind index of their BHXH code), and what came from their phone without a proof of who wrote it.

    The caller leaves the trace in the audit log.
    """
    indexes = [index, *([blind_index(session, "audit.phone", phone)] if phone else [])]
    query = (
        select(Ticket).where(Ticket.person_index.in_(indexes)).order_by(Ticket.submitted_at.desc(), Ticket.id.desc())
    )
    return [_row(ticket, now) for ticket in session.scalars(query.limit(most))]


def alarms(session: Session, worker: Worker) -> int:
    """How many urgent feedbacks of this person's wait for somebody to take them."""
    return _count(session, and_(visible(worker), Ticket.urgent, Ticket.state == State.MOI))


def _condition(view: View, worker: Worker, now: datetime) -> Any:
    waiting = Ticket.state.in_(OPEN)
    conditions = {
        View.OPEN: waiting if worker.monitors else and_(waiting, _handled(worker)),
        View.ASKED: and_(waiting, _asked(worker)),
        View.OVERDUE: and_(waiting, (Ticket.answer_by < now) | (Ticket.escalation > 0)),
        View.ANSWERED: Ticket.state.not_in(OPEN),
        View.ALL: Ticket.id.is_not(None),
    }
    return conditions[view]


def _handled(worker: Worker) -> Any:
    return Ticket.id.is_not(None) if worker.agency is None else Ticket.handler.startswith(worker.agency)


def _asked(worker: Worker) -> Any:
    open_request = (
        (Coordination.ticket_id == Ticket.id) & Coordination.replied_at.is_(None) & Coordination.withdrawn_at.is_(None)
    )
    if worker.agency is not None:
        open_request &= Coordination.agency.startswith(worker.agency)
    return exists().where(open_request)


def _count(session: Session, condition: Any) -> int:
    return session.scalar(select(func.count()).select_from(Ticket).where(condition)) or 0


def _row(ticket: Ticket, now: datetime) -> Row:
    late = State(ticket.state) in OPEN and (
        ticket.answer_by < now or (ticket.taken_at is None and ticket.take_by < now)
    )
    return Row(
        ticket.number,
        ticket.subject,
        ticket.province,
        ticket.handler,
        ticket.state,
        ticket.urgent,
        late,
        ticket.escalation,
        ticket.urged,
        ticket.submitted_at,
        ticket.answer_by,
    )
