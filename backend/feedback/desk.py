"""`/can-bo/phan-anh`: the section of staff, and what its pages share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from flask import Response, make_response, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.declined import Declined
from backend.feedback import attachments, handling, scope, tickets
from backend.feedback.models import Ticket
from backend.feedback.room import room
from backend.feedback.scope import Worker
from backend.feedback.states import FROM, OPEN, State
from backend.registration.agencies import agencies, home_provinces
from backend.staff.guard import Section, may, staff
from backend.staff.roles import Permission
from backend.staff.views import page, problem_page
from bhxh.problems import InvalidValue

section = Section("feedback_desk", "/can-bo/phan-anh")
section.link("", "feedback.desk.title", Permission.FEEDBACK_WORK, Permission.FEEDBACK_MONITOR)
section.link("/moi", "feedback.desk.receive", Permission.FEEDBACK_RECEIVE)

LOOK: Final = may(Permission.FEEDBACK_WORK, Permission.FEEDBACK_MONITOR)
WORK: Final = may(Permission.FEEDBACK_WORK)


def worker() -> Worker:
    """Who sends this request."""
    who = staff()
    monitors = Permission.FEEDBACK_WORK not in who.permissions
    return Worker(who.actor, who.agency, monitors=monitors, unit=who.unit if monitors else None)


@contextmanager
def refusing() -> Iterator[None]:
    """A feedback that is not theirs is not there."""
    try:
        yield
    except Declined as declined:
        if declined.code != "feedback.unknown":
            raise
        raise Unknown(declined.detail) from None


class Unknown(Exception):
    """There is no such feedback for this person."""


def _unknown(error: Unknown) -> Response:
    return problem_page(HTTPStatus.NOT_FOUND, str(error))


section.blueprint.register_error_handler(Unknown, _unknown)


def act(number: str, form: str, work: Callable[[Session], object], typed: dict[str, str] | None = None) -> BaseResponse:
    """Do something to a feedback and show it again; what is wrong is shown at the ``form`` it was typed in."""
    try:
        with refusing(), room().database.begin() as session:
            work(session)
    except (InvalidValue, Declined) as wrong:
        return detail(number, problem=(form, wrong.detail, wrong.code), typed=typed)
    return redirect(url_for("feedback_desk.show", number=number), HTTPStatus.SEE_OTHER)


def detail(
    number: str, *, problem: tuple[str, str, str] | None = None, typed: dict[str, str] | None = None
) -> Response:
    """The page of one feedback, audited under its person."""
    who = worker()
    with refusing(), room().database.begin() as session:
        ticket = scope.find(session, who, number)
        values = _values(session, ticket, who)
        audit.record(
            session,
            actor=who.actor,
            action="feedback.read",
            subject_index=ticket.person_index,
            details={"number": ticket.number},
        )
    shown = page(
        "feedback/desk_ticket.html",
        ticket=ticket,
        who=who,
        agencies=agencies(),
        provinces=[(province.agency_code, agencies()[province.agency_code].name) for province in home_provinces()],
        problem=problem,
        typed=typed or {},
        now=room().clock(),
        **values,
    )
    return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)


def _values(session: Session, ticket: Ticket, who: Worker) -> dict[str, object]:
    state, owns = State(ticket.state), who.owns(ticket)
    return {
        "owns": owns,
        # The agency that was asked answers its question and need not know who asked; neither need who follows up.
        "contact": ticket.contact if owns else None,
        "events": tickets.events(session, ticket),
        "requests": handling.requests(session, ticket),
        "pictures": attachments.count(session, ticket),
        "open": state in OPEN,
        "can": {act.value for act, states in FROM.items() if state in states},
        "leads": who.leads(ticket),
    }
