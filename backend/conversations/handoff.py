"""From the bot to a person and back: the states of a conversation.

`pending` (the bot answers) → `open` (a person was asked for: in the queue, or with the agent who claimed it) → `snoozed` (the agent
waits for something until a time) → `resolved` (closed; the next message begins with the bot again). While it is open nothing is
sent to the engine. Every step holds the conversation's row, so two agents never hold one conversation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from backend.conversations import store, topics
from backend.conversations.models import Author, Conversation, Message
from backend.declined import Declined
from backend.measures import facts
from bhxh.call_back import leaves_number
from bhxh.messages import text
from bhxh.refusal import tells_of_refusal
from bhxh.text import fold

NORMAL: Final = 0
PHONE: Final = "phone"
"""The channel of calls: nothing that is written there reaches anybody."""
FIRST: Final = 10
"""Priority of who stands at a facility that refuses the card (Công văn 3717/BHXH-CNTT, mục II.5)."""
BACK_TO_BOT: Final = frozenset({"quay lai tro ly", "quay lai tro ly tu dong", "gap tro ly tu dong", "khong cho nua"})
"""What a citizen types, or presses, to leave the queue."""
_TOLD_BY: Final = 12
"""Messages by which it is known what somebody in the queue asks about."""
_PLAIN: Final[dict[str, Any]] = {
    "intent": None,
    "confidence": 0.0,
    "faq": None,
    "offered": [],
    "source": None,
    "as_of": None,
    "fallback": False,
}


class Status(StrEnum):
    """A conversation's state as stored."""

    PENDING = "pending"
    OPEN = "open"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Handler(StrEnum):
    """Who answers, as the API tells it."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the queue: ``position`` from 1."""

    position: int


def ask_for_person(session: Session, conversation: Conversation, now: datetime, *, priority: int = NORMAL) -> Place:
    """Puts a conversation into the queue; one that is there, or with an agent, stays where it is."""
    if conversation.status == Status.SNOOZED:
        _wake(conversation, now)
    elif conversation.status != Status.OPEN:
        conversation.status = Status.OPEN
        conversation.assignee = None
        conversation.asked_at = now
        conversation.waiting_since = now
        conversation.priority = priority
        conversation.asked_about = _asked_about(session, conversation)
        facts.handed_over(session, conversation, now)
    conversation.priority = max(conversation.priority, priority)
    _settle(conversation, now)
    session.flush()
    return Place(position(session, conversation))


def _asked_about(session: Session, conversation: Conversation) -> str | None:
    said = store.messages_after(session, conversation.id, max(0, conversation.messages - _TOLD_BY), _TOLD_BY)
    return topics.latest(message.body.get("meta") or {} for message in said if message.author == Author.BOT)


def position(session: Session, conversation: Conversation) -> int:
    """From 1; 0 for who is not in the queue."""
    if conversation.handler != Handler.QUEUE or conversation.asked_at is None:
        return 0
    ahead = or_(
        Conversation.priority > conversation.priority,
        (Conversation.priority == conversation.priority) & (Conversation.asked_at < conversation.asked_at),
    )
    return 1 + (session.scalar(select(func.count()).where(_queued(), ahead)) or 0)


def takes(session: Session, conversation: Conversation, said: str, now: datetime) -> bool:
    """Whether what a citizen says is for a person; it is then kept for the agent, and the engine never sees it.

    Who is still in the queue may go back to the bot, or leave a number to be called; the bot then answers.
    """
    if conversation.handler == Handler.BOT:
        return False
    if conversation.handler == Handler.QUEUE and fold(said).strip(" /.!") in BACK_TO_BOT:
        _leave(conversation, Status.PENDING, now)  # the engine's session stays: nobody has said anything meanwhile
        return False
    if conversation.handler == Handler.QUEUE and leaves_number(said):
        _leave(conversation, Status.PENDING, now)  # the assistant writes the number down; to be called is not to wait
        return False
    if conversation.assignee is None and tells_of_refusal(said):
        conversation.priority = max(conversation.priority, FIRST)
    leave_to_person(session, conversation, {"text": said}, now)
    return True


def leave_to_person(session: Session, conversation: Conversation, body: dict[str, Any], now: datetime) -> None:
    """Keeps a citizen's message for the agent, or for whoever takes the conversation out of the queue."""
    if conversation.status == Status.SNOOZED:
        _wake(conversation, now)
    conversation.waiting_since = conversation.waiting_since or now
    conversation.active_at = now
    conversation.posted = conversation.messages + 1
    _settle(conversation, now)
    store.append(session, conversation, Author.CITIZEN, body, store.new_id(), at=now)


def claim(conversation: Conversation, agent: str, now: datetime) -> None:
    """An agent takes a conversation out of the queue, or over from the bot. Raises Declined("taken") if somebody has it."""
    if conversation.assignee is not None:
        raise Declined("taken", text("hotline.taken"))
    if conversation.status != Status.OPEN:
        conversation.asked_at = now
        conversation.priority = NORMAL
    conversation.status = Status.OPEN
    conversation.assignee = agent
    _settle(conversation, now)


def begin_call(session: Session, agent: str, now: datetime) -> Conversation:
    """A phone call that an agent has taken: a conversation like every other, in which the agent writes down what the caller says."""
    conversation = store.create(session, store.new_id(), now, channel=PHONE)
    claim(conversation, agent, now)
    conversation.waiting_since = now
    facts.handed_over(session, conversation, now)
    return conversation


def caller_says(session: Session, conversation: Conversation, agent: str, said: str, now: datetime) -> Message:
    """What a caller asks, in the agent's words. Raises Declined("not_yours")."""
    _held(conversation, agent)
    _settle(conversation, now)
    conversation.active_at = now
    return store.append(session, conversation, Author.CITIZEN, {"text": said}, store.new_id(), at=now)


def say(session: Session, conversation: Conversation, agent: str, said: str, now: datetime) -> Message:
    """An agent's message to the citizen. Raises Declined("not_yours")."""
    _held(conversation, agent)
    conversation.waiting_since = None
    conversation.answered_at = conversation.answered_at or now
    facts.answered(session, conversation, now)
    _settle(conversation, now)
    body = {"text": said, "buttons": [], "meta": dict(_PLAIN)}
    return store.append(session, conversation, Author.AGENT, body, store.new_id(), at=now)


def transfer(conversation: Conversation, agent: str, to: str | None, now: datetime) -> None:
    """To another agent, or (None) back into the queue at the place it had. Raises Declined("not_yours")."""
    _held(conversation, agent)
    conversation.assignee = to
    conversation.waiting_since = conversation.waiting_since or now
    _settle(conversation, now)


def reassign(conversation: Conversation, to: str | None, now: datetime) -> None:
    """A supervisor gives it to an agent, or (None) back into the queue. Raises Declined("over") when no person has it or is asked for."""
    if conversation.status not in (Status.OPEN, Status.SNOOZED):
        raise Declined("over", text("hotline.over"))
    if conversation.status == Status.SNOOZED:
        _wake(conversation, now)
    conversation.assignee = to
    _settle(conversation, now)


def snooze(conversation: Conversation, agent: str, until: datetime, now: datetime) -> None:
    """Put aside until a time, or until the citizen writes. Raises Declined("not_yours")."""
    _held(conversation, agent)
    conversation.status = Status.SNOOZED
    conversation.snoozed_until = until
    _settle(conversation, now)


def hand_back(session: Session, conversation: Conversation, agent: str, now: datetime) -> None:
    """The bot answers again, in an engine session that knows nothing; what was said stays shown. Raises Declined("not_yours")."""
    _held(conversation, agent)
    store.start_over(session, conversation)
    _leave(conversation, Status.PENDING, now)
    tell(session, conversation, text("chat.with_bot_again"), now)


def resolve(session: Session, conversation: Conversation, agent: str, topic: str | None, now: datetime) -> None:
    """Closed by its agent. Raises Declined("not_yours")."""
    _held(conversation, agent)
    conversation.topic = topic
    facts.resolved(session, conversation, topic, now)
    store.start_over(session, conversation)
    _leave(conversation, Status.RESOLVED, now)
    tell(session, conversation, text("chat.resolved"), now, closing=True)


def wake_due(session: Session, now: datetime) -> Sequence[int]:
    """Brings snoozed conversations whose time has come back to their agents; their row ids."""
    due = select(Conversation).where(Conversation.status == Status.SNOOZED, Conversation.snoozed_until <= now)
    woken = session.scalars(due.with_for_update(skip_locked=True)).all()
    for conversation in woken:
        _wake(conversation, now)
        _settle(conversation, now)
    return [conversation.id for conversation in woken]


def _queued() -> ColumnElement[bool]:
    return (Conversation.status == Status.OPEN) & Conversation.assignee.is_(None)


def _held(conversation: Conversation, agent: str) -> None:
    if conversation.assignee != agent or conversation.status not in (Status.OPEN, Status.SNOOZED):
        raise Declined("not_yours", text("hotline.not_yours"))


def _wake(conversation: Conversation, now: datetime) -> None:
    conversation.status = Status.OPEN
    conversation.snoozed_until = None
    conversation.waiting_since = conversation.waiting_since or now


def _leave(conversation: Conversation, status: Status, now: datetime) -> None:
    conversation.status = status
    conversation.assignee = None
    conversation.waiting_since = None
    conversation.asked_at = None
    conversation.snoozed_until = None
    conversation.priority = NORMAL
    _settle(conversation, now)


def tell(session: Session, conversation: Conversation, said: str, now: datetime, **meta: bool) -> Message:
    """A text of ours in the bot's name that no turn has brought; ``meta``: more that the page is told of it."""
    body = {"text": said, "buttons": [], "meta": {**_PLAIN, **meta}}
    return store.append(session, conversation, Author.BOT, body, store.new_id(), at=now)


def _settle(conversation: Conversation, now: datetime) -> None:
    """What the citizen's page is told follows from the state."""
    if conversation.status in (Status.PENDING, Status.RESOLVED):
        conversation.handler = Handler.BOT
    else:
        conversation.handler = Handler.QUEUE if conversation.assignee is None else Handler.AGENT
    conversation.changed_at = now
