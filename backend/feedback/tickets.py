"""Tickets: made once per idempotency key, found by number, changed only by who saw the latest version, every act an event."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.database import blind_index
from backend.declined import Declined
from backend.feedback import rules
from backend.feedback.models import Event, Ticket
from backend.feedback.states import FROM, Act, State
from bhxh.messages import text


def find(session: Session, number: str) -> Ticket:
    """The ticket of a number in normal form. Raises Declined("feedback.unknown")."""
    ticket = session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None:
        raise Declined("feedback.unknown", text("feedback.unknown"))
    return ticket


def submitted_under(session: Session, key: str) -> Ticket | None:
    """The ticket that was submitted under this idempotency key before, if any."""
    index = submission_index(session, key)
    return session.scalar(select(Ticket).where(Ticket.submission_index == index))


def submission_index(session: Session, key: str) -> bytes:
    """How an idempotency key is kept."""
    return blind_index(session, "feedback_ticket.submission", key)


def require_few(session: Session, phone_index: bytes, now: datetime) -> None:
    """Raises Declined("feedback.too_many") when one phone was given for too many feedbacks within a day."""
    recent = select(func.count()).where(
        Ticket.phone_index == phone_index, Ticket.submitted_at > now - timedelta(hours=24)
    )
    if (session.scalar(recent) or 0) >= rules.PER_PHONE_AND_DAY:
        raise Declined("feedback.too_many", text("feedback.too_many", most=rules.PER_PHONE_AND_DAY))


def require_few_from(session: Session, client_index: bytes, now: datetime) -> None:
    """Raises Declined("feedback.too_many_here") when one network address sent too many feedbacks within an hour."""
    recent = select(func.count()).where(
        Ticket.client_index == client_index, Ticket.submitted_at > now - timedelta(hours=1)
    )
    if (session.scalar(recent) or 0) >= rules.PER_CLIENT_AND_HOUR:
        raise Declined("feedback.too_many_here", text("feedback.too_many_here"))


def change(session: Session, ticket: Ticket, act: Act, version: int, **values: Any) -> None:
    """Compare and set: changes a ticket that is still of this version and in a state that the act allows.

    Raises Declined: feedback.not_now (the act is not possible in its state), feedback.changed (somebody was faster).
    """
    require(ticket, act)
    changed = (
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.version == version, Ticket.state.in_(FROM[act]))
        .values(version=version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if not session.execute(changed).rowcount:  # type: ignore[attr-defined]
        raise Declined("feedback.changed", text("feedback.changed"))
    session.refresh(ticket)


def require(ticket: Ticket, act: Act) -> None:
    """Raises Declined("feedback.not_now") when the ticket's state does not allow this act."""
    if State(ticket.state) not in FROM[act]:
        state = text(f"feedback.state.{State(ticket.state)}")
        raise Declined("feedback.not_now", text("feedback.not_now", state=state))


def note(
    session: Session,
    ticket: Ticket,
    act: Act,
    *,
    actor: str,
    at: datetime,
    agency: str | None = None,
    words: str | None = None,
    details: Mapping[str, str | int | None] | None = None,
) -> Event:
    """Adds an event. ``words``: what somebody wrote, kept encrypted; ``details`` hold no personal data."""
    last = session.scalar(select(func.max(Event.sequence)).where(Event.ticket_id == ticket.id)) or 0
    event = Event(
        ticket_id=ticket.id,
        sequence=last + 1,
        at=at,
        act=act.value,
        actor=actor,
        agency=agency,
        note=words,
        details=dict(details or {}),
    )
    session.add(event)
    session.flush()
    return event


def events(session: Session, ticket: Ticket) -> list[Event]:
    """The course of a ticket, in order."""
    return list(session.scalars(select(Event).where(Event.ticket_id == ticket.id).order_by(Event.sequence)))
