"""Deleting one's account: what goes, what stays and why, then password and code."""

from http import HTTPStatus

from flask import make_response, redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts.codes import For
from backend.accounts.desk import section
from backend.accounts.guard import COOKIE, SIGNED_IN, citizen, realm, token
from backend.declined import Declined
from backend.site.views import page
from bhxh.problems import InvalidValue


@section.page("/xoa", SIGNED_IN)
def removal() -> str:
    """What is deleted and what stays."""
    return page("accounts/removal.html", errors={})


@section.page("/xoa", SIGNED_IN, methods=("POST",))
def removal_send() -> BaseResponse:
    """The right password: a code goes out."""
    try:
        realm().login.ask_removal(citizen(), token(), request.form.get("password", ""), request.remote_addr or "")
    except InvalidValue as wrong:
        shown = page("accounts/removal.html", errors={"password": wrong.detail})
        return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined as declined:
        shown = page("accounts/removal.html", errors={"": declined.detail})
        return make_response(shown, HTTPStatus.TOO_MANY_REQUESTS)
    return redirect(url_for("accounts.removal_code"), HTTPStatus.SEE_OTHER)


@section.page("/xoa/ma", SIGNED_IN)
def removal_code() -> BaseResponse:
    """Type in the code."""
    return _code_form({}, HTTPStatus.OK)


@section.page("/xoa/ma", SIGNED_IN, methods=("POST",))
def removal_code_send() -> BaseResponse:
    """With the right code the account is gone."""
    try:
        realm().login.remove(citizen(), token(), request.form.get("otp", ""))
    except Declined as declined:
        status = HTTPStatus.TOO_MANY_REQUESTS if declined.code == "closed" else HTTPStatus.UNPROCESSABLE_ENTITY
        return _code_form({"otp": declined.detail}, status)
    session.clear()
    done = redirect(url_for("accounts.login", xong="xoa"), HTTPStatus.SEE_OTHER)
    done.delete_cookie(COOKIE)
    return done


def _code_form(errors: dict[str, str], status: int) -> BaseResponse:
    sent = realm().login.codes.pending(citizen(), token(), For.REMOVAL)
    if sent is None and not errors:
        return redirect(url_for("accounts.removal"), HTTPStatus.SEE_OTHER)
    return make_response(page("accounts/removal_code.html", errors=errors, sent=sent), status)
