"""The pages of logging in, under `/nhan-vien`."""

from http import HTTPStatus

from flask import Response, g, make_response, redirect, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.staff import second
from backend.staff.guard import ANYONE, COOKIE, SIGNED_IN, Section, after_login, during, realm, staff, token
from backend.staff.sessions import Step
from backend.staff.views import page
from bhxh.messages import text
from bhxh.problems import InvalidValue

section = Section("staff", "/nhan-vien")


@section.page("/dang-nhap", ANYONE)
def login() -> Response | str:
    """The first step's form."""
    return _login_form()


@section.page("/dang-nhap", ANYONE, methods=("POST",))
def login_send() -> BaseResponse:
    """The first step. A wrong name and a wrong password look the same, and take as long."""
    username = request.form.get("username", "")
    try:
        fresh = realm().login.password(username, request.form.get("password", ""))
    except Declined as declined:
        status = HTTPStatus.TOO_MANY_REQUESTS if declined.code == "closed" else HTTPStatus.UNAUTHORIZED
        return make_response(_login_form(declined.detail, username[:64]), status)
    session.clear()  # a form's nonce from before the log-in is worth nothing after it
    return _onward(fresh)


@section.page("/ma-xac-thuc", during(Step.CODE))
def code() -> str:
    """The second step's form."""
    return page("staff/code.html", error=None, wanted=request.args.get("next", ""))


@section.page("/ma-xac-thuc", during(Step.CODE), methods=("POST",))
def code_send() -> BaseResponse:
    """The second step."""
    try:
        fresh = realm().login.code(staff(), token(), request.form.get("code", ""))
    except Declined as declined:
        status = HTTPStatus.TOO_MANY_REQUESTS if declined.code == "closed" else HTTPStatus.UNAUTHORIZED
        shown = page("staff/code.html", error=declined.detail, wanted=request.form.get("next", ""))
        return make_response(shown, status)
    return _onward(fresh)


@section.page("/doi-mat-khau", during(Step.PASSWORD, Step.DONE))
def password() -> str:
    """Change the password: at the first log-in, and whenever somebody wants to."""
    return page("staff/password.html", error=None)


@section.page("/doi-mat-khau", during(Step.PASSWORD, Step.DONE), methods=("POST",))
def password_send() -> BaseResponse:
    """Change it; other browsers of this person are logged out."""
    typed = [request.form.get(name, "") for name in ("old", "new", "again")]
    try:
        fresh = realm().login.change_password(staff(), *typed)
    except (InvalidValue, Declined) as wrong:
        return make_response(page("staff/password.html", error=wrong.detail), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _onward(fresh)


@section.page("/cai-dat-xac-thuc", during(Step.ENROL))
def enrol() -> str:
    """Set up the authenticator app."""
    return _enrol_form()


@section.page("/cai-dat-xac-thuc", during(Step.ENROL), methods=("POST",))
def enrol_send() -> BaseResponse:
    """The app's first code; then the recovery codes are shown, this once."""
    try:
        fresh, codes = realm().login.enrol(staff(), token(), request.form.get("code", ""))
    except Declined as declined:
        return make_response(_enrol_form(declined.detail), HTTPStatus.UNPROCESSABLE_ENTITY)
    return realm().keep(make_response(page("staff/recovery.html", codes=codes)), fresh)


@section.page("/", SIGNED_IN)
def home() -> str:
    """What this person may do here."""
    return page("staff/home.html", role=text(f"staff.role.{staff().role}"))


@section.page("/dang-xuat", during(*Step), methods=("POST",))
def logout() -> BaseResponse:
    """Log out this browser."""
    realm().login.out(token())
    session.clear()
    done = redirect(url_for("staff.login"), HTTPStatus.SEE_OTHER)
    done.delete_cookie(COOKIE)
    return done


def _login_form(error: str | None = None, username: str = "") -> str:
    wanted = request.form.get("next") or request.args.get("next") or ""
    return page("staff/login.html", error=error, username=username, wanted=wanted)


def _enrol_form(error: str | None = None) -> str:
    secret = realm().login.secret(staff())
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    picture = Markup(second.picture(secret, staff().username))  # noqa: S704 - segno's own SVG of a text that it escapes
    return page("staff/enrol.html", error=error, picture=picture, secret=groups)


def _onward(fresh: str) -> BaseResponse:
    """To the next step, or where the person wanted to go."""
    wanted = request.form.get("next") or None
    g.staff = realm().login.who(fresh, touch=False)
    if g.staff is not None and g.staff.step == Step.CODE:
        address = url_for("staff.code", next=wanted)
    else:
        address = after_login(wanted)
    return realm().keep(redirect(address, HTTPStatus.SEE_OTHER), fresh)
