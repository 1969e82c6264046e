"""Pages of what an agent does for a caller. What was done is noted in the conversation, so that a colleague sees it too."""

import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from flask import make_response, redirect, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.conversations import desk as conversations
from backend.conversations.handoff import PHONE
from backend.conversations.models import Conversation
from backend.declined import Declined
from backend.feedback.pages import check, provinces, subjects
from backend.hotline import citizens, helping
from backend.hotline.citizen_pages import LOOK
from backend.hotline.desk import change, database, refusal, section, typed
from backend.hotline.helping import Ticket
from backend.hotline.room import room
from backend.lookup.person import send_code
from backend.participants import register
from backend.participants.records import PersonRecord
from backend.staff.guard import may, staff
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.places import province_by_card_code
from bhxh.problems import InvalidValue

__all__ = ["section"]

_TICKETS: Final = may(Permission.FEEDBACK_RECEIVE)
_FIELDS: Final = ("subject", "province", "text", "phone", "name")
_SAID: Final = 1500
"""Characters of what the citizen said that a ticket begins with."""


@section.page("/<int:number>/xac-thuc/gui", LOOK, methods=("POST",))
def send_verification(number: int) -> BaseResponse | tuple[str, int]:
    """Send the caller a code that they read out."""

    def send(person: PersonRecord) -> str:
        _only_calls(number)
        sent = helping.send_code(database(), room().identities, staff(), number, person)
        return text("hotline.help.code_note", tail=sent.phone_tail)

    return _done(number, "hotline.verify_sent", send)


@section.page("/<int:number>/xac-thuc", LOOK, methods=("POST",))
def verify(number: int) -> BaseResponse | tuple[str, int]:
    """What the caller has read out."""

    def check_code(person: PersonRecord) -> str:
        _only_calls(number)
        digits = "".join(letter for letter in typed("code", 20) if letter.isdigit())
        if room().identities.check(number, digits).subject != person.bhxh_code:
            raise Declined("other", text("hotline.help.other_person"))
        return text("hotline.help.verified_note")

    return _done(number, "hotline.verified", check_code)


@section.page("/<int:number>/gui-ma-so", LOOK, methods=("POST",))
def send_bhxh_code(number: int) -> BaseResponse | tuple[str, int]:
    """The BHXH code by SMS to the phone on record."""

    def send(person: PersonRecord) -> str:
        return text("hotline.help.bhxh_code_note", tail=send_code(database(), person, staff().actor))

    return _done(number, "hotline.code_sent", send)


@section.page("/<int:number>/nhan-tin", LOOK, methods=("POST",))
def send_text(number: int) -> BaseResponse | tuple[str, int]:
    """A ready text to the number that the agent types."""
    template = typed("template", 32)
    try:
        _held(number)
        to = helping.send_text(
            database(),
            staff(),
            number,
            template=template,
            phone=typed("to", 20),
            page=room().public_url,
            now=utcnow(),
        )
        said = text("hotline.help.sms_note", what=text(f"hotline.help.text.{template}"), to=to)
        _note(number, said, "hotline.sms_noted")
    except (Declined, InvalidValue) as wrong:
        return refusal(_as_declined(wrong), number)
    return _back(number)


@section.page("/<int:number>/phieu", _TICKETS)
def ticket_form(number: int) -> str:
    """A ticket for this conversation: what the citizen said is its beginning."""
    _held(number)
    with database().reading() as session:
        said = [
            line.text for line in conversations.lines(session, number) if line.author == "citizen" and not line.note
        ]
        found = conversations.find(session, number)
        person = citizens.chosen(session, found) if found else None
    home = province_by_card_code(person.province_code) if person else None
    begun = {"text": "\n".join(said)[-_SAID:], "key": secrets.token_hex(16)}
    return _ticket_page(number, {**begun, "province": home.agency_code if home else ""}, {})


@section.page("/<int:number>/phieu", _TICKETS, methods=("POST",))
def open_ticket(number: int) -> BaseResponse | tuple[str, int]:
    """Opened in the citizen's name; its number is noted in the conversation and goes out by SMS."""
    _held(number)
    values = {name: typed(name, 4000) for name in (*_FIELDS, "key")}
    wanted = [name for name in _FIELDS if values[name] or name != "phone" or not _proven(number)]
    errors = check(values, tuple(wanted))
    if not errors:
        try:
            helping.open_ticket(
                database(),
                staff(),
                number,
                room().identities.proof(number),
                Ticket(**values),
                now=utcnow(),
                limited=room().limited,
            )
            return _back(number)
        except InvalidValue as wrong:
            errors = {"phone": wrong.detail}
        except Declined as declined:
            errors = {"": declined.detail}
    return make_response(_ticket_page(number, values, errors), HTTPStatus.UNPROCESSABLE_ENTITY)


def _ticket_page(number: int, values: dict[str, str], errors: dict[str, str]) -> str:
    return page(
        "hotline/ticket.html",
        number=number,
        values=values,
        errors=errors,
        proven=_proven(number),
        subjects=subjects(),
        provinces=provinces(),
    )


def _proven(number: int) -> bool:
    proof = room().identities.proof(number)
    with database().reading() as session:
        found = conversations.find(session, number)
        return found is not None and helping.proven(session, found, proof) is not None


def _done(number: int, action: str, act: Callable[[PersonRecord], str]) -> BaseResponse | tuple[str, int]:
    """Do something for the conversation's citizen, and note and audit it. No transaction is open while it is done."""
    conversation = _held(number)
    try:
        with database().reading() as session:
            person = citizens.chosen(session, conversation)
        if person is None:
            raise Declined("no_citizen", text("hotline.citizen.none_chosen"))
        _note(number, act(person), action, person)
    except (Declined, InvalidValue) as wrong:
        if isinstance(wrong, Declined) and wrong.code in ("wrong", "locked", "expired"):
            _failed(number, wrong.code)
        return refusal(_as_declined(wrong), number)
    return _back(number)


def _note(number: int, said: str, action: str, person: PersonRecord | None = None) -> None:
    agent, now = staff(), utcnow()
    if person is not None:
        with database().begin() as session:
            index = register.code_index(session, person.bhxh_code)
            audit.record(
                session, actor=agent.actor, action=action, subject_index=index, details={"conversation": number}
            )
    change(
        number,
        lambda session, found: conversations.note(session, found, agent.username, said, now),
        "hotline.noted",
    )


def _failed(number: int, why: str) -> None:
    with database().begin() as session:
        details: dict[str, str | int | None] = {"conversation": number, "why": why}
        audit.record(session, actor=staff().actor, action="hotline.verify_failed", details=details)


def _held(number: int) -> Conversation:
    """The conversation, if this agent has it."""
    with database().reading() as session:
        found = conversations.find(session, number)
    if found is None or found.assignee != staff().username:
        raise NotFound
    return found


def _only_calls(number: int) -> None:
    """Whoever writes is verified by the assistant: a code is never asked for in a chat."""
    if _held(number).channel != PHONE:
        raise Declined("only_calls", text("hotline.help.only_calls"))


def _as_declined(wrong: Declined | InvalidValue) -> Declined:
    return wrong if isinstance(wrong, Declined) else Declined(wrong.code, wrong.detail)


def _back(number: int) -> BaseResponse:
    return redirect(url_for("hotline.show", number=number), HTTPStatus.SEE_OTHER)
