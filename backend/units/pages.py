"""`/can-bo/don-vi`: officers keep the units of their agency; a coordinator follows the one unit of the account and sees nothing else."""

from http import HTTPStatus

from flask import Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.declined import Declined
from backend.officers import shown
from backend.officers.desk import desk
from backend.printing import press
from backend.registration import casework, declaration
from backend.registration.attachments import Declaration
from backend.registration.kinds import Kind
from backend.registration.scope import Scope
from backend.registration.uploads import PICTURE_FORM, chosen
from backend.staff.guard import Section, may, staff
from backend.staff.roles import Permission, Role
from backend.staff.views import page
from backend.units import following, importing, service
from backend.units.importing import Report
from backend.units.service import ClassRecord, UnitRecord
from backend.units.table import FileRefused
from bhxh.dates import now
from bhxh.messages import text

section = Section("units", "/can-bo/don-vi")
section.link("", "units.units", Permission.DOSSIERS, Permission.UNIT)
_READS = may(Permission.DOSSIERS, Permission.UNIT)
_KEEPS = may(Permission.DOSSIERS)


@section.page("", _READS)
def units() -> BaseResponse:
    """An officer's units; a coordinator goes to theirs."""
    if staff().role is not Role.COORDINATOR:
        return _list()
    with desk().database.reading() as session:
        unit = service.unit_of(session, staff().account_id)
    if unit is None:
        return make_response(page("units/none.html"))
    return redirect(url_for("units.show", number=unit.id), HTTPStatus.SEE_OTHER)


@section.page("/nhap", _KEEPS, methods=("POST",), limit=PICTURE_FORM)
def upload() -> BaseResponse:
    """Headcounts or a roster from a file."""
    file = chosen(request.files, "file")
    if file is None:
        return _list(error=text("units.file.none"), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    scope, today = Scope(staff().agency), now().date()
    try:
        report = importing.import_units(desk().database, file.stream.read(), scope, actor=staff().actor, today=today)
    except FileRefused as refused:
        return _list(error=refused.detail, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _list(report=report)


@section.page("/<int:number>", _READS)
def show(number: int) -> Response:
    """A unit's classes in figures."""
    return _unit(number)


@section.page("/<int:number>/dau-moi", _KEEPS, methods=("POST",))
def bind(number: int) -> BaseResponse:
    """Gives the unit to a coordinator's account."""
    try:
        with desk().database.begin() as session:
            unit = _allowed(session, number)
            service.bind_coordinator(session, unit, request.form.get("username", ""), actor=staff().actor)
    except Declined as declined:
        return _unit(number, error=declined)
    return redirect(url_for("units.show", number=number), HTTPStatus.SEE_OTHER)


@section.page("/<int:number>/lop/<int:class_number>", _READS)
def show_class(number: int, class_number: int) -> Response:
    """Who of a class has registered, who is missing, who was rejected and why. Looking is audited."""
    with desk().database.begin() as session:
        unit = _allowed(session, number)
        one = _class(session, unit, class_number)
        people = following.standings(session, unit, one)
        _record(session, "unit.class_read", unit, one, count=len(people))
    html = page("units/class.html", unit=unit, one=one, people=people, tags=shown.TAGS)
    return make_response(html)


@section.page("/<int:number>/lop/<int:class_number>/to-khai", _READS)
def print_class(number: int, class_number: int) -> Response:
    """The declarations of a class that are still to be signed, in one PDF. Each is audited."""
    with desk().database.begin() as session:
        unit = _allowed(session, number)
        one = _class(session, unit, class_number)
        found = following.printable(session, unit, one)
        opened = [casework.open_case(session, Scope(unit.agency_code), dossier) for dossier in found]
        cases = [case for case in opened if case.kind is Kind.ACCOUNT]  # a child's has no form to sign
        if not cases:
            abort(HTTPStatus.NOT_FOUND)
        for case in cases:
            casework.record(session, case, "dossier.printed", staff().username)
    contents = [Declaration(case.number, case.declared_at, case.deadline, dict(case.values)) for case in cases]
    if press.unavailable():
        sheet = url_for("static", filename="registration/declaration.css")
        return make_response(declaration.html(contents, desk().hotline, sheet))
    response = Response(declaration.pdf(contents, desk().hotline), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="to-khai-{unit.code}-{one.id}.pdf"'
    return response


def _allowed(session: Session, number: int) -> UnitRecord:
    """The unit, if this person may see it: the one a coordinator is bound to, an officer's agency's. 404 for any other."""
    unit = service.find_unit(session, number)
    if unit is None:
        abort(HTTPStatus.NOT_FOUND)
    if staff().role is Role.COORDINATOR:
        if service.unit_of(session, staff().account_id) != unit:
            abort(HTTPStatus.NOT_FOUND)
    elif not Scope(staff().agency).covers(unit.agency_code):
        abort(HTTPStatus.NOT_FOUND)
    return unit


def _class(session: Session, unit: UnitRecord, class_number: int) -> ClassRecord:
    one = service.find_class(session, unit.id, class_number)
    if one is None:
        abort(HTTPStatus.NOT_FOUND)
    return one


def _record(session: Session, action: str, unit: UnitRecord, one: ClassRecord, **details: int) -> None:
    noted: dict[str, str | int | None] = {"unit": unit.code, "class": one.id, **details}
    audit.record(session, actor=staff().actor, action=action, details=noted)


def _list(*, error: str | None = None, report: Report | None = None, status: int = HTTPStatus.OK) -> Response:
    with desk().database.reading() as session:
        found = service.headcounts(session, Scope(staff().agency))
    return make_response(page("units/list.html", found=found, error=error, report=report), status)


def _unit(number: int, *, error: Declined | None = None) -> Response:
    with desk().database.reading() as session:
        unit = _allowed(session, number)
        counts = following.counts(session, unit)
    status = HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return make_response(page("units/unit.html", unit=unit, counts=counts, error=error, typed=request.form), status)
