"""Pages of an agent's own SMS to a caller: written beside the open conversation, previewed while it is written, kept as a note of it."""

from http import HTTPStatus
from typing import Final

from flask import make_response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend.conversations import desk as conversations
from backend.declined import Declined
from backend.hotline import own_sms
from backend.hotline.desk import change, database, section, typed
from backend.hotline.own_sms import LONGEST, SEGMENTS, Preview
from backend.hotline.room import room
from backend.staff.guard import may, staff
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue

__all__ = ["pane", "section"]

_WRITE: Final = may(Permission.HOTLINE_SMS)
_TYPED: Final = 2 * LONGEST
"""What is read of the form: more than may be sent, so that it can be said how much too long it is."""


def pane() -> dict[str, object]:
    """An empty form, as the open conversation shows it."""
    return {"sms": {"words": "", "to": "", "accents": False}, "shown": None, "limits": (LONGEST, SEGMENTS)}


@section.page("/<int:number>/tin-tu-soan/xem-truoc", _WRITE, methods=("POST",))
def preview_own_sms(number: int) -> str:
    """How it will read: for the page that it is being written in, or as a page of its own."""
    _held(number)
    shown = _preview()
    if request.headers.get("HX-Request"):
        return page("hotline/own_sms_preview.html", shown=shown, limits=(LONGEST, SEGMENTS))
    return _form(number, shown)


@section.page("/<int:number>/tin-tu-soan", _WRITE, methods=("POST",))
def send_own_sms(number: int) -> BaseResponse:
    """Send it. What is wrong is said above the form, which keeps what was typed."""
    _held(number)
    try:
        to, body = own_sms.send(
            database(),
            staff(),
            number,
            written=typed("words", _TYPED),
            accents="accents" in request.form,
            phone=typed("to", 20),
            page=room().public_url,
            now=utcnow(),
        )
    except (Declined, InvalidValue) as wrong:
        field = "words" if isinstance(wrong, Declined) else "to"
        return make_response(_form(number, _preview(), wrong.detail, field), HTTPStatus.UNPROCESSABLE_ENTITY)
    agent, now = staff().username, utcnow()
    note = text("hotline.sms.note", to=to, body=body)
    change(number, lambda session, found: conversations.note(session, found, agent, note, now), "hotline.sms_noted")
    return redirect(url_for("hotline.show", number=number), HTTPStatus.SEE_OTHER)


def _preview() -> Preview | None:
    """None while nothing is written."""
    words = typed("words", _TYPED)
    return own_sms.preview(words, accents="accents" in request.form, page=room().public_url) if words else None


def _form(number: int, shown: Preview | None, error: str | None = None, field: str | None = None) -> str:
    sms = {"words": typed("words", _TYPED), "to": typed("to", 20), "accents": "accents" in request.form}
    return page(
        "hotline/own_sms.html",
        number=number,
        sms=sms,
        shown=shown,
        limits=(LONGEST, SEGMENTS),
        error=error,
        field=field,
    )


def _held(number: int) -> None:
    with database().reading() as session:
        found = conversations.find(session, number)
        if found is None or found.assignee != staff().username:
            raise NotFound
