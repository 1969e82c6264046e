"""`/tong-dai`: the queue, the agent's own conversations, and the one that is open."""

from collections.abc import Collection
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from flask import Response, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.conversations import desk as conversations
from backend.conversations import handoff
from backend.conversations.handoff import Status
from backend.conversations.models import Conversation
from backend.conversations.topics import TOPICS
from backend.declined import Declined
from backend.hotline import canned_pages, citizen_pages, helping_pages, own_sms_pages, presence, skills, skills_pages
from backend.hotline.desk import ANSWER, change, chat, database, refusal, said_left, section, to_desk, typed
from backend.hotline.helping import TEXTS
from backend.staff.guard import staff
from backend.staff.views import page
from backend.supervision import refused
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.text import clean

__all__ = ["helping_pages", "section"]

TEXT_LIMIT: Final = 2000
SNOOZES: Final = {"15": timedelta(minutes=15), "60": timedelta(hours=1), "1440": timedelta(days=1)}


@section.page("", ANSWER)
def show_desk() -> str:
    """The lists, and nothing open."""
    return page("hotline/desk.html", opened=None, here=None, lines=(), left=said_left(), **_lists())


@section.page("/<int:number>", ANSWER)
def show(number: int) -> BaseResponse | str:
    """One conversation. Who reads it is written down; what waits in the queue must be claimed first."""
    agent = staff()
    with database().begin() as session:
        found = conversations.find(session, number)
        if found is None:
            raise NotFound
        opened = conversations.summary(found)
        mine = opened.assignee == agent.username
        lines = conversations.lines(session, number) if mine else ()
        if mine:
            audit.record(session, actor=agent.actor, action="hotline.read", details={"conversation": number})
    if not mine:
        return page("hotline/desk.html", opened=opened, here=number, lines=(), mine=False, **_lists())
    return page(
        "hotline/desk.html",
        opened=opened,
        here=number,
        lines=lines,
        mine=True,
        topics=[(name, text(f"hotline.topic.{name}")) for name in TOPICS],
        snoozes=SNOOZES,
        **canned_pages.pane(),
        **citizen_pages.pane(number),
        texts=TEXTS,
        **own_sms_pages.pane(),
        **skills_pages.pane(),
        **_lists(),
    )


@section.page("/danh-sach", ANSWER, passive=True)
def lists() -> str:
    """The lists alone: the page asks for them when something has happened. `cuoc`: the conversation open beside them; `mo`: which of the
    folded ones are unfolded."""
    here = request.args.get("cuoc", type=int)
    return page("hotline/lists.html", here=here, **_lists(unfolded=request.args.getlist("mo")))


@section.page("/<int:number>/tin", ANSWER, passive=True)
def news(number: int) -> Response:
    """What was said behind message `sau`, for the page that shows the conversation."""
    after = request.args.get("sau", "0")
    with database().reading() as session:
        found = conversations.find(session, number)
        if found is None or found.assignee != staff().username or not (after.isascii() and after.isdigit()):
            raise NotFound
        said = [line for line in conversations.lines(session, number, int(after[:9])) if not line.note]
    return make_response(page("hotline/lines.html", lines=said))


@section.page("/<int:number>/goi-y", ANSWER, passive=True)
def suggestions(number: int) -> str:
    """What the bot would answer to the citizen's last message."""
    with database().reading() as session:
        found = conversations.find(session, number)
        if found is None or found.assignee != staff().username:
            raise NotFound
        said = [
            line.text
            for line in conversations.lines(session, number)
            if line.author == "citizen" and not line.note and not line.wordless
        ]
    return page("hotline/suggestions.html", found=chat().suggestions(said[-1]) if said else [])


@section.page("/<int:number>/nhan", ANSWER, methods=("POST",))
def claim(number: int) -> BaseResponse | tuple[str, int]:
    """Take it out of the queue, or over from the bot."""
    try:
        _claim(number)
    except Declined as declined:
        return refusal(declined)
    return _to(number)


@section.page("/nhan-tiep", ANSWER, methods=("POST",))
def claim_next() -> BaseResponse | tuple[str, int]:
    """Take who is next in the queue and asks about what this agent takes; somebody else may have been quicker with the first."""
    refused: Declined | None = None
    with database().reading() as session:
        own, waiting = skills.of(session, staff().username), conversations.queue(session)
    fitting = [found for found in waiting if skills.fits(own, found, utcnow())]
    if waiting and not fitting:
        return refusal(Declined("none_fits", text("hotline.skills.none_fits")))
    for found in fitting[:5]:
        try:
            _claim(found.number)
        except Declined as declined:
            refused = declined
            continue
        return _to(found.number)
    return refusal(refused) if refused else redirect(url_for("hotline.show_desk"), HTTPStatus.SEE_OTHER)


def _claim(number: int) -> None:
    agent = staff().username

    def take(session: Session, found: Conversation) -> None:
        skills.require_room(session, agent)
        handoff.claim(found, agent, utcnow())

    change(number, take, "hotline.claimed")


@section.page("/<int:number>/gui", ANSWER, methods=("POST",))
def send(number: int) -> BaseResponse | tuple[str, int]:
    """Write to the citizen."""
    said = clean(typed("text", TEXT_LIMIT))
    if said:
        agent = staff().username

        def write(session: Session, found: Conversation) -> None:
            tell = handoff.caller_says if found.channel == handoff.PHONE else handoff.say
            tell(session, found, agent, said, utcnow())

        try:
            change(number, write, "hotline.said")
        except Declined as declined:
            return refusal(declined, number)
    if request.headers.get("HX-Request"):
        return Response(status=HTTPStatus.NO_CONTENT)
    return _to(number)


@section.page("/cuoc-goi", ANSWER, methods=("POST",))
def take_call() -> BaseResponse | tuple[str, int]:
    """A call has come in by phone: what is asked is written down, and the bot suggests what to answer."""
    agent = staff()
    try:
        with database().begin() as session:
            skills.require_room(session, agent.username)
            call = handoff.begin_call(session, agent.username, utcnow())
            audit.record(session, actor=agent.actor, action="hotline.call", details={"conversation": call.id})
            number = call.id
    except Declined as declined:
        return refusal(declined)
    return _to(number)


@section.page("/<int:number>/ghi-chu", ANSWER, methods=("POST",))
def add_note(number: int) -> BaseResponse:
    """A note for colleagues, never shown to the citizen."""
    body = clean(typed("note", TEXT_LIMIT))
    if body:
        agent = staff().username
        change(
            number, lambda session, found: conversations.note(session, found, agent, body, utcnow()), "hotline.noted"
        )
    return _to(number)


@section.page("/<int:number>/<any(tra, cho, hen, dong):step>", ANSWER, methods=("POST",))
def leave(number: int, step: str) -> BaseResponse | tuple[str, int]:
    """Hand back to the bot, put back into the queue, put aside, or close."""
    agent, now = staff().username, utcnow()
    topic = typed("topic", 32)
    until = now + SNOOZES.get(typed("until", 8), SNOOZES["15"])
    steps = {
        "tra": lambda session, found: handoff.hand_back(session, found, agent, now),
        "cho": lambda _, found: handoff.transfer(found, agent, None, now),
        "hen": lambda _, found: handoff.snooze(found, agent, until, now),
        "dong": lambda session, found: handoff.resolve(session, found, agent, topic if topic in TOPICS else None, now),
    }
    try:
        change(number, steps[step], f"hotline.{step}")
    except Declined as declined:
        return refusal(declined, number)
    return to_desk(number, step)


@section.page("/co-mat", ANSWER, methods=("POST",))
def be_there() -> BaseResponse | str:
    """Say that one is there, or away: who is away is not counted when citizens are told how many agents are there. What is being
    written meanwhile stays: only the lists come anew."""
    here = request.form.get("cuoc", type=int)
    with database().begin() as session:
        presence.put(session, staff().username, request.form.get("available") == "1", utcnow())
    if request.headers.get("HX-Request"):
        return page("hotline/lists.html", here=here, **_lists(unfolded=request.form.getlist("mo")))
    return _to(here) if here else redirect(url_for("hotline.show_desk"), HTTPStatus.SEE_OTHER)


def _lists(unfolded: Collection[str] = ("others", "bots")) -> dict[str, object]:
    """What the lists show. ``unfolded``: of the folded ones, which are written out: of the others it is known how many there are."""
    agent, now = staff().username, utcnow()
    available = presence.seen(database(), agent, now)
    with database().reading() as session:
        queue, own = conversations.queue(session), conversations.held_by(session, agent)
        return {
            "queue": queue,
            "own": own,
            "refused": refused.known(session, [found.number for found in (*queue, *own)]),
            "others": conversations.held_by_others(session, agent) if "others" in unfolded else [],
            "bots": conversations.with_bot(session, now) if "bots" in unfolded else [],
            "counts": {
                "others": conversations.count_held_by_others(session, agent),
                "bots": conversations.count_with_bot(session, now),
            },
            "available": available,
            "agents": presence.available(session, now),
            "snoozed": Status.SNOOZED,
        }


def _to(number: int) -> BaseResponse:
    return redirect(url_for("hotline.show", number=number), HTTPStatus.SEE_OTHER)
