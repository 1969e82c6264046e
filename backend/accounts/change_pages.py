"""Asking for a change of phone, e-mail, name or identity number, and what became of it."""

from http import HTTPStatus

from flask import make_response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts.codes import For
from backend.accounts.desk import section
from backend.accounts.guard import SIGNED_IN, citizen, realm, token
from backend.accounts.models import ChangeField, ChangeState
from backend.declined import Declined
from backend.site.views import page
from bhxh.dates import format_date
from bhxh.messages import text
from bhxh.problems import InvalidValue

_DONE = {"gui": "accounts.change.sent", "rut": "accounts.change.withdrawn"}


@section.page("/thay-doi", SIGNED_IN)
def change() -> BaseResponse:
    """What was asked for so far, and the way to ask."""
    return _form({}, HTTPStatus.OK)


@section.page("/thay-doi/gui-ma", SIGNED_IN, methods=("POST",))
def change_code() -> BaseResponse:
    """A code to the old phone, before anything is asked."""
    try:
        realm().login.codes.send(citizen(), token(), For.CHANGE, request.remote_addr or "")
    except Declined as declined:
        return _form({"": declined.detail}, HTTPStatus.TOO_MANY_REQUESTS)
    return _form({}, HTTPStatus.OK)


@section.page("/thay-doi", SIGNED_IN, methods=("POST",))
def change_send() -> BaseResponse:
    """With the right code the dossier is there, and the old phone is warned."""
    try:
        field = ChangeField(request.form.get("field", ""))
    except ValueError:
        return _form({"field": text("accounts.change.field_missing")}, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        value, otp = request.form.get("value", ""), request.form.get("otp", "")
        realm().login.ask_change(citizen(), token(), field, value, otp)
    except InvalidValue as wrong:
        return _form({"value": wrong.detail}, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined as declined:
        at = "value" if declined.code.startswith("change.") else "otp"
        status = HTTPStatus.TOO_MANY_REQUESTS if declined.code == "closed" else HTTPStatus.UNPROCESSABLE_ENTITY
        return _form({at: declined.detail}, status)
    return redirect(url_for("accounts.change", xong="gui"), HTTPStatus.SEE_OTHER)


@section.page("/thay-doi/<int:change_id>/rut", SIGNED_IN, methods=("POST",))
def change_withdraw(change_id: int) -> BaseResponse:
    """The owner does not want it any more. One that is somebody else's is unknown."""
    try:
        realm().login.withdraw(citizen(), change_id)
    except LookupError:
        raise NotFound from None
    except Declined as declined:
        return _form({"": declined.detail}, HTTPStatus.CONFLICT)
    return redirect(url_for("accounts.change", xong="rut"), HTTPStatus.SEE_OTHER)


def _form(errors: dict[str, str], status: int) -> BaseResponse:
    rows = [
        {
            "id": row.id,
            "number": row.number,
            "field": text(f"accounts.field.{row.field}"),
            "asked": format_date(row.asked_at),
            "state": text(f"accounts.change.state.{row.state}"),
            "open": row.state in {ChangeState.MOI, ChangeState.GHI_NHAN},
        }
        for row in realm().login.changes(citizen())
    ]
    shown = page(
        "accounts/change.html",
        errors=errors,
        sent=realm().login.codes.pending(citizen(), token(), For.CHANGE),
        fields=[(field.value, text(f"accounts.field.{field}")) for field in ChangeField],
        chosen=request.form.get("field", ""),
        value=request.form.get("value", "")[:100],
        rows=rows,
        told=text(_DONE[request.args["xong"]]) if request.args.get("xong") in _DONE else None,
    )
    return make_response(shown, status)
