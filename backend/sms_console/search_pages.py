"""What became of one citizen's messages. A number is typed into a form, never into an address, and every search is audited."""

from __future__ import annotations

from flask import Response, make_response, request

from backend.sms_console.desk import audited, desk, person, section
from backend.staff.guard import may
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue
from sms_gateway.client import GatewayRefused

_MAY = may(Permission.SMS_SEARCH)


@section.page("/tim-kiem", _MAY)
def search() -> str:
    """The form."""
    return page("sms/search.html", found=None, error=None, typed={})


@section.page("/tim-kiem", _MAY, methods=("POST",))
def search_send() -> Response:
    """By number or by reference, and on to older ones."""
    form = request.form
    wanted = form.get("wanted", "").strip()
    try:
        if form.get("by") == "reference":
            with audited("sms.search", by="reference"):
                found = desk().search(person(), to=None, reference=wanted, before=form.get("before"))
        else:
            phone = parse_mobile(wanted)
            with audited("sms.search", phone=phone, by="number"):
                found = desk().search(person(), to=phone, reference=None, before=form.get("before"))
    except InvalidValue as wrong:
        return make_response(page("sms/search.html", found=None, error=wrong.detail, typed=form), 422)
    except GatewayRefused as refused:
        detail = refused.reasons[0] if refused.reasons else refused.detail
        return make_response(page("sms/search.html", found=None, error=detail, typed=form), refused.status)
    return make_response(page("sms/search.html", found=found, error=None, typed=form))
