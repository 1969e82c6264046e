"""`/can-bo/tiep-nhan`: bulk reception at a mobile desk or a school: scan the form's QR code, check, next.

A scanner types the number and presses Enter; a camera (BarcodeDetector) is an enhancement; the number can be typed as well.
"""

from http import HTTPStatus
from typing import Final

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.officers import checks, looks, shown
from backend.officers.checks import checks_of
from backend.officers.desk import HANDLES, desk, officer, reception
from backend.registration import casework
from backend.registration.casework import NotInScope
from backend.registration.number import parse_number
from backend.registration.states import NOT_HANDED_IN
from backend.staff.guard import staff
from backend.staff.views import page
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue

_SHOWN: Final = 40
"""Characters of a wrong number that are shown again: in a stack of forms it says which one to look at."""


@reception.page("", HANDLES)
def scan() -> Response:
    """Waits for the next form; under it what this officer has received today."""
    return _page()


@reception.page("", HANDLES, methods=("POST",))
def scanned() -> BaseResponse:
    """The number of a form, scanned or typed."""
    typed = request.form.get("so-ho-so", "")
    try:
        number = parse_number(typed)
        with desk().database.reading() as session:
            found = casework.id_of(session, officer().scope, number)
    except InvalidValue:  # what it says is for who has the SMS with the number; here is the form
        said = text("officers.scan_wrong", typed=typed[:_SHOWN])
        return _page(said, HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotInScope:
        return _page(text("officers.scan_elsewhere", number=number), HTTPStatus.NOT_FOUND)
    return redirect(url_for("reception.check", number=found), HTTPStatus.SEE_OTHER)


@reception.page("/<int:number>", HANDLES)
def check(number: int) -> Response:
    """The person and the pictures to compare, and the checks."""
    return _show(number)


@reception.page("/<int:number>", HANDLES, methods=("POST",))
def checked(number: int) -> BaseResponse:
    """Received; on to the next."""
    try:
        checks.receive(number, request.form, request.form.get("version", -1, type=int))
    except Declined as declined:
        return _show(number, declined)
    return redirect(url_for("reception.scan"), HTTPStatus.SEE_OTHER)


def _show(number: int, error: Declined | None = None) -> Response:
    with desk().database.begin() as session:
        case = casework.open_case(session, officer().scope, number)
        casework.record(session, case, "dossier.read", staff().username)
    html = page(
        "officers/check.html",
        case=case,
        lines=shown.lines(case, None),
        photos=looks.pictures(case),
        receivable=case.state in NOT_HANDED_IN,
        tag=shown.TAGS[case.state],
        checks=checks_of(case.kind),
        error=error,
    )
    status = HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return make_response(html, HTTPStatus.CONFLICT if error and error.code == "dossier.changed" else status)


def _page(error: str | None = None, status: int = HTTPStatus.OK) -> Response:
    with desk().database.reading() as session:
        received = casework.received_today(session, staff().username, utcnow())
    return make_response(page("officers/scan.html", received=received, moment=shown.moment, error=error), status)
