"""The pages of a lost password. The reset that a browser is at is a cookie of its own."""

from http import HTTPStatus
from typing import Final

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts.desk import section
from backend.accounts.guard import ANYONE, realm
from backend.accounts.passwords import LEAST
from backend.accounts.reset import HOLDS
from backend.declined import Declined
from backend.site.views import page
from bhxh.messages import text
from bhxh.problems import InvalidValue

COOKIE: Final = "bhxh_dat_lai"


@section.page("/quen-mat-khau", ANYONE)
def reset() -> str:
    """Whose password was lost?"""
    return page("accounts/reset.html", errors={}, code="")


@section.page("/quen-mat-khau", ANYONE, methods=("POST",))
def reset_send() -> BaseResponse:
    """A code goes to the phone on record, if there is one; the answer is the same."""
    typed = request.form.get("code", "")
    try:
        token = realm().resets.start(typed, request.remote_addr or "")
    except InvalidValue as wrong:
        shown = page("accounts/reset.html", errors={"code": wrong.detail}, code=typed[:32])
        return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined as declined:
        shown = page("accounts/reset.html", errors={"": declined.detail}, code=typed[:32])
        return make_response(shown, HTTPStatus.TOO_MANY_REQUESTS)
    return _keep(redirect(url_for("accounts.reset_code"), HTTPStatus.SEE_OTHER), token)


@section.page("/quen-mat-khau/ma", ANYONE)
def reset_code() -> BaseResponse:
    """Type in the code."""
    return _code_form({}, HTTPStatus.OK)


@section.page("/quen-mat-khau/gui-lai", ANYONE, methods=("POST",))
def reset_code_again() -> BaseResponse:
    """Another code."""
    try:
        realm().resets.send_again(_token(), request.remote_addr or "")
    except Declined as declined:
        return _code_form({"": declined.detail}, HTTPStatus.TOO_MANY_REQUESTS)
    return _code_form({}, HTTPStatus.OK)


@section.page("/quen-mat-khau/ma", ANYONE, methods=("POST",))
def reset_code_send() -> BaseResponse:
    """The right code leads to the new password."""
    try:
        realm().resets.check(_token(), request.form.get("otp", ""))
    except Declined as declined:
        status = HTTPStatus.TOO_MANY_REQUESTS if declined.code == "closed" else HTTPStatus.UNPROCESSABLE_ENTITY
        return _code_form({"otp": declined.detail}, status)
    return redirect(url_for("accounts.reset_password"), HTTPStatus.SEE_OTHER)


@section.page("/dat-lai/<token>", ANYONE)
def reset_link(token: str) -> BaseResponse:
    """The link that the chat gives who has proven there who they are. The token leaves the address at once."""
    return _keep(redirect(url_for("accounts.reset_password"), HTTPStatus.SEE_OTHER), token)


@section.page("/quen-mat-khau/moi", ANYONE)
def reset_password() -> BaseResponse:
    """The new password's form."""
    return _password_form({}, HTTPStatus.OK)


@section.page("/quen-mat-khau/moi", ANYONE, methods=("POST",))
def reset_password_send() -> BaseResponse:
    """The new password; then log in with it."""
    try:
        realm().resets.finish(_token(), request.form.get("new", ""), request.form.get("again", ""))
    except InvalidValue as wrong:
        field = "again" if wrong.code == "password.again" else "new"
        return _password_form({field: wrong.detail}, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined:
        return _gone()
    done = redirect(url_for("accounts.login", xong="mat-khau"), HTTPStatus.SEE_OTHER)
    done.delete_cookie(COOKIE, path="/tai-khoan")
    return done


def _code_form(errors: dict[str, str], status: int) -> BaseResponse:
    if not realm().resets.waits(_token()):
        return _gone()
    minutes = int(HOLDS.total_seconds() // 60)
    return make_response(page("accounts/reset_code.html", errors=errors, minutes=minutes), status)


def _password_form(errors: dict[str, str], status: int) -> BaseResponse:
    try:
        code = realm().resets.code_of(_token())
    except Declined:
        return _gone()
    return make_response(page("accounts/reset_password.html", errors=errors, least=LEAST, code=code), status)


def _gone() -> BaseResponse:
    shown = page("accounts/refused.html", detail=text("accounts.reset.gone"), go=url_for("accounts.reset"))
    return make_response(shown, HTTPStatus.GONE)


def _token() -> str:
    return request.cookies.get(COOKIE, "")


def _keep(response: BaseResponse, token: str) -> BaseResponse:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(HOLDS.total_seconds()) * 2,
        path="/tai-khoan",
        secure=realm().secure_cookie,
        httponly=True,
        samesite="Lax",  # Strict would be left out where the chat's link is opened from a message
    )
    return response
