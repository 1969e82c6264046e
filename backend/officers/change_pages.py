"""`/can-bo/thay-doi`: changes of an account as dossiers: Ghi nhận → household register → Xác nhận (Công văn 3717/BHXH-CNTT, PL02 mục 2)."""

from http import HTTPStatus

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.accounts import changes
from backend.accounts import service as accounts
from backend.accounts.changes import Change
from backend.accounts.models import ChangeField, ChangeState
from backend.declined import Declined
from backend.households.register import Check, RegisterAway, Verdict
from backend.officers import shown
from backend.officers.desk import HANDLES, desk, officer, section
from backend.registration.casework import NotInScope
from backend.staff.guard import staff
from backend.staff.views import page
from bhxh.dates import utcnow
from bhxh.identifiers import parse_bhxh_code
from bhxh.messages import text
from bhxh.problems import InvalidValue
from kit.logs import get_logger

section.link("/thay-doi", "officers.changes", "dossiers")
log = get_logger()


@section.page("/thay-doi", HANDLES)
def account_changes() -> Response:
    """The changes of this agency's people that wait, the oldest first."""
    return _list()


@section.page("/thay-doi", HANDLES, methods=("POST",))
def ask_change() -> BaseResponse:
    """A change asked for at the counter by somebody who has lost the old phone, whose identity the officer has checked there; the
    account's owner is warned on that phone all the same."""
    form = request.form
    try:
        field = ChangeField(form.get("field", ""))
        code = parse_bhxh_code(form.get("ma-so", ""))
        if form.get("identity") != "1":
            raise Declined("change.identity", text("officers.change.identity_missing"), ("identity",))
        with desk().database.begin() as session:
            account = accounts.find_by_code(session, code)
            if account is None:
                raise LookupError
            scope = officer().scope
            row = changes.ask_change(
                session, account.id, field, form.get("value", ""), actor=staff().actor, now=utcnow(), counter=scope
            )
    except LookupError:
        return _list(error=text("officers.change.no_account"), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (
        ValueError
    ) as wrong:  # InvalidValue says what is wrong; a field that is none of ours was not chosen from the form
        detail = wrong.detail if isinstance(wrong, InvalidValue) else text("officers.change.field_missing")
        return _list(error=detail, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined as declined:
        return _list(
            error=declined.detail, at=next(iter(declined.fields), "ma-so"), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    return redirect(url_for("officers.account_change", number=row.id), HTTPStatus.SEE_OTHER)


@section.page("/thay-doi/<int:number>", HANDLES)
def account_change(number: int) -> Response:
    """One change, beside what the household register has. Looking is audited."""
    return _show(number)


@section.page("/thay-doi/<int:number>", HANDLES, methods=("POST",))
def decide_change(number: int) -> BaseResponse:
    """Ghi nhận, Xác nhận or từ chối."""
    form, actor, scope = request.form, staff().actor, officer().scope
    act = form.get("act")
    try:
        if act == "note":
            verdict = _verdict(number)
            with desk().database.begin() as session:
                changes.note(session, scope, number, verdict, actor=actor)
        elif act == "confirm":
            with desk().database.begin() as session:
                changes.confirm(session, scope, number, actor=actor, now=utcnow())
        else:
            with desk().database.begin() as session:
                changes.reject(session, scope, number, form.get("reason", ""), actor=actor, now=utcnow())
    except RegisterAway as away:
        log.warning("household_register_away", reason=away.reason)
        return _show(number, error=text("officers.change.register_away"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    except Declined as declined:
        return _show(number, error=declined.detail, status=HTTPStatus.CONFLICT)
    return redirect(url_for("officers.account_change", number=number), HTTPStatus.SEE_OTHER)


def _verdict(number: int) -> Verdict:
    """What the household register says, asked outside of any transaction. Raises RegisterAway, NotInScope."""
    return desk().decisions.compare(*_person_of(_change(number))).verdict


def _person_of(change: Change) -> tuple[str, str]:
    return change.code, change.name_to_check


def _change(number: int) -> Change:
    with desk().database.begin() as session:
        change = changes.open_change(session, officer().scope, number, actor=staff().actor)
    if change is None:
        raise NotInScope
    return change


def _check(change: Change) -> Check | None:
    try:
        return desk().decisions.compare(*_person_of(change))
    except RegisterAway as away:
        log.warning("household_register_away", reason=away.reason)
        return None


def _show(number: int, *, error: str | None = None, status: int = HTTPStatus.OK) -> Response:
    change = _change(number)
    waits = change.row.state in changes.OPEN
    check = _check(change) if waits else None
    html = page(
        "officers/change.html", change=change, check=check, waits=waits, moment=shown.moment, error=error,
        noted=change.row.state is ChangeState.GHI_NHAN, good=change.row.household in changes.GOOD,
    )  # fmt: skip
    return make_response(html, status)


def _list(*, error: str | None = None, at: str = "ma-so", status: int = HTTPStatus.OK) -> Response:
    after = request.args.get("sau", 0, type=int)
    with desk().database.begin() as session:
        rows = changes.listing(session, officer().scope, after=after)
        details: dict[str, str | int | None] = {"count": len(rows), "agency": officer().scope.agency}
        audit.record(session, actor=staff().actor, action="account.changes_listed", details=details)
    html = page(
        "officers/changes.html", rows=rows, fields=list(ChangeField), moment=shown.moment, error=error,
        at=at, typed=request.form,
    )  # fmt: skip
    return make_response(html, status)
