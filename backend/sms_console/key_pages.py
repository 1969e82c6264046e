"""Keys of other systems: who has one, when it was used last, a new one, and its end."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.sms_console.desk import audited, desk, person, section
from backend.staff.guard import may
from backend.staff.roles import Permission
from backend.staff.views import page
from sms_gateway.client import GatewayRefused

_MAY = may(Permission.SMS_KEYS)
SCOPES = ("messages", "otp", "campaigns", "templates", "approvals", "blocks", "providers", "callbacks", "sandbox")


@section.page("/khoa", _MAY)
def keys() -> Response:
    """All of them."""
    return _page()


@section.page("/khoa", _MAY, methods=("POST",))
def new_key() -> Response:
    """A new one; its secret is shown this once."""
    form = request.form
    name, scopes = form.get("name", "").strip(), form.getlist("scope")
    try:
        with audited("sms.key.create", key=name[:64], scopes=" ".join(scopes)[:200]):
            secret = desk().new_key(person(), name=name, live=form.get("live") == "live", scopes=scopes)
    except GatewayRefused as refused:
        return _page(refused.status, error=refused.reasons[0] if refused.reasons else refused.detail)
    return _page(HTTPStatus.CREATED, secret=secret, made=name)


@section.page("/khoa/<name>/thu-hoi", _MAY, methods=("POST",))
def revoke_key(name: str) -> BaseResponse:
    """From now on it opens nothing."""
    try:
        with audited("sms.key.revoke", key=name[:64]):
            desk().revoke_key(person(), name)
    except GatewayRefused as refused:
        return _page(refused.status, error=refused.detail)
    return redirect(url_for("sms.keys"), HTTPStatus.SEE_OTHER)


def _page(status: int = HTTPStatus.OK, **values: str | None) -> Response:
    shown: dict[str, str | None] = {"error": None, "secret": None, "made": None, **values}
    return make_response(page("sms/keys.html", keys=desk().keys(), scopes=SCOPES, typed=request.form, **shown), status)
