"""`/tra-cuu/ma-so`: the BHXH code of a person who is described."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, make_response, request

from backend.access.sections import ANYONE
from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.lookup import form
from backend.lookup.human import Failed, HumanCheck, Way
from backend.lookup.person import PersonLookup
from backend.registration.agencies import home_provinces
from backend.site.sections import Public
from backend.site.views import page
from bhxh.dates import utcnow
from bhxh.messages import text

section: Final = Public("lookup", "/tra-cuu")
_EXTENSION: Final = "bhxh.lookup"
_FORM: Final = "lookup_person"


@dataclass(frozen=True)
class _Desk:
    """What the pages work with."""

    human: HumanCheck
    person: PersonLookup


def install(app: Flask, config: BackendConfig, database: Database) -> None:
    """What the pages work with."""
    person = PersonLookup(database, limit_addresses=config.rate_limits)
    app.extensions[_EXTENSION] = _Desk(HumanCheck(database), person)


def _desk() -> _Desk:
    desk: _Desk = current_app.extensions[_EXTENSION]
    return desk


@section.page("/ma-so", ANYONE)
def person() -> str:
    """The empty form."""
    return _form({"cach": form.WAYS[0]}, {})


@section.page("/ma-so", ANYONE, methods=("POST",))
def look_up() -> Response:
    """The answer, or the form with what is wrong with it. What is found stands in no address and no history."""
    filled = form.read(request.form)
    if filled.known is None:
        return make_response(_form(filled.values, filled.errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        asked = _passed() is Way.QUESTION
    except Failed as failed:
        errors = {"nguoi": text(f"lookup.human.{failed.reason}")}
        return make_response(_form(filled.values, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    client = request.remote_addr or ""
    try:
        if filled.by_sms:
            _desk().person.send(filled.known, client=client, asked=asked)
            return make_response(page("lookup/sent.html"))
        code = _desk().person.masked(filled.known, client=client, asked=asked)
    except Declined as declined:
        answer = make_response(_form(filled.values, {"": declined.detail}), HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = "3600"
        return answer
    return make_response(page("lookup/found.html", code=code))


def _passed() -> Way:
    """Raises Failed."""
    return _desk().human.verify(
        _FORM,
        token=request.form.get("kiem_tra", ""),
        work=request.form.get("loi_giai", ""),
        answer=request.form.get("nguoi", ""),
        now=utcnow(),
    )


def _form(values: dict[str, str], errors: dict[str, str]) -> str:
    return page(
        "lookup/person.html",
        values=values,
        errors=errors,
        provinces=[(each.card_code, each.name) for each in home_provinces()],
        check=_desk().human.challenge(_FORM, utcnow()),
    )
