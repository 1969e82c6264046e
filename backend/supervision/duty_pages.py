"""`/tong-dai/giam-sat/truc`: the supervisor keeps the duty list; `/tong-dai/truc`: who is on duty sees what they were alerted of."""

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.declined import Declined
from backend.registration.agencies import agencies, home_provinces
from backend.staff.guard import Section, may, staff
from backend.staff.roles import Permission
from backend.staff.views import page
from backend.supervision import duty, refused
from backend.supervision.desk import WATCH, database, moment, section, typed
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.text import clean

__all__ = ["officers", "section"]

officers = Section("duty", "/tong-dai/truc")
officers.link("", "supervision.alert.title", Permission.DUTY)
_ON_DUTY: Final = may(Permission.DUTY)
_NOTE: Final = 500
_FIELDS: Final = ("province", "name", "phone", "username", "since", "until")


@section.page("/truc", WATCH)
def duty_list() -> str:
    """Who is on duty where, now and later."""
    return _duty_list()


@section.page("/truc", WATCH, methods=("POST",))
def add_duty() -> BaseResponse | tuple[str, int]:
    """One more shift."""
    now = utcnow()
    since, until = moment(typed("since", 16)), moment(typed("until", 16))
    try:
        if since is None or until is None:
            wrong = "since" if since is None else "until"
            raise Declined(wrong, text("supervision.moment_wrong"), (wrong,))
        draft = duty.Draft(
            typed("province", 3), typed("name", 100), typed("phone", 20), typed("username", 64), since, until
        )
        with database().begin() as session:
            duty.add(session, draft, actor=staff().actor, now=now)
    except Declined as declined:
        return _duty_list(declined), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("supervision.duty_list"), HTTPStatus.SEE_OTHER)


@section.page("/truc/<int:number>/xoa", WATCH, methods=("POST",))
def remove_duty(number: int) -> BaseResponse:
    """Takes a shift off; one that is gone already is as wanted."""
    with database().begin() as session:
        duty.remove(session, number, actor=staff().actor)
    return redirect(url_for("supervision.duty_list"), HTTPStatus.SEE_OTHER)


@officers.page("", _ON_DUTY)
def show() -> str:
    """The officer's alerts. That they read the notes is written down."""
    now, who = utcnow(), staff()
    with database().begin() as session:
        found = refused.alerts(session, who.username)
        shifts = duty.of_officer(session, who.username, now)
        if found:
            audit.record(session, actor=who.actor, action="hotline.alerts_read", details={"conversations": len(found)})
    return page("supervision/alerts.html", alerts=found, shifts=shifts, now=now, agencies=agencies(), limit=_NOTE)


@officers.page("/so-moi", _ON_DUTY, passive=True)
def count() -> Response:
    """The banner of every page of the officer, who asks for it by itself; nothing where it shows that number (`da`) already, so that no
    screen reader says it twice."""
    new = untaken() or 0
    if request.args.get("da", "0") == str(new):
        return Response(status=HTTPStatus.NO_CONTENT)
    return make_response(page("supervision/alert_banner.html", new=new))


def install(app: Flask) -> None:
    """Show who is on duty, on every page of theirs, how many refused cards wait for them."""
    app.jinja_env.globals["alerts_untaken"] = untaken


def untaken() -> int | None:
    """How many alerts wait for the reader of this page; None: for whom nobody has a shift, and who need not ask again."""
    with database().reading() as session:
        new = refused.untaken(session, staff().username)
        return new if new or duty.of_officer(session, staff().username, utcnow()) else None


@officers.page("/<int:number>", _ON_DUTY, methods=("POST",))
def take(number: int) -> BaseResponse | tuple[str, int]:
    """The officer sees to one of them, and may write to the agents."""
    try:
        with database().begin() as session:
            refused.take(session, number, staff().username, clean(typed("note", _NOTE)), utcnow())
    except Declined as declined:
        return page("hotline/refused.html", detail=declined.detail, back=url_for("duty.show")), HTTPStatus.CONFLICT
    return redirect(url_for("duty.show"), HTTPStatus.SEE_OTHER)


def _duty_list(declined: Declined | None = None) -> str:
    now = utcnow()
    with database().begin() as session:
        shifts = duty.listing(session, now)
        audit.record(session, actor=staff().actor, action="hotline.duty_read", details={"shifts": len(shifts)})
    return page(
        "supervision/duty.html",
        shifts=shifts,
        now=now,
        agencies=agencies(),
        provinces=home_provinces(),
        error=declined.detail if declined else None,
        field=declined.fields[0] if declined and declined.fields else None,
        typed={name: request.form.get(name, "") for name in _FIELDS},
    )
