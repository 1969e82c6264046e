"""The pages of one's own account: its state, the devices that are logged in, a new password."""

from http import HTTPStatus

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts import age, devices
from backend.accounts.codes import For
from backend.accounts.desk import section
from backend.accounts.guard import SIGNED_IN, citizen, during, realm, token, visitor
from backend.accounts.passwords import LEAST
from backend.accounts.sessions import Open, Step
from backend.declined import Declined
from backend.site.views import page
from bhxh.dates import format_date, format_moment
from bhxh.problems import InvalidValue

_CHANGING = during(Step.PASSWORD, Step.DONE)


@section.page("/", SIGNED_IN)
def home() -> str:
    """The account at a glance."""
    account = realm().login.account(citizen())
    sessions = realm().login.open_sessions(citizen(), token())
    return page(
        "accounts/home.html",
        who=citizen(),
        account=account,
        changed=format_date(account.password_at),
        due=format_date(age.last_day(account.password_at)),
        sessions=[_shown(one) for one in sessions],
        done=request.args.get("xong", ""),
    )


@section.page("/thiet-bi/dang-xuat", SIGNED_IN, methods=("POST",))
def sign_out_others() -> BaseResponse:
    """Sign the other devices out."""
    realm().login.sign_out_others(citizen(), token())
    return redirect(url_for("accounts.home", xong="thiet-bi"), HTTPStatus.SEE_OTHER)


@section.page("/doi-mat-khau", _CHANGING)
def password() -> str:
    """Choose a new password: at the first log-in, every six months, and whenever somebody wants to."""
    return _password_form({})


@section.page("/doi-mat-khau", _CHANGING, methods=("POST",))
def password_send() -> BaseResponse:
    """The new password is good: a code goes out that makes it the account's."""
    typed = [request.form.get(name, "") for name in ("old", "new", "again")]
    try:
        realm().login.choose_password(visitor(), token(), *typed, client=request.remote_addr or "")
    except InvalidValue as wrong:
        field = {"password.old": "old", "password.again": "again"}.get(wrong.code, "new")
        return make_response(_password_form({field: wrong.detail}), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined as declined:
        return make_response(_password_form({"": declined.detail}), HTTPStatus.TOO_MANY_REQUESTS)
    wanted = realm().ours(request.form.get("next"))
    return redirect(url_for("accounts.password_code", next=wanted), HTTPStatus.SEE_OTHER)


@section.page("/doi-mat-khau/ma", _CHANGING)
def password_code() -> BaseResponse:
    """Type in the code."""
    return _code_form({}, HTTPStatus.OK)


@section.page("/doi-mat-khau/gui-lai", _CHANGING, methods=("POST",))
def password_code_again() -> BaseResponse:
    """Have another code sent."""
    try:
        realm().login.codes.send(visitor(), token(), For.PASSWORD, request.remote_addr or "")
    except Declined as declined:
        return _code_form({"": declined.detail}, HTTPStatus.TOO_MANY_REQUESTS)
    return _code_form({}, HTTPStatus.OK)


@section.page("/doi-mat-khau/ma", _CHANGING, methods=("POST",))
def password_code_send() -> BaseResponse:
    """With the right code the new password holds; other devices are out."""
    try:
        fresh = realm().login.change_password(visitor(), token(), request.form.get("otp", ""))
    except Declined as declined:
        status = HTTPStatus.TOO_MANY_REQUESTS if declined.code == "closed" else HTTPStatus.UNPROCESSABLE_ENTITY
        return _code_form({"otp": declined.detail}, status)
    wanted = realm().ours(request.form.get("next")) or url_for("accounts.home", xong="mat-khau")
    return realm().onward(fresh, wanted)


def _shown(one: Open) -> dict[str, object]:
    return {
        "device": devices.shown(one.device),
        "mine": one.mine,
        "confirmed": one.confirmed,
        "since": format_moment(one.created_at),
        "seen": format_moment(one.seen_at),
    }


def _password_form(errors: dict[str, str]) -> str:
    account = realm().login.account(visitor())
    wanted = request.form.get("next") or request.args.get("next") or ""
    return page(
        "accounts/password.html",
        errors=errors,
        forced=visitor().step is Step.PASSWORD,
        first=account.must_change,
        months=age.MONTHS,
        least=LEAST,
        wanted=wanted,
    )


def _code_form(errors: dict[str, str], status: int) -> BaseResponse:
    sent = realm().login.codes.pending(visitor(), token(), For.PASSWORD)
    wanted = request.form.get("next") or request.args.get("next") or ""
    if sent is None and not errors:
        return redirect(url_for("accounts.password", next=realm().ours(wanted)), HTTPStatus.SEE_OTHER)
    return make_response(page("accounts/password_code.html", errors=errors, sent=sent, wanted=wanted), status)
