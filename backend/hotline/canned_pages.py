"""`/tong-dai/cau-soan-san`: the replies as a list, which is also how they are used without JavaScript; an agent's own are kept here."""

from http import HTTPStatus
from typing import Final

from flask import make_response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.hotline import canned
from backend.hotline.canned import LONGEST, MOST, Reply
from backend.hotline.desk import ANSWER, database, section, typed
from backend.staff.guard import staff
from backend.staff.views import page

__all__ = ["pane", "section"]

_KEY: Final = 24


def pane() -> dict[str, object]:
    """What the field of the answer offers, and what it begins with when a reply was chosen from the list (``cau``)."""
    chosen = request.args.get("cau", "")[:_KEY]
    with database().reading() as session:
        own = canned.own(session, staff().username)
        begun = canned.find(session, staff().username, chosen) if chosen else None
    return {"canned_own": own, "canned_shared": canned.shared(), "begun": begun.body if begun else ""}


@section.page("/cau-soan-san", ANSWER)
def replies() -> str:
    """All replies; with ``cuoc`` each leads into that conversation's answer."""
    return _listed({}, None)


@section.page("/cau-soan-san", ANSWER, methods=("POST",))
def add_reply() -> BaseResponse:
    """One more of the agent's own."""
    values = {"name": typed("name", 60), "body": typed("body", 4 * LONGEST)}
    try:
        canned.add(database(), staff().username, values["name"], values["body"])
    except Declined as declined:
        return make_response(_listed(values, declined), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _back()


@section.page("/cau-soan-san/<int:reply>", ANSWER)
def edit_reply(reply: int) -> str:
    """One of the agent's own, to be changed."""
    found = _own(reply)
    return _edited(found, {"name": found.name, "body": found.body}, None)


@section.page("/cau-soan-san/<int:reply>", ANSWER, methods=("POST",))
def change_reply(reply: int) -> BaseResponse:
    """Save it."""
    found = _own(reply)
    values = {"name": typed("name", 60), "body": typed("body", 4 * LONGEST)}
    try:
        canned.change(database(), staff().username, reply, values["name"], values["body"])
    except Declined as declined:
        return make_response(_edited(found, values, declined), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _back()


@section.page("/cau-soan-san/<int:reply>/xoa", ANSWER, methods=("POST",))
def remove_reply(reply: int) -> BaseResponse:
    """Delete it."""
    with database().begin() as session:
        canned.remove(session, staff().username, reply)
    return _back()


def _listed(values: dict[str, str], problem: Declined | None) -> str:
    wanted = request.args.get("cuoc", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    with database().reading() as session:
        own = canned.own(session, staff().username)
    return page(
        "hotline/canned.html",
        own=own,
        shared=canned.shared(),
        number=number,
        values=values,
        problem=problem,
        most=MOST,
        longest=LONGEST,
    )


def _edited(found: Reply, values: dict[str, str], problem: Declined | None) -> str:
    return page("hotline/canned_edit.html", reply=found, values=values, problem=problem, longest=LONGEST)


def _own(reply: int) -> Reply:
    with database().reading() as session:
        found = next((each for each in canned.own(session, staff().username) if each.id == reply), None)
    if found is None:
        raise NotFound
    return found


def _back() -> BaseResponse:
    return redirect(url_for("hotline.replies"), HTTPStatus.SEE_OTHER)
