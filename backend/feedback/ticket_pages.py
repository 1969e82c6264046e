"""The citizen's page of one feedback, behind its number and secret: where it stands, pictures, satisfaction, reopening."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.feedback import attachments, citizens, rules
from backend.feedback.models import Ticket
from backend.feedback.pages import section
from backend.feedback.room import room
from backend.registration import uploads
from backend.registration.agencies import agencies
from backend.registration.pictures import MOST_BYTES
from backend.site.views import page, problem_page
from bhxh.messages import text
from bhxh.problems import InvalidValue

__all__ = ["section"]


@section.page("/<number>/<secret>")
def show(number: str, secret: str) -> Response:
    """Where the feedback stands; read and audited in one transaction."""
    return _show(number, secret, {})


@section.page("/<number>/<secret>/danh-gia", methods=("POST",))
def rate(number: str, secret: str) -> BaseResponse:
    """How satisfied the citizen is."""
    stars = request.form.get("stars", "")
    chosen = int(stars) if stars.isascii() and stars.isdigit() and len(stars) == 1 else 0
    return _act(number, secret, "stars", lambda session, ticket: citizens.rate(session, ticket, chosen, room().clock()))


@section.page("/<number>/<secret>/mo-lai", methods=("POST",))
def reopen(number: str, secret: str) -> BaseResponse:
    """The answer did not settle it."""
    words = request.form.get("words", "")
    return _act(
        number, secret, "words", lambda session, ticket: citizens.reopen(session, ticket, words, room().clock())
    )


@section.page("/<number>/<secret>/anh", methods=("POST",), limit=uploads.PICTURE_FORM)
def add_picture(number: str, secret: str) -> BaseResponse:
    """One picture more."""
    place = room()

    def find(session: Session) -> Ticket:
        ticket = citizens.by_secret(session, number, secret)
        if ticket is None:
            raise Declined("feedback.link", text("feedback.page.link_wrong"))
        return ticket

    try:
        drawn = uploads.picture(request.files, place.scan, "picture")
        attachments.add(place.database, place.store, find, drawn, place.clock())
    except (InvalidValue, Declined) as wrong:
        return _show(number, secret, {"picture": wrong.detail})
    return _back(number, secret)


@section.page("/<number>/<secret>/anh/<int:place>")
def picture(number: str, secret: str, place: int) -> Response:
    """A picture, for its giver to check."""
    with room().database.reading() as session:
        ticket = citizens.by_secret(session, number, secret)
        file = attachments.file_of(session, ticket, place) if ticket is not None else None
    if file is None:
        abort(HTTPStatus.NOT_FOUND)
    return Response(room().store.read(file), mimetype="image/jpeg")


def _act(number: str, secret: str, field: str, work: Callable[[Session, Ticket], None]) -> BaseResponse:
    try:
        with room().database.begin() as session:
            ticket = citizens.by_secret(session, number, secret)
            if ticket is not None:
                work(session, ticket)
    except (InvalidValue, Declined) as wrong:
        return _show(number, secret, {field: wrong.detail})
    return _back(number, secret)


def _show(number: str, secret: str, errors: dict[str, str]) -> Response:
    with room().database.begin() as session:
        ticket = citizens.by_secret(session, number, secret)
        view = citizens.view(session, ticket, room().clock()) if ticket is not None else None
    if view is None:
        return problem_page(HTTPStatus.NOT_FOUND, text("feedback.page.link_wrong"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    shown = page(
        "feedback/ticket.html",
        view=view,
        secret=secret,
        errors=errors,
        agencies=agencies(),
        fresh="moi" in request.args,
        stars=[(stars, text(f"feedback.page.stars_{stars}")) for stars in (5, 4, 3, 2, 1)],
        most=rules.ATTACHMENTS_MOST,
        words=request.form.get("words", ""),
        megabytes=MOST_BYTES >> 20,
    )
    return make_response(shown, status)


def _back(number: str, secret: str) -> BaseResponse:
    return redirect(url_for("feedback.show", number=number, secret=secret), HTTPStatus.SEE_OTHER)
