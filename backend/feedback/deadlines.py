"""What the clock does to feedback: overdue is escalated, answered without a word from the citizen is closed, old tries are forgotten."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from backend import audit
from backend.database import Database
from backend.declined import Declined
from backend.feedback import alerts, citizens, rules, tickets, workdays
from backend.feedback.models import Coordination, Ticket
from backend.feedback.states import OPEN, Act, State
from bhxh.dates import VIETNAM, utcnow
from kit.logs import get_logger

OWNERS_HEAD: Final = 1
MONITOR: Final = 2

log = get_logger()

_Work = Callable[[Session, int, datetime], None]


def run(database: Database, clock: Callable[[], datetime] = utcnow) -> None:
    """Does all that is due. Safe to run twice and on two machines: every step is a compare-and-set of its own."""
    now = clock()
    for work in (_escalate, _escalate_request, _close):
        for key in _due(database, work, now):
            with database.begin() as session:
                try:
                    work(session, key, now)
                except Declined:  # somebody acted on it in this very moment: the next run looks again
                    session.rollback()
    with database.begin() as session:
        citizens.forget_tries(session, now)


def level(ticket: Ticket, now: datetime) -> int:
    """How far up an overdue ticket belongs: 0 nobody, 1 the owner's head, 2 the unit that follows up.

    An urgent one goes to both at once: somebody stands at a facility's desk.
    """
    if State(ticket.state) not in OPEN:
        return 0
    late = [by for by in ((ticket.take_by if ticket.taken_at is None else None), ticket.answer_by) if by and by < now]
    if not late:
        return 0
    if ticket.urgent:
        return MONITOR
    days = workdays.between(_day(min(late)), _day(now))
    return MONITOR if days >= rules.SECOND_ESCALATION else OWNERS_HEAD


def _due(database: Database, work: _Work, now: datetime) -> list[int]:
    queries: dict[_Work, Select[int]] = {
        _escalate: select(Ticket.id)
        .where(Ticket.state.in_(OPEN), Ticket.escalation < MONITOR)
        .where(or_(Ticket.answer_by < now, (Ticket.take_by < now) & Ticket.taken_at.is_(None)))
        .order_by(Ticket.answer_by),
        _escalate_request: select(Coordination.id)
        .where(Coordination.replied_at.is_(None), Coordination.withdrawn_at.is_(None))
        .where(Coordination.reply_by < now, Coordination.escalated.is_(False)),
        _close: select(Ticket.id)
        .where(Ticket.state == State.DA_TRA_LOI, Ticket.answered_at < now - timedelta(days=rules.CLOSE_AFTER))
        .order_by(Ticket.answered_at),
    }
    with database.reading() as session:
        return list(session.scalars(queries[work]))


def _escalate(session: Session, key: int, now: datetime) -> None:
    ticket = session.get_one(Ticket, key)
    wanted = level(ticket, now)
    if wanted <= ticket.escalation:
        return
    tickets.change(session, ticket, Act.ESCALATED, ticket.version, escalation=wanted)
    alerts.overdue(session, ticket, now, monitor=wanted >= MONITOR)
    _done(session, ticket, now, level=wanted)
    log.warning("feedback_overdue", ticket=ticket.id, province=ticket.province, level=wanted, urgent=ticket.urgent)


def _escalate_request(session: Session, key: int, now: datetime) -> None:
    request = session.get_one(Coordination, key)
    ticket = session.get_one(Ticket, request.ticket_id)
    tickets.change(session, ticket, Act.ESCALATED, ticket.version)
    request.escalated = True
    alerts.request_overdue(session, ticket, request, now)
    _done(session, ticket, now, to=request.agency, request=request.id)
    log.warning("feedback_request_overdue", ticket=ticket.id, agency=request.agency)


def _close(session: Session, key: int, now: datetime) -> None:
    ticket = session.get_one(Ticket, key)
    if ticket.answered_at is None or workdays.after(ticket.answered_at, rules.CLOSE_AFTER) > now:
        return
    tickets.change(session, ticket, Act.CLOSED, ticket.version, state=State.DA_DONG.value, closed_at=now)
    tickets.note(session, ticket, Act.CLOSED, actor="worker", at=now)
    _record(session, ticket, Act.CLOSED)


def _done(session: Session, ticket: Ticket, now: datetime, **details: str | int) -> None:
    tickets.note(session, ticket, Act.ESCALATED, actor="worker", at=now, details=details)
    _record(session, ticket, Act.ESCALATED)


def _record(session: Session, ticket: Ticket, act: Act) -> None:
    audit.record(
        session,
        actor="worker",
        action=f"feedback.{act.value}",
        subject_index=ticket.person_index,
        details={"number": ticket.number},
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()
