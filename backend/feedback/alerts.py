"""Who of the staff is told when a deadline has passed, or when the unit that follows up urges; in the transaction of its cause.

The first step tells the officers of the agency that works on it and of the province that owns it; the second, and a refused card at once,
also the unit that follows up: its people, and those who follow up for every unit.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.feedback.models import Coordination, Ticket
from backend.notices import service as notices
from backend.notices.service import Notice
from backend.registration.agencies import agencies
from backend.staff import colleagues
from backend.staff.roles import Permission
from bhxh.dates import VIETNAM

_PAGE = "/can-bo/phan-anh/"


def overdue(session: Session, ticket: Ticket, now: datetime, *, monitor: bool) -> None:
    """A feedback is late; ``monitor``: the unit that follows up is told as well."""
    people = _officers(session, ticket.handler, ticket.province)
    if monitor:
        people += _unit(session, ticket)
    taken = ticket.taken_at is not None or ticket.take_by >= now
    kind = "feedback_urgent" if ticket.urgent else "feedback_answer" if taken else "feedback_take"
    deadline = ticket.answer_by if taken else ticket.take_by
    key = f"{ticket.number}/{ticket.reopened}/{ticket.escalation}"
    notices.tell(session, people, _notice(ticket, kind, key, ticket.handler, deadline), now)


def request_overdue(session: Session, ticket: Ticket, request: Coordination, now: datetime) -> None:
    """What another agency was asked has waited too long: it is told, with its province, and so is who asked."""
    people = _officers(session, request.agency, request.agency[:3], ticket.handler)
    key = f"{ticket.number}/hoi/{request.id}"
    notices.tell(session, people, _notice(ticket, "feedback_reply", key, request.agency, request.reply_by), now)


def urged(session: Session, ticket: Ticket, now: datetime) -> None:
    """The unit that follows up presses the owner."""
    people = _officers(session, ticket.handler, ticket.province)
    key = f"{ticket.number}/don-doc/{ticket.urged}"
    notices.tell(session, people, _notice(ticket, "feedback_urged", key, ticket.handler, ticket.answer_by), now)


def _officers(session: Session, *agency_codes: str) -> list[str]:
    return colleagues.in_agencies(session, Permission.FEEDBACK_ALERTED, agency_codes)


def _unit(session: Session, ticket: Ticket) -> list[str]:
    """Who follows up this subject, in the whole country or where the feedback is worked on."""
    return [
        each.username
        for each in colleagues.who_may(session, Permission.FEEDBACK_ALERTED)
        if each.unit in {None, ticket.monitor} and (each.agency is None or ticket.handler.startswith(each.agency))
    ]


def _notice(ticket: Ticket, kind: str, key: str, agency: str, deadline: datetime) -> Notice:
    details = {
        "agency": agencies()[agency].name,
        "deadline": deadline.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y"),
    }
    return Notice(kind, key, ticket.number, f"{_PAGE}{ticket.number}", details)
