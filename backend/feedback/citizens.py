"""What the citizen does with their own feedback: look, rate, reopen. Opened by the number with its phone, or by the secret link."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend import audit
from backend.database import Database, blind_index
from backend.declined import Declined
from backend.feedback import announcements, attachments, rules, tickets
from backend.feedback.contacts import checked_text
from backend.feedback.models import LookupTry, Ticket
from backend.feedback.number import parse_number
from backend.feedback.records import CitizenView, Step
from backend.feedback.states import FROM, OPEN, PUBLIC, Act, State
from backend.feedback.subjects import Subject
from bhxh.messages import text
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue


def secret_of(session: Session, number: str) -> str:
    """The unguessable part of a ticket's own link (128 bits), derived from our key: nothing has to be kept for it."""
    return blind_index(session, "feedback_ticket.link", number).hex()[:32]


def by_secret(session: Session, number: str, secret: str) -> Ticket | None:
    """The ticket of a link, None when number and secret do not belong together."""
    right = hmac.compare_digest(secret_of(session, number).encode(), secret.encode())
    ticket = session.scalar(select(Ticket).where(Ticket.number == number))
    return ticket if right else None


def open_by_phone(
    database: Database, written_number: str, written_phone: str, client: str, now: datetime, *, limited: bool = True
) -> tuple[str, str]:
    """Number and secret of the ticket that belongs to a number and a phone, both in any spelling.

    A wrong number, a wrong phone and a ticket that does not exist are answered alike and counted alike. Raises InvalidValue for
    what can be neither, Declined("feedback.no_match" | "feedback.too_many_tries").
    """
    number, phone = parse_number(written_number), parse_mobile(written_phone)
    with database.begin() as session:
        index = blind_index(session, "feedback_lookup_try.number", number)
        client_index = blind_index(session, "feedback_lookup_try.client", client)
        since = now - rules.LOOKUP_WINDOW
        if _tries(session, LookupTry.number_index == index, since) >= rules.LOOKUP_TRIES or (
            limited and _tries(session, LookupTry.client_index == client_index, since) >= rules.LOOKUP_PER_CLIENT
        ):
            minutes = int(rules.LOOKUP_WINDOW.total_seconds() // 60)
            raise Declined("feedback.too_many_tries", text("feedback.too_many_tries", minutes=minutes))
        # Counted before the phone is looked at, so that guesses sent at the same time cannot share one count.
        attempt = LookupTry(number_index=index, client_index=client_index, at=now)
        session.add(attempt)
    with database.begin() as session:
        phone_index = blind_index(session, "feedback_ticket.phone", phone)
        kept = session.scalar(select(Ticket.phone_index).where(Ticket.number == number)) or bytes(32)
        if not hmac.compare_digest(kept, phone_index):
            raise Declined("feedback.no_match", text("feedback.no_match"))
        session.execute(delete(LookupTry).where(LookupTry.id == attempt.id))
        return number, secret_of(session, number)


def view(session: Session, ticket: Ticket, now: datetime) -> CitizenView:
    """What the citizen sees. What officers wrote to each other, and who they are, stays inside."""
    pictures = attachments.count(session, ticket)
    steps = [
        Step(event.at, event.act, "", event.details.get("to") or event.agency, None, {})
        for event in tickets.events(session, ticket)
        if event.act in PUBLIC
    ]
    audit.record(
        session,
        actor="citizen-link",
        action="feedback.read",
        subject_index=ticket.person_index,
        details={"number": ticket.number},
    )
    answered = State(ticket.state) in FROM[Act.RATED]
    return CitizenView(
        number=ticket.number,
        state=ticket.state,
        subject=ticket.subject,
        province=ticket.province,
        text=ticket.text,
        visit=ticket.visit,
        pictures=pictures,
        submitted_at=ticket.submitted_at,
        answer_by=ticket.answer_by,
        answered_at=ticket.answered_at,
        answer=ticket.answer,
        rating=ticket.rating,
        takes_pictures=State(ticket.state) in OPEN and pictures < rules.ATTACHMENTS_MOST,
        may_rate=answered and ticket.rating is None,
        may_reopen=_may_reopen(ticket, now),
        version=ticket.version,
        steps=tuple(steps),
    )


def rate(session: Session, ticket: Ticket, stars: int, now: datetime) -> None:
    """How satisfied the citizen is with the answer, 1 to 5, once for each answer. Raises Declined or InvalidValue."""
    if stars not in range(1, 6):
        raise InvalidValue("feedback.rating", text("feedback.rating_form"))
    tickets.require(ticket, Act.RATED)
    if ticket.rating is not None:
        raise Declined("feedback.rated", text("feedback.rated"))
    tickets.change(session, ticket, Act.RATED, ticket.version, rating=stars)
    _done(session, ticket, Act.RATED, now, stars=stars)


def reopen(session: Session, ticket: Ticket, words: str, now: datetime) -> None:
    """The answer did not settle it: the owner works on it again, with a new deadline. Raises Declined or InvalidValue."""
    why = checked_text(words)
    tickets.require(ticket, Act.REOPENED)
    if not _may_reopen(ticket, now):
        raise Declined("feedback.reopen_over", text("feedback.reopen_over", days=rules.REOPEN_DAYS))
    subject = Subject(ticket.subject)
    tickets.change(
        session,
        ticket,
        Act.REOPENED,
        ticket.version,
        state=State.MOI.value,
        take_by=rules.take_by(subject, now),
        answer_by=rules.answer_by(subject, now),
        taken_at=None,
        closed_at=None,
        escalation=0,
        reopened=Ticket.reopened + 1,
    )
    announcements.received(session, ticket)
    _done(session, ticket, Act.REOPENED, now, words=why)


def forget_tries(session: Session, now: datetime) -> None:
    """Drops tries that count no more."""
    session.execute(delete(LookupTry).where(LookupTry.at <= now - rules.LOOKUP_WINDOW))


def _may_reopen(ticket: Ticket, now: datetime) -> bool:
    if State(ticket.state) not in FROM[Act.REOPENED] or ticket.answered_at is None:
        return False
    return now < ticket.answered_at + timedelta(days=rules.REOPEN_DAYS) and ticket.reopened < rules.MOST_REOPENED


def _tries(session: Session, whose: object, since: datetime) -> int:
    query = select(func.count()).select_from(LookupTry).where(whose, LookupTry.at > since)  # type: ignore[arg-type]
    return session.scalar(query) or 0


def _done(
    session: Session, ticket: Ticket, act: Act, now: datetime, *, words: str | None = None, **details: int
) -> None:
    tickets.note(session, ticket, act, actor="citizen", at=now, words=words, details=details)
    audit.record(
        session,
        actor="citizen-link",
        action=f"feedback.{act.value}",
        subject_index=ticket.person_index,
        details={"number": ticket.number},
    )
