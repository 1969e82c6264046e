"""`/nhan-vien/tai-khoan`: an administrator makes, resets and closes accounts."""

from http import HTTPStatus

from flask import Response, abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.feedback.subjects import Monitor
from backend.staff import accounts
from backend.staff.guard import Section, may, realm, staff
from backend.staff.roles import Permission, Role
from backend.staff.views import page
from bhxh.messages import text

section = Section("staff_accounts", "/nhan-vien/tai-khoan")
section.link("", "staff.accounts", Permission.STAFF)
_MAY = may(Permission.STAFF)


@section.page("", _MAY)
def show() -> Response:
    """All accounts, and the form for a new one."""
    return _page()


@section.page("", _MAY, methods=("POST",))
def create() -> BaseResponse:
    """A new account; its first password is shown this once."""
    form = request.form
    try:
        role = Role(form.get("role", ""))
    except ValueError:
        return _page(HTTPStatus.UNPROCESSABLE_ENTITY, error=text("staff.role_form"), field="role")
    username = form.get("username", "").strip()
    try:
        with realm().database.begin() as session:
            first = accounts.create(
                session,
                username=username,
                name=form.get("name", ""),
                role=role,
                agency=form.get("agency", "").strip() or None,
                unit=form.get("unit") or None,
                actor=staff().actor,
            )
    except Declined as declined:
        return _page(HTTPStatus.UNPROCESSABLE_ENTITY, error=declined.detail, field=declined.fields[0])
    return _page(HTTPStatus.CREATED, first=first, first_of=username)


@section.page("/<username>", _MAY, methods=("POST",))
def change(username: str) -> BaseResponse:
    """Reset, close or open an account again; never one's own."""
    try:
        first = _change(username, request.form.get("act"), staff().actor)
    except Declined as declined:
        return _page(HTTPStatus.UNPROCESSABLE_ENTITY, error=declined.detail)
    if first is not None:
        return _page(first=first, first_of=username)
    return redirect(url_for("staff_accounts.show"), HTTPStatus.SEE_OTHER)


def _change(username: str, act: str | None, actor: str) -> str | None:
    """The fresh first password, where there is one."""
    with realm().database.begin() as session:
        account = accounts.find(session, username)
        if account is None:
            abort(HTTPStatus.NOT_FOUND)
        if act == "reset":
            return accounts.reset(session, account, actor)
        if act == "reopen":
            return accounts.reopen(session, account, actor)
        if act != "close":
            abort(HTTPStatus.UNPROCESSABLE_ENTITY)
        accounts.close(session, account, actor)
        return None


def _page(status: int = HTTPStatus.OK, **values: str | None) -> Response:
    with realm().database.reading() as session:
        found = accounts.listing(session)
    shown: dict[str, str | None] = {"error": None, "field": None, "first": None, "first_of": None, **values}
    return make_response(
        page("staff/accounts.html", accounts=found, roles=[*Role], units=[*Monitor], typed=request.form, **shown),
        status,
    )
