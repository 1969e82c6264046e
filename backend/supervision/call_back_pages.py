"""`/tong-dai/goi-lai`: agents call citizens back; `/ho-tro/goi-lai`: citizens leave a number."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.access.sections import ANYONE
from backend.config import BackendConfig
from backend.conversations.topics import TOPICS
from backend.database import Database
from backend.declined import Declined
from backend.hotline import skills
from backend.hotline.desk import ANSWER, typed
from backend.site import views as site
from backend.site.sections import Public
from backend.staff.guard import Section, realm, staff
from backend.staff.roles import Permission
from backend.staff.views import page
from backend.supervision import call_backs, hours, overflow
from backend.supervision.call_backs import Wish
from bhxh.dates import VIETNAM, utcnow
from bhxh.messages import text
from bhxh.phone import mask_phone, to_local
from bhxh.problems import InvalidValue

agents = Section("call_backs", "/tong-dai/goi-lai")
agents.link("", "supervision.call.title", Permission.CONVERSATIONS)
citizens = Public("call_back", "/ho-tro/goi-lai")
_EXTENSION: Final = "bhxh.call_backs"
_FIELDS: Final = {"phone": 20, "name": 60, "topic": 32}


@dataclass(frozen=True)
class _Room:
    """What the citizens' page works with. ``limited``: whether numbers from one network address are bounded."""

    database: Database
    limited: bool


def install(app: Flask, database: Database, config: BackendConfig) -> None:
    """What the pages work with; the sections are registered by the caller."""
    app.extensions[_EXTENSION] = _Room(database, config.rate_limits)
    app.jinja_env.filters["hidden"] = mask_phone
    app.jinja_env.filters["local"] = to_local


def _room() -> _Room:
    room: _Room = current_app.extensions[_EXTENSION]
    return room


@agents.page("", ANSWER)
def show() -> str:
    """Who wants to be called. Numbers are whole for the agent who calls, and that they are shown is written down."""
    agent = staff()
    with realm().database.begin() as session:
        found = call_backs.listing(session, agent.username)
        mine = [each.id for each in found if each.assignee]
        if mine:
            audit.record(session, actor=agent.actor, action="hotline.call_backs_read", details={"count": len(mine)})
    return page("supervision/call_backs.html", found=found, now=utcnow(), most=call_backs.TRIES)


@agents.page("/<int:number>/<any(nhan, goi, xong, vang, tra):step>", ANSWER, methods=("POST",))
def take_step(number: int, step: str) -> BaseResponse | tuple[str, int]:
    """Take it, dial, done, nobody answers, give it back."""
    agent, now, opened = staff().username, utcnow(), None
    try:
        with realm().database.begin() as session:
            if step == "goi":
                skills.require_room(session, agent)
                opened = call_backs.call(session, number, agent, now)
            else:
                acts = {
                    "nhan": call_backs.claim,
                    "xong": call_backs.finish,
                    "vang": call_backs.in_vain,
                    "tra": call_backs.give_back,
                }
                acts[step](session, number, agent, now)
    except Declined as declined:
        back = url_for("call_backs.show")
        return page("hotline/refused.html", detail=declined.detail, back=back), HTTPStatus.CONFLICT
    address = url_for("hotline.show", number=opened) if opened else url_for("call_backs.show")
    return redirect(address, HTTPStatus.SEE_OTHER)


@citizens.page("", ANYONE)
def form() -> str:
    """The form, and when somebody will call."""
    return _form({}, {})


@citizens.page("", ANYONE, methods=("POST",))
def leave() -> BaseResponse:
    """The number is written down."""
    values = {name: typed(name, most) for name, most in _FIELDS.items()}
    source = f"address:{request.remote_addr}" if _room().limited else None
    try:
        with _room().database.begin() as session:
            wish = Wish(values["phone"], "web", values["name"], values["topic"], source)
            call_backs.ask(session, wish, utcnow())
    except InvalidValue as wrong:
        field = "name" if "name" in wrong.code else "phone"
        return make_response(_form(values, {field: wrong.detail}), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined as declined:
        return make_response(_form(values, {"": declined.detail}), HTTPStatus.TOO_MANY_REQUESTS)
    return make_response(site.page("supervision/call_back_done.html", opens=_opens()))


def _opens() -> str | None:
    """When the hotline opens, None: it is open."""
    now = utcnow()
    with _room().database.reading() as session:
        calendar = hours.calendar(session, now.astimezone(VIETNAM).date())
    return None if calendar.is_open(now) else overflow.shown(calendar.opens_next(now))


def _form(values: dict[str, str], errors: dict[str, str]) -> str:
    topics = [(topic, text(f"hotline.topic.{topic}")) for topic in TOPICS]
    return site.page("supervision/call_back.html", values=values, errors=errors, topics=topics, opens=_opens())
