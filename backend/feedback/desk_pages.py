"""The pages of staff: the list, one feedback with everything that can be done to it, and the form for what comes in by phone."""

import secrets
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.feedback import attachments, handling, queue, scope, service
from backend.feedback.desk import LOOK, WORK, act, detail, refusing, section, worker
from backend.feedback.pages import check, provinces, subjects
from backend.feedback.queue import AT_ONCE, View
from backend.feedback.records import Contact
from backend.feedback.room import room
from backend.feedback.subjects import Channel, Monitor
from backend.registration.agencies import NotOne, agencies, find_agency, home_provinces
from backend.staff.guard import may, staff
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.messages import text

__all__ = ["section"]

_RECEIVE: Final = may(Permission.FEEDBACK_RECEIVE)
_FIELDS: Final = ("subject", "province", "text", "phone", "name", "email")


@section.page("", LOOK)
def index() -> str:
    """The list: by default what has to be done."""
    who, asked = worker(), request.args
    view = View(asked["xem"]) if asked.get("xem") in set(View) else View.OPEN
    unit = asked["ban"] if asked.get("ban") in set(Monitor) else None
    first = int(asked["tu"]) if asked.get("tu", "").isdecimal() and len(asked["tu"]) < 7 else 0
    with room().database.begin() as session:
        alarms = queue.alarms(session, who)
        found = queue.listing(session, who, view, room().clock(), monitor=unit, first=first)
    return page(
        "feedback/desk.html",
        found=found,
        view=view,
        views=list(View),
        unit=unit,
        units=list(Monitor) if who.unit is None else [],
        alarms=alarms,
        who=who,
        agencies=agencies(),
        at_once=AT_ONCE,
    )


@section.page("/bao-dong", LOOK, passive=True)
def alarm() -> str:
    """Asked for by the list twice a minute: how many refused cards wait."""
    with room().database.reading() as session:
        return page("feedback/alarm.html", alarms=queue.alarms(session, worker()))


@section.page("/<number>", LOOK)
def show(number: str) -> Response:
    """One feedback."""
    return detail(number)


@section.page("/<number>/anh/<int:place>", LOOK)
def picture(number: str, place: int) -> Response:
    """A picture that came with it."""
    with refusing(), room().database.reading() as session:
        file = attachments.file_of(session, scope.find(session, worker(), number), place)
    if file is None:
        abort(HTTPStatus.NOT_FOUND)
    return Response(room().store.read(file), mimetype="image/jpeg")


@section.page("/<number>/nhan", WORK, methods=("POST",))
def take(number: str) -> BaseResponse:
    """Begin to work on it."""
    return act(number, "take", lambda session: handling.take(session, worker(), number, _version(), now=_now()))


@section.page("/<number>/giao", WORK, methods=("POST",))
def assign(number: str) -> BaseResponse:
    """Give it to a district."""

    def work(session: Session) -> None:
        ticket = scope.find(session, worker(), number)
        handling.assign(session, worker(), number, _version(), _agency(ticket.province), now=_now())

    return act(number, "assign", work, _typed())


@section.page("/<number>/hoi", WORK, methods=("POST",))
def ask(number: str) -> BaseResponse:
    """Ask another agency."""

    def work(session: Session) -> None:
        agency = _agency(request.form.get("province", ""))
        words = request.form.get("words", "")
        handling.ask(session, worker(), number, _version(), agency=agency, question=words, now=_now())

    return act(number, "ask", work, _typed())


@section.page("/<number>/phoi-hop/<int:asked>", WORK, methods=("POST",))
def reply(number: str, asked: int) -> BaseResponse:
    """Answer what one's own agency was asked."""
    words = request.form.get("words", "")
    return act(
        number,
        f"reply-{asked}",
        lambda session: handling.reply(session, worker(), number, asked, words, now=_now()),
        _typed(),
    )


@section.page("/<number>/phoi-hop/<int:asked>/thu-hoi", WORK, methods=("POST",))
def withdraw(number: str, asked: int) -> BaseResponse:
    """Take a question back."""
    return act(
        number, f"reply-{asked}", lambda session: handling.withdraw(session, worker(), number, asked, now=_now())
    )


@section.page("/<number>/ghi-chu", WORK, methods=("POST",))
def remark(number: str) -> BaseResponse:
    """A note for colleagues."""
    words = request.form.get("words", "")
    return act(number, "note", lambda session: handling.remark(session, worker(), number, words, now=_now()), _typed())


@section.page("/<number>/tra-loi", WORK, methods=("POST",))
def answer(number: str) -> BaseResponse:
    """Answer the citizen."""
    words, confirmed = request.form.get("words", ""), request.form.get("confirmed") == "1"
    return act(
        number,
        "answer",
        lambda session: handling.answer(session, worker(), number, _version(), words, now=_now(), confirmed=confirmed),
        _typed(),
    )


@section.page("/<number>/dong", WORK, methods=("POST",))
def close(number: str) -> BaseResponse:
    """Close what was answered."""
    return act(number, "close", lambda session: handling.close(session, worker(), number, _version(), now=_now()))


@section.page("/<number>/don-doc", may(Permission.FEEDBACK_MONITOR), methods=("POST",))
def urge(number: str) -> BaseResponse:
    """Press the owner to go on."""
    words = request.form.get("words", "")
    return act(number, "urge", lambda session: handling.urge(session, worker(), number, words, now=_now()), _typed())


@section.page("/moi", _RECEIVE)
def receive() -> str:
    """The form for what a citizen says at the counter or on the phone; their own province is chosen."""
    own = staff().agency
    return _receive_form({"province": own[:3] if own else "", "key": secrets.token_hex(16)}, {})


@section.page("/moi", _RECEIVE, methods=("POST",))
def receive_send() -> BaseResponse:
    """Written down in the citizen's name; the number is read out and goes out by SMS."""
    values = {name: request.form.get(name, "") for name in (*_FIELDS, "key")}
    errors = check(values, _FIELDS)
    if errors:
        return make_response(_receive_form(values, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        number = service.submit_once(
            room().database,
            channel=Channel.HOTLINE,
            subject=values["subject"],
            province=values["province"],
            text=values["text"],
            contact=Contact(values["phone"], values["name"], values["email"]),
            key=f"{staff().actor}\n{values['key']}",
            actor=staff().actor,
            now=_now(),
            limited=room().limited,
        )
    except Declined as declined:
        return make_response(_receive_form(values, {"": declined.detail}), HTTPStatus.TOO_MANY_REQUESTS)
    return redirect(url_for("feedback_desk.receive_done", number=number), HTTPStatus.SEE_OTHER)


@section.page("/moi/<number>", _RECEIVE)
def receive_done(number: str) -> str:
    """The number to read out; tells nothing about the feedback itself."""
    return page("feedback/desk_received.html", number=number)


def _receive_form(values: dict[str, str], errors: dict[str, str]) -> str:
    return page("feedback/desk_receive.html", values=values, errors=errors, subjects=subjects(), provinces=provinces())


def _agency(province: str) -> str:
    """The agency that was typed. Raises Declined("feedback.agency") with what it could be."""
    written = request.form.get("agency", "")[:100]
    home = next((each for each in home_provinces() if each.agency_code == province), None)
    if home is None or not written.strip():
        raise Declined("feedback.agency", text("feedback.agency_missing"), ("agency",))
    try:
        return find_agency(written, home).code
    except NotOne as unclear:
        options = ", ".join(unclear.options) or agencies()[province].title
        raise Declined("feedback.agency", text("feedback.agency_near", options=options), ("agency",)) from None


def _version() -> int:
    """The version that the person saw; a form without one is of none."""
    sent = request.form.get("version", "")
    return int(sent) if sent.isdecimal() and sent.isascii() and len(sent) < 10 else 0


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("words", "agency", "province")}


def _now() -> datetime:
    return room().clock()
