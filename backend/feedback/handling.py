"""What staff do with a feedback: take it, give it to a district, ask other agencies, answer, close, urge.

Every function names the version that the person saw; who acts on an older one is told, and nothing changes. Each runs in the
caller's transaction and records its audit entry last.
"""

import re
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend import audit
from backend.declined import Declined
from backend.feedback import alerts, announcements, rules, scope, tickets
from backend.feedback.contacts import checked_text
from backend.feedback.models import Coordination, Ticket
from backend.feedback.scope import Worker
from backend.feedback.states import Act, State
from backend.feedback.subjects import Subject
from backend.registration.agencies import agencies
from bhxh.messages import text
from bhxh.text import fold

_SENT_AWAY: Final = re.compile(
    r"\b(?:lien he|den|toi|qua|gap|hoi|gui (?:don )?(?:den|toi|ve)) (?:\w+ ){0,4}?"
    r"(?:bhxh|bao hiem xa hoi|co quan bao hiem|noi tham gia|don vi khac)\b"
)


def take(session: Session, worker: Worker, number: str, version: int, *, now: datetime) -> None:
    """Begin to work on a new feedback."""
    ticket = scope.find_owned(session, worker, number)
    tickets.change(session, ticket, Act.TAKEN, version, state=State.DANG_XU_LY.value, taken_at=now)
    _done(session, worker, ticket, Act.TAKEN, now)


def assign(session: Session, worker: Worker, number: str, version: int, agency: str, *, now: datetime) -> None:
    """Let another agency of the owning province work on it; the province still owns it. Raises Declined("feedback.agency")."""
    ticket = scope.find(session, worker, number)
    if not worker.leads(ticket):
        raise Declined("feedback.not_yours", text("feedback.not_yours"))
    if agency not in agencies() or not agency.startswith(ticket.province) or agency == ticket.handler:
        raise Declined("feedback.agency", text("feedback.agency_own"), ("agency",))
    tickets.change(session, ticket, Act.ASSIGNED, version, handler=agency)
    _done(session, worker, ticket, Act.ASSIGNED, now, to=agency)


def ask(
    session: Session, worker: Worker, number: str, version: int, *, agency: str, question: str, now: datetime
) -> int:
    """Ask another agency, of this province or any other; returns the question's id. Raises Declined("feedback.agency" | …)."""
    ticket = scope.find_owned(session, worker, number)
    words = checked_text(question)
    if agency not in agencies() or agency == ticket.handler:
        raise Declined("feedback.agency", text("feedback.agency_other"), ("agency",))
    waiting = open_requests(session, ticket)
    if any(request.agency == agency for request in waiting):
        raise Declined("feedback.asked_already", text("feedback.asked_already"), ("agency",))
    if len(waiting) >= rules.MOST_OPEN_REQUESTS:
        raise Declined("feedback.too_many_requests", text("feedback.too_many_requests"))
    tickets.change(session, ticket, Act.ASKED, version, state=State.CHO_PHOI_HOP.value)
    request = Coordination(
        ticket_id=ticket.id,
        agency=agency,
        question=words,
        asked_by=worker.actor,
        asked_at=now,
        reply_by=rules.reply_by(Subject(ticket.subject), now),
        escalated=False,
    )
    session.add(request)
    session.flush()
    _done(session, worker, ticket, Act.ASKED, now, to=agency, request=request.id)
    return request.id


def reply(session: Session, worker: Worker, number: str, request_id: int, words: str, *, now: datetime) -> None:
    """Answer a question that one's own agency was asked. Once nothing is open any more the owner goes on."""
    ticket = scope.find(session, worker, number)
    request = scope.coordination(session, ticket, request_id)
    if not worker.answers_for(request.agency, ticket):
        raise Declined("feedback.not_yours", text("feedback.not_yours"))
    _settle(session, ticket, request, Act.REPLIED, reply=checked_text(words), replied_by=worker.actor, replied_at=now)
    _done(session, worker, ticket, Act.REPLIED, now, agency=request.agency, request=request.id)


def withdraw(session: Session, worker: Worker, number: str, request_id: int, *, now: datetime) -> None:
    """Take back a question that is needed no more."""
    ticket = scope.find_owned(session, worker, number)
    request = scope.coordination(session, ticket, request_id)
    _settle(session, ticket, request, Act.WITHDRAWN, withdrawn_at=now)
    _done(session, worker, ticket, Act.WITHDRAWN, now, to=request.agency, request=request.id)


def remark(session: Session, worker: Worker, number: str, words: str, *, now: datetime) -> None:
    """Note something for colleagues; the citizen does not see it."""
    ticket = scope.find_owned(session, worker, number)
    tickets.require(ticket, Act.NOTED)
    note = checked_text(words)
    tickets.change(session, ticket, Act.NOTED, ticket.version)
    _done(session, worker, ticket, Act.NOTED, now, words=note)


def answer(
    session: Session, worker: Worker, number: str, version: int, words: str, *, now: datetime, confirmed: bool = False
) -> None:
    """Answer the citizen: by SMS that there is one, on their page in full.

    An answer that reads as if it sent the citizen to another agency is taken only when the officer has confirmed that it settles the
    matter (Công văn 3717/BHXH-CNTT, mục 5 a). Raises Declined("feedback.sends_away" | "feedback.not_now" | "feedback.changed").
    """
    ticket = scope.find_owned(session, worker, number)
    answer_text = checked_text(words)
    sends_away = _SENT_AWAY.search(fold(answer_text)) is not None
    if sends_away and not confirmed:
        raise Declined("feedback.sends_away", text("feedback.sends_away"), ("words",))
    tickets.change(
        session,
        ticket,
        Act.ANSWERED,
        version,
        state=State.DA_TRA_LOI.value,
        answer=answer_text,
        answered_at=now,
        rating=None,
    )
    announcements.answered(session, ticket)
    _done(session, worker, ticket, Act.ANSWERED, now, words=answer_text, confirmed=sends_away)


def close(session: Session, worker: Worker, number: str, version: int, *, now: datetime) -> None:
    """Close what has been answered. There is no other way to close."""
    ticket = scope.find_owned(session, worker, number)
    tickets.change(session, ticket, Act.CLOSED, version, state=State.DA_DONG.value, closed_at=now)
    _done(session, worker, ticket, Act.CLOSED, now)


def urge(session: Session, worker: Worker, number: str, words: str, *, now: datetime) -> None:
    """Press the owner to go on: the work of the unit that follows up. Raises Declined("feedback.not_yours") for others."""
    ticket = scope.find(session, worker, number)
    if not worker.monitors:
        raise Declined("feedback.not_yours", text("feedback.not_yours"))
    tickets.require(ticket, Act.URGED)
    note = checked_text(words)
    tickets.change(session, ticket, Act.URGED, ticket.version, urged=Ticket.urged + 1)
    alerts.urged(session, ticket, now)
    _done(session, worker, ticket, Act.URGED, now, words=note)


def open_requests(session: Session, ticket: Ticket) -> list[Coordination]:
    """The questions that still wait for their agency."""
    return [request for request in requests(session, ticket) if not (request.replied_at or request.withdrawn_at)]


def requests(session: Session, ticket: Ticket) -> list[Coordination]:
    """All questions of a ticket, in the order they were asked."""
    mine = select(Coordination).where(Coordination.ticket_id == ticket.id).order_by(Coordination.id)
    return list(session.scalars(mine))


def _settle(session: Session, ticket: Ticket, request: Coordination, act: Act, **values: Any) -> None:
    """Ends one question; with the last one the ticket goes back to its owner.

    The ticket's version is set first, on every path: two agencies that reply at once meet there, and the later one counts what is
    still open after the earlier one has committed.
    """
    tickets.change(session, ticket, act, ticket.version)
    for name, value in values.items():
        setattr(request, name, value)
    session.flush()
    waits = (
        select(func.count())
        .select_from(Coordination)
        .where(
            Coordination.ticket_id == ticket.id, Coordination.replied_at.is_(None), Coordination.withdrawn_at.is_(None)
        )
    )
    if not session.scalar(waits):
        tickets.change(session, ticket, act, ticket.version, state=State.DANG_XU_LY.value)


def _done(
    session: Session,
    worker: Worker,
    ticket: Ticket,
    act: Act,
    now: datetime,
    *,
    words: str | None = None,
    agency: str | None = None,
    **details: str | int | bool | None,
) -> None:
    tickets.note(
        session, ticket, act, actor=worker.actor, at=now, agency=agency or worker.agency, words=words, details=details
    )
    audit.record(
        session,
        actor=worker.actor,
        action=f"feedback.{act.value}",
        subject_index=ticket.person_index,
        details={"number": ticket.number},
    )
