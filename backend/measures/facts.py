"""What is noted of a conversation while it lasts. Callers hold its row's lock, so that nothing is noted twice."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from backend.conversations import store
from backend.conversations.models import Author, Conversation, Message
from backend.conversations.topics import topic_of
from backend.measures.models import ConversationDay
from bhxh.dates import VIETNAM

_AT_ONCE: Final = 500


def handed_over(session: Session, conversation: Conversation, now: datetime) -> None:
    """A person is asked for, or takes over."""
    _row(session, conversation, _day(now)).handed = True


def answered(session: Session, conversation: Conversation, now: datetime) -> None:
    """A person has written to the citizen; the first time after a person was asked for counts, for the day of asking."""
    asked = conversation.asked_at
    if asked is None:
        return
    row = _row(session, conversation, _day(asked))
    if row.counted:
        row = _row(session, conversation, _day(now))
    if row.reply_seconds is None:
        row.handed = True
        row.reply_seconds = max(0, int((now - asked).total_seconds()))


def resolved(session: Session, conversation: Conversation, topic: str | None, now: datetime) -> None:
    """An agent has closed it; the topic that they name goes before the bot's."""
    row = _row(session, conversation, _day(now))
    row.resolved = True
    row.topic = topic or row.topic


def take_in(session: Session, conversation: Conversation) -> None:
    """Counts the bot's answers since the last look. Before a conversation is deleted, too: nothing of it is left afterwards."""
    looked = _looked(session, conversation)
    turn = _last_answered(session, conversation, looked)
    while looked < conversation.messages:
        said = store.messages_after(session, conversation.id, looked, _AT_ONCE)
        if not said:
            return
        turn = _count(session, conversation, said, turn)
        looked = said[-1].number
        _row(session, conversation, _day(said[-1].created_at)).looked = looked
        session.flush()


def behind(session: Session, conversations: Sequence[tuple[int, datetime, int]], since: datetime) -> list[int]:
    """Of conversations (row id, when begun, messages) those in which something was said since the last look.

    Looks before the day of ``since`` are not read: such a conversation is named too, and `take_in` finds nothing new in it.
    """
    newest: dict[tuple[int, datetime], int] = {}
    columns = (ConversationDay.conversation_id, ConversationDay.begun_at, ConversationDay.looked)
    for number, begun, looked in session.execute(select(*columns).where(ConversationDay.day >= _day(since))):
        newest[number, begun] = max(looked, newest.get((number, begun), 0))
    return [number for number, begun, messages in conversations if messages > newest.get((number, begun), 0)]


def _count(session: Session, conversation: Conversation, said: Sequence[Message], turn: str | None) -> str | None:
    """Counts each turn with an answer once, ``turn`` being the one counted last; the last one of these."""
    for message in said:
        meta = message.body.get("meta") or {}
        if message.author != Author.BOT or not (meta.get("intent") or meta.get("fallback")):
            continue
        row = _row(session, conversation, _day(message.created_at))
        if not (row.resolved and row.topic):
            row.topic = topic_of(meta) or row.topic
        if message.turn_id == turn:
            continue
        turn = message.turn_id
        row.questions += 1
        row.fallbacks += bool(meta.get("fallback"))
        row.unanswered = bool(meta.get("fallback"))
    return turn


def _last_answered(session: Session, conversation: Conversation, looked: int) -> str | None:
    """The turn of the last message looked at, if it was the bot's: the answer may go on behind it."""
    last = store.messages_after(session, conversation.id, looked - 1, 1) if looked else ()
    return last[0].turn_id if last and last[0].author == Author.BOT else None


def _looked(session: Session, conversation: Conversation) -> int:
    query = select(ConversationDay.looked).where(*_of(conversation))
    return max(session.scalars(query), default=0)


def _row(session: Session, conversation: Conversation, day: date) -> ConversationDay:
    row = session.scalar(select(ConversationDay).where(*_of(conversation), ConversationDay.day == day))
    if row is None:
        row = ConversationDay(
            conversation_id=conversation.id,
            begun_at=conversation.created_at,
            day=day,
            channel=conversation.channel,
            looked=0,
            questions=0,
            fallbacks=0,
            unanswered=False,
            handed=False,
            resolved=False,
            counted=False,
        )
        session.add(row)
        session.flush()
    return row


def _of(conversation: Conversation) -> tuple[ColumnElement[bool], ...]:
    return (
        ConversationDay.conversation_id == conversation.id,
        ConversationDay.begun_at == conversation.created_at,
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()
