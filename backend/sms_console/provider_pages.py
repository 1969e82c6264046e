"""How the providers stand, for each telco, and putting one off by hand."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.sms_console.desk import audited, desk, person, section
from backend.staff.guard import may
from backend.staff.roles import Permission
from backend.staff.views import page


@section.page("/nha-cung-cap", may(Permission.SMS_READ))
def providers() -> str:
    """All of them."""
    return page("sms/providers.html", providers=desk().providers())


@section.page("/nha-cung-cap/<name>/tam-ngung", may(Permission.SMS_PROVIDERS), methods=("POST",))
def hold_provider(name: str) -> BaseResponse:
    """It is given nothing more until it is released."""
    with audited("sms.provider.hold", provider=name[:64]):
        desk().hold(person(), name, request.form.get("reason", "").strip() or None)
    return redirect(url_for("sms.providers"), HTTPStatus.SEE_OTHER)


@section.page("/nha-cung-cap/<name>/mo-lai", may(Permission.SMS_PROVIDERS), methods=("POST",))
def release_provider(name: str) -> BaseResponse:
    """It carries messages again."""
    with audited("sms.provider.release", provider=name[:64]):
        desk().release(person(), name)
    return redirect(url_for("sms.providers"), HTTPStatus.SEE_OTHER)
