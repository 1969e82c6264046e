"""Phones that are not written to: set at a citizen's wish, by keyword, or at a provider's word. Numbers are typed into forms alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.sms_console.desk import audited, desk, person, section
from backend.staff.guard import may
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.messages import text
from sms_gateway.client import GatewayRefused

_MAY = may(Permission.SMS_BLOCKS)
_SCOPES = ("bulk", "all_but_otp")


@section.page("/so-chan", _MAY)
def blocks() -> Response:
    """The newest, page by page."""
    return _page(desk().blocks(before=request.args.get("truoc")))


@section.page("/so-chan/kiem-tra", _MAY, methods=("POST",))
def find_block() -> Response:
    """Whether one number is blocked."""
    try:
        found = desk().blocks_of(request.form.get("phone", ""))
    except GatewayRefused as refused:
        return _page(desk().blocks(), refused.status, errors=[*refused.reasons] or [refused.detail], field="phone")
    return _page({"blocks": found, "next": None}, said=None if found else text("console.block_none"))


@section.page("/so-chan", _MAY, methods=("POST",))
def new_blocks() -> Response:
    """Block numbers, one in each line; those that are none are named by their line."""
    phones = request.form.get("phones", "").split("\n")
    given = {place: phone.strip() for place, phone in enumerate(phones, start=1) if phone.strip()}
    if not given:
        return _page(desk().blocks(), HTTPStatus.UNPROCESSABLE_ENTITY, errors=[text("console.block_missing")])
    scope, reason = request.form.get("scope", ""), request.form.get("reason", "").strip()
    try:
        with audited("sms.block", numbers=len(given), scope=scope[:32]):
            done = desk().block(person(), [*given.values()], scope, reason)
    except GatewayRefused as refused:
        return _page(desk().blocks(), refused.status, errors=[*refused.reasons] or [refused.detail])
    places = [*given]
    errors = [
        text("console.block_refused", place=places[one["index"]], detail=one["detail"]) for one in done["rejected"]
    ]
    said = text("console.blocked", added=done["added"], known=done["known"])
    return _page(desk().blocks(), said=said, errors=errors)


@section.page("/so-chan/<int:number>/bo", _MAY, methods=("POST",))
def lift_block(number: int) -> BaseResponse:
    """End one block."""
    with audited("sms.unblock", block=number):
        desk().lift(person(), number)
    return redirect(url_for("sms.blocks"), HTTPStatus.SEE_OTHER)


def _page(
    found: dict[str, Any],
    status: int = HTTPStatus.OK,
    *,
    errors: list[str] | None = None,
    field: str = "phones",
    said: str | None = None,
) -> Response:
    shown = page("sms/blocks.html", found=found, scopes=_SCOPES, errors=errors or [], field=field, said=said)
    return make_response(shown, status)
