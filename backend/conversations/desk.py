"""What agents see of conversations: the queue, their own, those still with the bot, and one conversation with its notes.

Lists hold nothing that anybody said. Whoever opens a conversation is told what was said in it, which its reader must audit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from backend.conversations import store
from backend.conversations.handoff import Handler, Status
from backend.conversations.models import Conversation, ConversationNote, Message

MOST: Final = 300
"""Rows of a list: more than any hotline has open at once."""
_TALKING: Final = timedelta(minutes=10)
_HISTORY: Final = 500


@dataclass(frozen=True)
class Summary:
    """A line of a list. ``waiting_since``: since when the citizen waits for a person; None: they do not."""

    number: int
    channel: str
    status: Status
    handler: Handler
    assignee: str | None
    asked_at: datetime | None
    waiting_since: datetime | None
    snoozed_until: datetime | None
    active_at: datetime
    priority: int
    messages: int
    asked_about: str | None


_COLUMNS: Final = tuple(getattr(Conversation, "id" if one.name == "number" else one.name) for one in fields(Summary))
"""Of a whole row the address would be deciphered, too."""
_LONGEST_WAITING: Final = (Conversation.waiting_since.is_(None), Conversation.waiting_since, Conversation.id)
"""Who has been answered last, in one order: left to the database, they would change places under the hand of who is about to choose one."""


@dataclass(frozen=True)
class Line:
    """One thing in a conversation as an agent reads it. ``author``: citizen, bot, agent, or the user name under a ``note``.

    ``wordless``: it says that a picture or the like was sent."""

    number: int
    author: str
    text: str
    at: datetime
    note: bool = False
    wordless: bool = False


def queue(session: Session) -> list[Summary]:
    """Who waits for an agent: highest priority first, then who has waited longest."""
    waiting = (Conversation.status == Status.OPEN) & Conversation.assignee.is_(None)
    query = select(*_COLUMNS).where(waiting).order_by(Conversation.priority.desc(), Conversation.asked_at)
    return _summaries(session, query.limit(MOST))


def held_by(session: Session, agent: str) -> list[Summary]:
    """An agent's own: those whose citizen waits first, the put-aside last."""
    query = select(*_COLUMNS).where(
        Conversation.assignee == agent, Conversation.status.in_([Status.OPEN, Status.SNOOZED])
    )
    return _summaries(session, query.order_by(Conversation.status == Status.SNOOZED, *_LONGEST_WAITING).limit(MOST))


def held_by_others(session: Session, agent: str) -> list[Summary]:
    """What other agents have: those whose citizen waits first."""
    query = select(*_COLUMNS).where(_with_others(agent)).order_by(*_LONGEST_WAITING)
    return _summaries(session, query.limit(MOST))


def count_held_by_others(session: Session, agent: str) -> int:
    """How many other agents have."""
    return session.scalar(select(func.count()).where(_with_others(agent))) or 0


def sizes(session: Session, since: datetime) -> list[tuple[int, datetime, int]]:
    """Of every conversation in which something was said since then: its row id, when it began, and how many messages it has."""
    columns = (Conversation.id, Conversation.created_at, Conversation.messages)
    query = select(*columns).where(Conversation.active_at >= since)
    return [(number, begun, messages) for number, begun, messages in session.execute(query)]


def attended(session: Session) -> list[Summary]:
    """Everything that people have or are asked for, the put-aside too: in the queue's order."""
    query = select(*_COLUMNS).where(Conversation.status.in_([Status.OPEN, Status.SNOOZED]))
    order = (Conversation.priority.desc(), Conversation.asked_at)
    return _summaries(session, query.order_by(*order).limit(2 * MOST))


def with_bot(session: Session, now: datetime) -> list[Summary]:
    """Whom the bot talks with at this moment, the latest first: an agent may take one over."""
    query = select(*_COLUMNS).where(_with_bot(now)).order_by(Conversation.active_at.desc())
    return _summaries(session, query.limit(MOST))


def count_with_bot(session: Session, now: datetime) -> int:
    """With how many the bot talks at this moment."""
    return session.scalar(select(func.count()).where(_with_bot(now))) or 0


def some(session: Session, numbers: Sequence[int]) -> dict[int, Summary]:
    """Those that there are of these conversations, by number."""
    query = select(*_COLUMNS).where(Conversation.id.in_(numbers))
    return {found.number: found for found in _summaries(session, query)}


def count_open(session: Session, agent: str) -> int:
    """How many conversations an agent holds."""
    return session.scalar(select(func.count()).where(_open_with(agent))) or 0


def loads(session: Session, agents: Sequence[str]) -> dict[str, int]:
    """How many conversations each of these agents holds; who holds none is left out."""
    held = Conversation.assignee.in_(agents) & (Conversation.status == Status.OPEN)
    query = select(Conversation.assignee, func.count()).where(held).group_by(Conversation.assignee)
    return {str(agent): count for agent, count in session.execute(query)}


def find(session: Session, number: int) -> Conversation | None:
    """A conversation by its row's number."""
    return session.get(Conversation, number) if 0 < number < 1 << 62 else None


def lines(session: Session, number: int, after: int = 0) -> Sequence[Line]:
    """What was said behind message ``after``, and the notes that stand there, in order."""
    said = [
        Line(
            message.number,
            message.author,
            str(message.body["text"]),
            message.created_at,
            wordless="attached" in message.body,
        )
        for message in _messages(session, number, after)
    ]
    query = select(ConversationNote).where(ConversationNote.conversation_id == number, ConversationNote.behind >= after)
    return sorted([*said, *map(_note_line, session.scalars(query))], key=lambda line: (line.number, line.note, line.at))


def notes(session: Session, numbers: Sequence[int]) -> dict[int, list[Line]]:
    """The notes alone of several conversations, each in order."""
    query = select(ConversationNote).where(ConversationNote.conversation_id.in_(numbers))
    found: dict[int, list[Line]] = {number: [] for number in numbers}
    for note in session.scalars(query.order_by(ConversationNote.created_at, ConversationNote.id)):
        found[note.conversation_id].append(_note_line(note))
    return found


def note(session: Session, conversation: Conversation, agent: str, body: str, now: datetime) -> None:
    """What agents tell each other about a conversation. No way of reading messages shows it to the citizen."""
    session.add(
        ConversationNote(
            conversation_id=conversation.id, behind=conversation.messages, author=agent, body=body, created_at=now
        )
    )
    conversation.changed_at = now


def latest_change(session: Session) -> datetime | None:
    """When something last happened that concerns the console."""
    return session.scalar(select(func.max(Conversation.changed_at)))


def summary(found: Conversation) -> Summary:
    """A conversation's line."""
    return Summary(
        number=found.id,
        channel=found.channel,
        status=Status(found.status),
        handler=Handler(found.handler),
        assignee=found.assignee,
        asked_at=found.asked_at,
        waiting_since=found.waiting_since,
        snoozed_until=found.snoozed_until,
        active_at=found.active_at,
        priority=found.priority,
        messages=found.messages,
        asked_about=found.asked_about,
    )


def _summaries(session: Session, query: Select[Any]) -> list[Summary]:
    return [
        Summary(number, channel, Status(status), Handler(handler), *others)
        for number, channel, status, handler, *others in session.execute(query)
    ]


def _note_line(note: ConversationNote) -> Line:
    return Line(note.behind, note.author, note.body, note.created_at, note=True)


def _messages(session: Session, number: int, after: int) -> Sequence[Message]:
    first = after or max(
        0, (session.scalar(select(Conversation.messages).where(Conversation.id == number)) or 0) - _HISTORY
    )
    return store.messages_after(session, number, first, _HISTORY)


def _with_others(agent: str) -> ColumnElement[bool]:
    held = Conversation.assignee.is_not(None) & (Conversation.assignee != agent)
    return held & (Conversation.status == Status.OPEN)


def _with_bot(now: datetime) -> ColumnElement[bool]:
    return (Conversation.handler == Handler.BOT) & (Conversation.active_at > now - _TALKING)


def _open_with(agent: str) -> ColumnElement[bool]:
    return (Conversation.assignee == agent) & (Conversation.status == Status.OPEN)
