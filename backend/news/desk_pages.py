"""`/soan-tin`: the communications staff's desk."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Response, abort, make_response, redirect, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.news import service
from backend.news.models import NewsItem
from backend.news.pages import database
from backend.staff.guard import Section, may, staff
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.dates import VIETNAM, utcnow
from bhxh.messages import text

section: Final = Section("news_desk", "/soan-tin")
section.link("/", "news.desk.link", Permission.NEWS_WRITE)
_WRITE = may(Permission.NEWS_WRITE)
_FORM: Final = 256 << 10
_FIELDS: Final = ("title", "summary", "body")
_LARGEST_ID: Final = 1 << 62


@section.page("/", _WRITE)
def items() -> str:
    """Everything, drafts too."""
    now = utcnow()
    with database().reading() as session:
        found = [(item, service.state(item, now)) for item in service.every(session)]
    return page("news/desk.html", items=found)


@section.page("/moi", _WRITE)
def new() -> str:
    """The empty form."""
    return page("news/edit.html", item=None, typed=dict.fromkeys(_FIELDS, ""), state="draft", error=None, field=None)


@section.page("/moi", _WRITE, methods=("POST",), limit=_FORM)
def create() -> BaseResponse:
    """A draft."""
    typed = _typed()
    try:
        with database().begin() as session:
            made = service.create(session, **typed, actor=staff().actor, now=utcnow())
    except Declined as declined:
        return _refused(None, typed, declined)
    return redirect(url_for("news_desk.show", number=made.id), HTTPStatus.SEE_OTHER)


@section.page("/<int:number>", _WRITE)
def show(number: int) -> str:
    """One item with its form, its state and how it will look."""
    item = _item(number)
    typed = {name: getattr(item, name) for name in _FIELDS}
    return _edit(item, typed, None)


@section.page("/<int:number>", _WRITE, methods=("POST",), limit=_FORM)
def edit(number: int) -> BaseResponse:
    """Another wording."""
    typed = _typed()
    return _act(
        number,
        typed,
        lambda session, version: service.edit(session, number, version, **typed, actor=staff().actor, now=utcnow()),
    )


@section.page("/<int:number>/dang", _WRITE, methods=("POST",))
def publish(number: int) -> BaseResponse:
    """Now, or at the moment that was typed (Vietnam time)."""
    item = _item(number)
    typed = {name: getattr(item, name) for name in _FIELDS}
    written = request.form.get("at", "").strip()
    try:
        at = datetime.strptime(written, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM) if written else utcnow()
    except ValueError:
        return _refused(item, typed, Declined("news.moment", text("news.moment"), ("at",)))
    return _act(
        number, typed, lambda session, version: service.publish(session, number, version, at, actor=staff().actor)
    )


@section.page("/<int:number>/go", _WRITE, methods=("POST",))
def withdraw(number: int) -> BaseResponse:
    """No longer shown."""
    item = _item(number)
    typed = {name: getattr(item, name) for name in _FIELDS}
    return _act(
        number,
        typed,
        lambda session, version: service.withdraw(session, number, version, actor=staff().actor, now=utcnow()),
    )


def _act(number: int, typed: dict[str, str], work: Callable[[Session, int], None]) -> BaseResponse:
    written = request.form.get("version", "")
    version = int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0
    item = _item(number)
    try:
        with database().begin() as session:
            work(session, version)
    except Declined as declined:
        return _refused(item, typed, declined)
    return redirect(url_for("news_desk.show", number=number), HTTPStatus.SEE_OTHER)


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in _FIELDS}


def _item(number: int) -> NewsItem:
    if number > _LARGEST_ID:
        abort(HTTPStatus.NOT_FOUND)
    with database().reading() as session:
        found = session.get(NewsItem, number)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _refused(item: NewsItem | None, typed: dict[str, str], declined: Declined) -> Response:
    return make_response(_edit(item, typed, declined), HTTPStatus.UNPROCESSABLE_ENTITY)


def _edit(item: NewsItem | None, typed: dict[str, str], declined: Declined | None) -> str:
    return page(
        "news/edit.html",
        item=item,
        typed=typed,
        state=service.state(item, utcnow()) if item else "draft",
        error=declined.detail if declined else None,
        field=declined.fields[0] if declined and declined.fields else None,
        preview=Markup(service.rendered(typed["body"])) if item else "",  # noqa: S704 - sanitised there
    )
