"""The pages of logging in and out, under `/tai-khoan`."""

from http import HTTPStatus
from typing import Final

from flask import make_response, redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts import devices
from backend.accounts.codes import For, Sent
from backend.accounts.desk import section
from backend.accounts.guard import ANYONE, COOKIE, during, realm, token, visitor
from backend.accounts.sessions import Step
from backend.declined import Declined
from backend.site.views import page
from bhxh.dates import format_moment
from bhxh.messages import text
from bhxh.problems import InvalidValue

_DONE: Final = {"mat-khau": "accounts.reset.done", "xoa": "accounts.removal.done"}


@section.page("/dang-nhap", ANYONE)
def login() -> str:
    """The first step's form; who was signed out by another device is told so."""
    return _login_form({})


@section.page("/dang-nhap", ANYONE, methods=("POST",))
def login_send() -> BaseResponse:
    """The first step. A code without an account and a wrong password look the same, and take as long."""
    device = devices.describe(request.headers.get("User-Agent", ""))
    typed = request.form.get("code", "")
    try:
        fresh = realm().login.password(typed, request.form.get("password", ""), device=device, before=token() or None)
    except InvalidValue as wrong:
        return make_response(_login_form({"code": wrong.detail}, typed), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined as declined:
        status = HTTPStatus.TOO_MANY_REQUESTS if declined.code == "closed" else HTTPStatus.UNAUTHORIZED
        return make_response(_login_form({"code": declined.detail}, typed), status)
    session.clear()  # a form's nonce from before the log-in is worth nothing after it
    return realm().onward(fresh, request.form.get("next"))


@section.page("/thiet-bi", during(Step.DEVICE))
def device() -> str:
    """The warning: another device is logged in. Going on takes a code."""
    return _device_form({}, _pending())


@section.page("/thiet-bi/gui-ma", during(Step.DEVICE), methods=("POST",))
def device_code() -> BaseResponse:
    """Have the code sent."""
    try:
        sent = realm().login.codes.send(visitor(), token(), For.DEVICE, request.remote_addr or "")
    except Declined as declined:
        return make_response(_device_form({"": declined.detail}, _pending()), HTTPStatus.TOO_MANY_REQUESTS)
    return make_response(_device_form({}, sent))


@section.page("/thiet-bi", during(Step.DEVICE), methods=("POST",))
def device_send() -> BaseResponse:
    """With the right code the other device is out."""
    try:
        fresh = realm().login.take_over(visitor(), token(), request.form.get("otp", ""))
    except Declined as declined:
        status = HTTPStatus.TOO_MANY_REQUESTS if declined.code == "closed" else HTTPStatus.UNPROCESSABLE_ENTITY
        return make_response(_device_form({"otp": declined.detail}, _pending()), status)
    return realm().onward(fresh, request.form.get("next"))


@section.page("/dang-xuat", during(*Step), methods=("POST",))
def logout() -> BaseResponse:
    """Log out this browser."""
    realm().login.out(token())
    session.clear()
    done = redirect(url_for("accounts.login"), HTTPStatus.SEE_OTHER)
    done.delete_cookie(COOKIE)
    return done


def _login_form(errors: dict[str, str], code: str = "") -> str:
    wanted = request.form.get("next") or request.args.get("next") or ""
    ended = realm().login.ended(token())
    told = text(f"accounts.ended.{ended}") if ended else None
    if request.args.get("xong") in _DONE:
        told = text(_DONE[request.args["xong"]])
    return page("accounts/login.html", errors=errors, code=code[:32], wanted=wanted, told=told)


def _device_form(errors: dict[str, str], sent: Sent | None) -> str:
    wanted = request.form.get("next") or request.args.get("next") or ""
    others = [
        (devices.shown(one.device), format_moment(one.created_at))
        for one in realm().login.open_sessions(visitor(), token())
        if one.confirmed
    ]
    return page("accounts/device.html", errors=errors, sent=sent, others=others, wanted=wanted)


def _pending() -> Sent | None:
    return realm().login.codes.pending(visitor(), token(), For.DEVICE)
