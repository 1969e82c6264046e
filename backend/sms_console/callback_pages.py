"""What other systems are told of their messages: what waits for each, since when one takes nothing, trying at once, ending it."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.sms_console.desk import audited, desk, person, section
from backend.staff.guard import may
from backend.staff.roles import Permission
from backend.staff.views import page

_MAY = may(Permission.SMS_KEYS)


@section.page("/bao-tin", _MAY)
def callbacks() -> str:
    """By the keys' names."""
    return page("sms/callbacks.html", callbacks=desk().callbacks())


@section.page("/bao-tin/<name>/gui-lai", _MAY, methods=("POST",))
def retry_callback(name: str) -> BaseResponse:
    """Without waiting for the end of its pause."""
    with audited("sms.callback.retry", key=name[:64]):
        desk().retry_callback(person(), name)
    return redirect(url_for("sms.callbacks"), HTTPStatus.SEE_OTHER)


@section.page("/bao-tin/<name>/dung", _MAY, methods=("POST",))
def stop_callback(name: str) -> BaseResponse:
    """Nothing is told any more, what waits neither."""
    with audited("sms.callback.stop", key=name[:64]):
        desk().stop_callback(person(), name)
    return redirect(url_for("sms.callbacks"), HTTPStatus.SEE_OTHER)
