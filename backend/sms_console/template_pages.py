"""Templates: the list, one with its versions, a new version, and how it looks on a phone while it is written."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.sms_console import samples
from backend.sms_console.desk import audited, desk, person, section
from backend.staff.guard import may
from backend.staff.roles import Permission
from backend.staff.views import page
from sms_gateway.client import GatewayRefused

_READ = may(Permission.SMS_READ)
_WRITE = may(Permission.SMS_WRITE)
LANES = ("bulk", "transactional", "otp")


@section.page("/mau-tin", _READ)
def templates() -> str:
    """Every template's newest version."""
    return page("sms/templates.html", templates=desk().templates())


@section.page("/mau-tin/<name>", _READ)
def template(name: str) -> str:
    """One with its versions, and the form for the next."""
    return _form(desk().template(name))


@section.page("/mau-tin/soan-moi", _WRITE)
def new_template() -> str:
    """The form for a new one."""
    return _form([])


@section.page("/mau-tin/soan-moi", _WRITE, methods=("POST",))
def new_template_send() -> BaseResponse:
    """Store a wording: a new template, or the next version of one."""
    form = request.form
    try:
        with audited("sms.template", template=form.get("name", "")[:64]):
            made = desk().new_template(
                person(),
                name=form.get("name", "").strip(),
                body=form.get("body", ""),
                lane=form.get("lane", ""),
                khong_dau="khong_dau" in form,
            )
    except GatewayRefused as refused:
        detail = refused.reasons[0] if refused.reasons else refused.detail
        return make_response(_form(_versions(form.get("name", "")), detail), refused.status)
    return redirect(url_for("sms.template", name=made["name"]), HTTPStatus.SEE_OTHER)


@section.page("/mau-tin/xem-truoc", _READ, methods=("POST",))
def preview() -> Response:
    """The phone, for the text as it is being written."""
    return make_response(
        page("sms/phone.html", preview=_preview(request.form.get("body", ""), "khong_dau" in request.form))
    )


def _versions(name: str) -> list[dict[str, Any]]:
    try:
        return desk().template(name) if name else []
    except GatewayRefused:
        return []


def _form(versions: list[dict[str, Any]], error: str | None = None) -> str:
    newest: dict[str, Any] = versions[0] if versions else {"name": "", "body": "", "lane": "bulk", "khong_dau": False}
    if request.method == "POST":
        form = request.form
        newest = {name: form.get(name, "") for name in ("name", "body", "lane")} | {"khong_dau": "khong_dau" in form}
    shown = _preview(newest["body"], bool(newest["khong_dau"]))
    return page("sms/template.html", versions=versions, typed=newest, error=error, preview=shown, lanes=LANES)


def _preview(body: str, khong_dau: bool) -> dict[str, Any] | None:
    """None for a text that the gateway cannot measure: an empty one, or one that is far too long."""
    try:
        return desk().preview(samples.filled(body), khong_dau=khong_dau) if body.strip() else None
    except GatewayRefused:
        return None
