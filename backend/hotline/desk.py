"""What every page of the hotline's console shares: the section, the conversation that is open, refusals, time as people say it."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.conversations import store
from backend.conversations.live import NEWS
from backend.conversations.models import Conversation
from backend.conversations.service import Chat
from backend.database import Database
from backend.declined import Declined
from backend.staff.guard import Section, may, realm, staff
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.dates import utcnow
from bhxh.messages import text

section = Section("hotline", "/tong-dai")
section.link("", "hotline.title", Permission.CONVERSATIONS)
ANSWER: Final = may(Permission.CONVERSATIONS)
LIMIT: Final = 5
"""Conversations that one agent may have open at once; more would make everybody wait."""
LEFT: Final = ("dong", "hen", "tra", "cho", "chuyen")
"""How an agent may have left a conversation: closed, put aside, back to the bot, back into the queue, passed on."""


def database() -> Database:
    """The backend's."""
    return realm().database


def chat() -> Chat:
    """The chat of this application."""
    found: Chat = current_app.extensions["bhxh.chat"]
    return found


def change(number: int, act: Callable[[Session, Conversation], object], action: str, **details: Any) -> None:
    """One step of an agent with a conversation: its row locked, the step audited, its citizen and the consoles told.

    Raises NotFound for a conversation that has ended, and what ``act`` raises.
    """
    with database().begin() as session:
        conversation = store.locked(session, number)
        if conversation is None:
            raise NotFound
        act(session, conversation)
        audit.record(session, actor=staff().actor, action=action, details={"conversation": number, **details})
    NEWS.tell(number)


def refusal(declined: Declined, number: int | None = None) -> BaseResponse | tuple[str, int]:
    """A step that could not be done, as a page that leads back."""
    back = url_for("hotline.show", number=number) if number else url_for("hotline.show_desk")
    return page("hotline/refused.html", detail=declined.detail, back=back), HTTPStatus.CONFLICT


def to_desk(number: int, step: str) -> BaseResponse:
    """From a conversation that was left in one of the ways of `LEFT`; the desk says so."""
    return redirect(url_for("hotline.show_desk", xong=step, cuoc=number), HTTPStatus.SEE_OTHER)


def said_left() -> str | None:
    """What the desk says of the conversation just left: to who works by keys or by ear nothing else tells which button it was."""
    step, number = request.args.get("xong"), request.args.get("cuoc", type=int)
    return text(f"hotline.left.{step}", number=number) if step in LEFT and number else None


def minutes(since: datetime | None) -> str:
    """How long somebody has waited, for people."""
    if since is None:
        return "–"
    waited = int((utcnow() - since).total_seconds())
    if waited < 60:
        return text("hotline.seconds", count=max(waited, 0))
    if waited < 3600:
        return text("hotline.minutes", count=waited // 60)
    return text("hotline.hours", hours=waited // 3600, minutes=waited % 3600 // 60)


def install(app: Flask) -> None:
    """What the templates of the console use."""
    app.jinja_env.filters["waited"] = minutes


def typed(name: str, most: int) -> str:
    """A field of the form, cleaned and bounded."""
    return request.form.get(name, "").strip()[:most]
