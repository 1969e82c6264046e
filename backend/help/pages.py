"""`/hoi-dap`, `/huong-dan` and `/ho-tro`: open to anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import Final

import segno
from flask import Flask, Response, abort, current_app, make_response, request
from markupsafe import Markup

from backend.access.sections import ANYONE
from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.feedback import service
from backend.feedback.records import Contact
from backend.feedback.subjects import Channel, Subject
from backend.help.faq import Question, Questions, search
from backend.registration.agencies import home_provinces
from backend.site.sections import Public
from backend.site.views import page
from bhxh.messages import text
from bhxh.problems import InvalidValue

faq_section: Final = Public("faq", "/hoi-dap", indexed=True)
guide_section: Final = Public("guides", "/huong-dan", indexed=True)
support_section: Final = Public("support", "/ho-tro", indexed=True)
faq_section.link("", "help.faq.link")
support_section.link("", "help.support.link")
_EXTENSION: Final = "bhxh.help"
_LONGEST: Final = 300
_SUPPORT: Final = ("name", "phone", "email", "province", "text")


@dataclass(frozen=True)
class Guide:
    """A guide: its texts are ``help.guide.<name>.…``, ``steps`` of them; ``links``: pairs of a text's last part and an address."""

    name: str
    steps: int
    links: tuple[tuple[str, str], ...]


GUIDES: Final = {
    "vssid": Guide(
        "vssid",
        9,
        (
            ("android", "https://play.google.com/store/apps/details?id=com.bhxhapp"),
            ("iphone", "https://apps.apple.com/vn/app/vssid/id1521647264"),
            ("portal", "https://dichvucong.baohiemxahoi.gov.vn"),
        ),
    ),
    "ncovi": Guide(
        "ncovi",
        7,
        (
            ("mobifone", "https://play.google.com/store/apps/details?id=com.ncovimobifone"),
            ("vnpt", "https://play.google.com/store/apps/details?id=com.vnptit.innovation.ncovi"),
        ),
    ),
}


@dataclass(frozen=True)
class _Desk:
    """What the pages work with."""

    questions: Questions
    database: Database
    limited: bool


def install(app: Flask, config: BackendConfig, database: Database, questions: Questions) -> None:
    """What the pages work with."""
    app.extensions[_EXTENSION] = _Desk(questions, database, config.rate_limits)


def _desk() -> _Desk:
    desk: _Desk = current_app.extensions[_EXTENSION]
    return desk


@faq_section.page("", ANYONE)
def questions() -> str:
    """All questions by topic, or those that a query finds."""
    query = request.args.get("q", "").strip()[:_LONGEST]
    known = _desk().questions()
    found = search(known, query) if query else []
    return page("help/faq.html", query=query, found=found, topics=[] if query else _topics(known))


@faq_section.page("/<name>", ANYONE)
def question(name: str) -> str:
    """One question under its own address."""
    known = _desk().questions()
    found = next((each for each in known if each.id == name), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    others = [each for each in known if each.topic == found.topic and each is not found]
    return page("help/question.html", question=found, others=others)


def _topics(known: Sequence[Question]) -> list[tuple[str, list[Question]]]:
    return [(title, list(group)) for title, group in groupby(known, key=lambda each: each.topic_title)]


@guide_section.page("", ANYONE)
def guides() -> str:
    """All guides."""
    return page("help/guides.html", guides=GUIDES.values())


@guide_section.page("/<any(vssid, ncovi):name>", ANYONE)
def guide(name: str) -> str:
    """One guide, step by step, with a QR code of each link."""
    chosen = GUIDES[name]
    codes = {key: _qr(address) for key, address in chosen.links}
    return page("help/guide.html", guide=chosen, codes=codes)


def _qr(address: str) -> Markup:
    """As an inline drawing: a picture of its own would be one request more."""
    drawn = segno.make_qr(address, error="m").svg_inline(scale=4, border=3, light="#fff", dark="#000", omitsize=True)
    return Markup(drawn)  # noqa: S704 - made by segno of an address of ours


@support_section.page("", ANYONE)
def support() -> str:
    """Every way to reach somebody."""
    return _support({}, {})


@support_section.page("", ANYONE, methods=("POST",))
def write() -> Response:
    """A letter: a feedback like any other, whose answer goes out by SMS and e-mail."""
    values = {name: request.form.get(name, "").strip()[:4_000] for name in _SUPPORT}
    if "@" not in values["email"]:
        return make_response(
            _support(values, {"email": text("help.support.email_needed")}), HTTPStatus.UNPROCESSABLE_ENTITY
        )
    try:
        number = service.submit_once(
            _desk().database,
            channel=Channel.WEB,
            subject=Subject.KHAC,
            province=values["province"],
            text=values["text"],
            contact=Contact(values["phone"], values["name"], values["email"]),
            key=f"support:{request.form.get('csrf_token', '')[:100]}:{values['text'][:200]}",
            actor="visitor",
            client=request.remote_addr or "",
            limited=_desk().limited,
        )
    except InvalidValue as wrong:
        field = next(
            (name for name in _SUPPORT if wrong.code.startswith(name)), "phone" if "phone" in wrong.code else "text"
        )
        return make_response(_support(values, {field: wrong.detail}), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined as declined:
        field = "province" if declined.code.endswith("province") else ""
        status = HTTPStatus.UNPROCESSABLE_ENTITY if field else HTTPStatus.TOO_MANY_REQUESTS
        return make_response(_support(values, {field: declined.detail}), status)
    return make_response(page("help/written.html", number=number))


def _support(values: dict[str, str], errors: dict[str, str]) -> str:
    provinces = [(each.agency_code, each.name) for each in home_provinces()]
    return page("help/support.html", values=values, errors=errors, provinces=provinces)
