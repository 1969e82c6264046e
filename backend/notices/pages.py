"""`/nhan-vien/nhac-viec`: what somebody was told of, and where e-mails about it go; the number in the head of every console page."""

from http import HTTPStatus

from flask import Flask, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.notices import service
from backend.staff import colleagues
from backend.staff.guard import SIGNED_IN, Section, realm, staff
from backend.staff.sessions import Staff, Step
from backend.staff.views import page
from bhxh.dates import utcnow

section = Section("notices", "/nhan-vien/nhac-viec")


def install(app: Flask) -> None:
    """Give the frame of the consoles' pages the number of what waits; `section` is registered by the caller."""
    app.jinja_env.globals["notices_waiting"] = _waiting
    app.jinja_env.globals["notice_words"] = service.words


@section.page("", SIGNED_IN)
def show() -> str:
    """The list, and the form for an e-mail address."""
    return _list()


@section.page("", SIGNED_IN, methods=("POST",))
def see() -> BaseResponse:
    """One has been seen, or all that the page showed."""
    numbers = [int(each) for each in request.form.getlist("seen") if each.isdecimal() and len(each) < 19]
    with realm().database.begin() as session:
        service.see(session, staff().username, numbers[: service.AT_ONCE], utcnow())
    return redirect(url_for("notices.show"), HTTPStatus.SEE_OTHER)


@section.page("/e-mail", SIGNED_IN, methods=("POST",))
def address() -> BaseResponse | tuple[str, int]:
    """Where e-mails go from now on; empty: none are sent."""
    written = request.form.get("email", "")
    try:
        with realm().database.begin() as session:
            colleagues.give_address(session, staff().username, written, staff().actor)
    except Declined as declined:
        return _list(declined.detail, written[:254]), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("notices.show"), HTTPStatus.SEE_OTHER)


def _list(error: str | None = None, written: str | None = None) -> str:
    who = staff().username
    with realm().database.reading() as session:
        found = service.listing(session, who)
        given = colleagues.addresses(session, [who]).get(who, "")
    return page("notices/list.html", notices=found, error=error, email=given if written is None else written)


def _waiting() -> int:
    who: Staff | None = g.get("staff")
    if who is None or who.step is not Step.DONE:
        return 0
    with realm().database.reading() as session:
        return service.waiting(session, who.username)
