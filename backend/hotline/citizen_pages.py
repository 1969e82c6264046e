"""Pages about the citizen of a conversation: search, choose, reveal. What is searched for is posted, so that no address holds it."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from flask import make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from tink import TinkError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.channels.linking import address_of
from backend.channels.links import verified_phone
from backend.channels.sms.platform import CHANNEL as SMS
from backend.conversations import desk as conversations
from backend.conversations import handoff, store
from backend.conversations.handoff import PHONE
from backend.conversations.live import NEWS
from backend.conversations.models import Conversation
from backend.declined import Declined
from backend.hotline import citizens, skills
from backend.hotline.citizen_search import WAYS, Masked, search
from backend.hotline.citizens import REASONS
from backend.hotline.desk import database, refusal, section, typed
from backend.hotline.room import room
from backend.staff.guard import may, staff
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue
from bhxh.text import clean

__all__ = ["pane", "section"]

LOOK: Final = may(Permission.CITIZENS)
_FOUND_FOR: Final = timedelta(minutes=10)
_REASON_LIMIT: Final = 300

section.link("/tra-cuu", "hotline.citizen.search", Permission.CITIZENS)


def pane(number: int) -> dict[str, object]:
    """What the open conversation shows of its citizen. The caller has seen that the agent holds it."""
    agent, proof, now = staff(), room().identities.proof(number), utcnow()
    with database().begin() as session:
        found = conversations.find(session, number)
        shown = citizens.card(session, found, agent, proof, now) if found else None
        phone = _writers_phone(session, found) if found else None
    return {
        "card": shown,
        "waiting_code": room().identities.waiting(number),
        "reasons": REASONS,
        "ways": tuple(WAYS),
        "writes_by_phone": phone is not None,
    }


@section.page("/<int:number>/nguoi-dan", LOOK, passive=True)
def citizen(number: int) -> str:
    """The card alone: the page asks for it when what was revealed is over."""
    with database().reading() as session:
        found = conversations.find(session, number)
        if found is None or found.assignee != staff().username:
            raise NotFound
        opened = conversations.summary(found)
    return page("hotline/citizen.html", opened=opened, **pane(number))


@section.page("/tra-cuu", LOOK, methods=("GET", "POST"))
def search_page() -> BaseResponse | tuple[str, int] | str:
    """Search without a conversation: whoever is found may be taken into a call."""
    if request.method == "GET":
        return page("hotline/search.html", number=None, ways=tuple(WAYS), found=None, by="phone", problem=None)
    return _searched(None)


@section.page("/<int:number>/tra-cuu", LOOK, methods=("POST",))
def search_for(number: int) -> BaseResponse | tuple[str, int]:
    """Search for the conversation's citizen. Somebody found alone is chosen at once."""
    with database().reading() as session:
        found = conversations.find(session, number)
        if found is None or found.assignee != staff().username:
            raise NotFound
    return _searched(number)


def _searched(number: int | None) -> BaseResponse | tuple[str, int]:
    by, written = typed("by", 16), typed("wanted", 64)
    if by == "writer" and number is not None:
        with database().reading() as session:
            conversation = conversations.find(session, number)
            by, written = "phone", (_writers_phone(session, conversation) if conversation else None) or ""
    people: list[tuple[str, Masked]] = []
    problem = None
    try:
        if by not in WAYS:
            raise Declined("way", text("hotline.citizen.way"))
        found = search(database(), staff(), by, written, utcnow(), conversation=number)
        if number is not None and len(found) == 1:
            return _choose(number, found[0].index)
        people = [(_ticket(number, one.index), one) for one in found]
        problem = None if found else text("hotline.citizen.nobody")
    except (InvalidValue, Declined) as wrong:
        problem = wrong.detail
    shown = page("hotline/search.html", number=number, ways=tuple(WAYS), found=people, by=by, problem=problem)
    return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)


@section.page("/<int:number>/nguoi-dan", LOOK, methods=("POST",))
def choose(number: int) -> BaseResponse | tuple[str, int]:
    """One of several who were found."""
    return _choose(number, _opened(number, typed("citizen", 1000)))


@section.page("/nguoi-dan", LOOK, methods=("POST",))
def call_with() -> BaseResponse | tuple[str, int]:
    """A phone call with somebody who was found."""
    agent, now = staff(), utcnow()
    index = _opened(None, typed("citizen", 1000))
    try:
        with database().begin() as session:
            skills.require_room(session, agent.username)
            call = handoff.begin_call(session, agent.username, now)
            citizens.choose(session, call, agent.username, index, now)
            audit.record(session, actor=agent.actor, action="hotline.call", details={"conversation": call.id})
            number = call.id
    except Declined as declined:
        return refusal(declined)
    return _back(number)


@section.page("/<int:number>/nguoi-dan/<any(xem, bo):step>", LOOK, methods=("POST",))
def handle(number: int, step: str) -> BaseResponse | tuple[str, int]:
    """Reveal the data for a reason, or take the person off the conversation."""
    agent, now = staff(), utcnow()
    reason, words = typed("reason", 16), clean(typed("words", _REASON_LIMIT))
    try:
        with database().begin() as session:
            found = _locked(session, number)
            details: dict[str, str | int | None] = {"conversation": number}
            index = None
            if step == "xem":
                index = citizens.reveal(session, found, agent.username, now, reason=reason, words=words)
                details["reason"] = reason
            else:
                citizens.drop(session, found, agent.username)
            action = "hotline.citizen_revealed" if step == "xem" else "hotline.citizen_dropped"
            audit.record(session, actor=agent.actor, action=action, subject_index=index, details=details)
    except Declined as declined:
        return refusal(declined, number)
    return _back(number)


def _writers_phone(session: Session, conversation: Conversation) -> str | None:
    """The phone (`84…`) of who writes, where the channel proves it: an SMS, or a number shared or linked on a platform."""
    if conversation.channel == PHONE:
        return None
    if conversation.channel == SMS:
        return conversation.address
    return verified_phone(session, conversation.channel, address_of(conversation))


def _choose(number: int, index: bytes) -> BaseResponse | tuple[str, int]:
    agent, now = staff(), utcnow()
    try:
        with database().begin() as session:
            citizens.choose(session, _locked(session, number), agent.username, index, now)
            details = {"conversation": number}
            audit.record(
                session, actor=agent.actor, action="hotline.citizen_chosen", subject_index=index, details=details
            )
    except Declined as declined:
        return refusal(declined, number)
    NEWS.tell(number)
    return _back(number)


def _ticket(number: int | None, index: bytes) -> str:
    """Somebody found, as the page's form names them: sealed, for this agent and conversation, and for a while."""
    until = int((utcnow() + _FOUND_FOR).timestamp())
    sealed = f"{staff().username}|{number or 0}|{until}|{index.hex()}"
    return database().keyring.encrypt_text("hotline.found", sealed).hex()


def _opened(number: int | None, ticket: str) -> bytes:
    """The index in a form's `_ticket`. Raises NotFound for one that is not, or no more, this agent's."""
    try:
        sealed = database().keyring.decrypt_text("hotline.found", bytes.fromhex(ticket))
    except (ValueError, TinkError):
        raise NotFound from None
    agent, conversation, until, index = sealed.split("|")
    if agent != staff().username or int(conversation) != (number or 0) or int(until) < utcnow().timestamp():
        raise NotFound
    return bytes.fromhex(index)


def _locked(session: Session, number: int) -> Conversation:
    conversation = store.locked(session, number)
    if conversation is None:
        raise NotFound
    return conversation


def _back(number: int) -> BaseResponse:
    return redirect(url_for("hotline.show", number=number), HTTPStatus.SEE_OTHER)
