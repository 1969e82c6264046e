"""Passing a conversation to a colleague, and the supervisor's page of what each agent takes."""

from http import HTTPStatus
from typing import Final

from flask import make_response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend.conversations.topics import TOPICS
from backend.declined import Declined
from backend.hotline import skills
from backend.hotline.desk import ANSWER, change, database, refusal, section, to_desk, typed
from backend.hotline.skills import MOST
from backend.staff import accounts
from backend.staff.guard import may, staff
from backend.staff.roles import MAY, Permission, Role
from backend.staff.views import page
from bhxh.dates import utcnow
from bhxh.text import clean

__all__ = ["pane", "section"]

_SUPERVISE: Final = may(Permission.HOTLINE_SUPERVISE)
_NOTE: Final = 500

section.link("/ky-nang", "hotline.skills.title", Permission.HOTLINE_SUPERVISE)


def pane() -> dict[str, object]:
    """To whom the open conversation may be passed."""
    with database().reading() as session:
        return {"takers": skills.takers(session, staff().username, utcnow()), "note_limit": _NOTE}


@section.page("/<int:number>/chuyen", ANSWER, methods=("POST",))
def pass_on(number: int) -> BaseResponse | tuple[str, int]:
    """To a colleague by name, with a note."""
    agent, to, words, now = staff().username, typed("to", 64), clean(typed("note", _NOTE)), utcnow()
    try:
        change(
            number,
            lambda session, found: skills.pass_on(session, found, agent, now, to=to, words=words),
            "hotline.passed_on",
            to=to,
        )
    except Declined as declined:
        return refusal(declined, number)
    return to_desk(number, "chuyen")


@section.page("/ky-nang", _SUPERVISE)
def skills_page() -> str:
    """What each agent takes."""
    return _skills(None, None)


@section.page("/ky-nang/<agent>", _SUPERVISE, methods=("POST",))
def put_skills(agent: str) -> BaseResponse:
    """Set what one agent takes."""
    most = typed("most", 4)
    try:
        with database().begin() as session:
            if agent not in _agents():
                raise NotFound
            number = int(most) if most.isascii() and most.isdigit() else 0
            skills.put(session, agent, request.form.getlist("topics"), number, actor=staff().actor)
    except Declined as declined:
        return make_response(_skills(declined, agent), HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("hotline.skills_page"), HTTPStatus.SEE_OTHER)


def _skills(problem: Declined | None, whose: str | None) -> str:
    names = _agents()
    with database().reading() as session:
        found = [(name, skills.of(session, name)) for name in names]
    return page("hotline/skills.html", agents=found, topics=TOPICS, problem=problem, whose=whose, most=MOST)


def _agents() -> list[str]:
    with database().reading() as session:
        return [
            account.username
            for account in accounts.listing(session)
            if account.closed_at is None and Permission.CONVERSATIONS in MAY[Role(account.role)]
        ]
