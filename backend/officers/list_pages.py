"""`/can-bo`: "Hồ sơ ĐK GDĐT → Cá nhân", the list of dossiers with its search.

What leads to a person (dossier number, BHXH code) is typed into a form and never stands in an address; states and days do.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from flask import Response, make_response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.notify.mail_pages import mailbox
from backend.officers import shown
from backend.officers.desk import HANDLES, desk, officer, section
from backend.registration import search
from backend.registration.agencies import agencies
from backend.registration.number import parse_number
from backend.registration.search import SITUATIONS, Found, Key, Wanted
from backend.registration.states import State
from backend.staff.guard import staff
from backend.staff.views import page
from bhxh.dates import parse_date, utcnow
from bhxh.identifiers import parse_bhxh_code
from bhxh.problems import InvalidValue

_ADDRESSED: Final = ("tinh-trang", "trang-thai", "tu-ngay", "den-ngay")


@section.page("", HANDLES)
def dossiers() -> Response:
    """The newest, or what the address narrows them to."""
    try:
        wanted = _wanted(request.args)
    except InvalidValue as wrong:
        return _page(Found((), None), request.args, error=wrong.detail, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(_found(wanted, _key(request.args.get("truoc"))), request.args)


@section.page("/tra-cuu", HANDLES, methods=("POST",))
def find_dossiers() -> BaseResponse:
    """ "Mở rộng" → "Tra cứu"."""
    form = request.form
    try:
        wanted = _wanted(form)
    except InvalidValue as wrong:
        return _page(Found((), None), form, error=wrong.detail, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if wanted.number is None and wanted.bhxh_code is None:
        kept: dict[str, Any] = {name: form[name] for name in _ADDRESSED if form.get(name)}
        return redirect(url_for("officers.dossiers", **kept), HTTPStatus.SEE_OTHER)
    found = _found(wanted, None)
    if wanted.number is not None and len(found.rows) == 1:
        return redirect(url_for("officers.dossier", number=found.rows[0].id), HTTPStatus.SEE_OTHER)
    return _page(found, form)


@section.page("/tiep-theo", HANDLES)
def next_dossier() -> BaseResponse:
    """The dossier whose 15 minutes end first; the list when none waits."""
    after = request.args.get("sau", type=int)
    with desk().database.reading() as session:
        number = search.next_undecided(session, officer().scope, after)
    if number is None:
        return redirect(url_for("officers.dossiers", het=1), HTTPStatus.SEE_OTHER)
    return redirect(url_for("officers.dossier", number=number), HTTPStatus.SEE_OTHER)


def _found(wanted: Wanted, before: Key | None) -> Found:
    with desk().database.begin() as session:
        found = search.find(session, officer().scope, wanted, utcnow(), before)
        searched = "number" if wanted.number else "code" if wanted.bhxh_code else "list"
        details: dict[str, str | int | None] = {
            "by": searched,
            "count": len(found.rows),
            "agency": officer().scope.agency,
        }
        audit.record(session, actor=staff().actor, action="dossier.listed", details=details)
    return found


def _wanted(form: MultiDict[str, str]) -> Wanted:
    """What a form or an address asks for; what is not a state is no filter. Raises InvalidValue."""

    def given(name: str) -> str:
        return form.get(name, "").strip()

    state, situation = given("trang-thai"), given("tinh-trang")
    return Wanted(
        number=parse_number(given("so-ho-so")) if given("so-ho-so") else None,
        bhxh_code=parse_bhxh_code(given("ma-so")) if given("ma-so") else None,
        since=parse_date(given("tu-ngay")) if given("tu-ngay") else None,
        until=parse_date(given("den-ngay")) if given("den-ngay") else None,
        situation=situation if situation in SITUATIONS else None,
        state=State(state) if state in list(State) else None,
    )


def _key(written: str | None) -> Key | None:
    """The end of the page before, as the address has it; None for one that we did not write."""
    moment, _, number = (written or "").partition("_")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    if at.tzinfo is None or not number.isdecimal() or len(number) > 18:
        return None
    return Key(at, int(number))


def _page(
    found: Found, typed: MultiDict[str, str], *, error: str | None = None, status: int = HTTPStatus.OK
) -> Response:
    following: dict[str, Any] | None = None
    if found.next is not None:
        following = {name: typed[name] for name in _ADDRESSED if typed.get(name)}
        following["truoc"] = f"{found.next.declared_at.isoformat()}_{found.next.id}"
    scope = officer().scope
    html = page(
        "officers/list.html",
        found=found,
        rows=[shown.row(row) for row in found.rows],
        following=following,
        typed=typed,
        narrowed=any(typed.get(name) for name in (*_ADDRESSED, "so-ho-so", "ma-so")),
        states=list(State),
        situations=list(SITUATIONS),
        agency=agencies()[scope.agency].title if scope.agency in agencies() else None,
        late=shown.late_count(),
        error=error,
        mailbox=mailbox() is not None,
        done="het" in request.args,
    )
    return make_response(html, status)
