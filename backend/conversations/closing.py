"""What a citizen may rate: the stretch with the bot, or the help of an agent, that a reply ended."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.conversations import store
from backend.conversations.models import Author, Message
from backend.conversations.timing import KEPT
from bhxh.messages import text
from kit.problems import Problem


@dataclass(frozen=True)
class Closing:
    """``occasion`` is the same for every reply of one stretch with the bot, and one for each closing by an agent."""

    occasion: str
    subject: str
    channel: str
    topic: str | None


def find(session: Session, conversation_id: str, number: int, now: datetime) -> Closing:
    """What reply ``number`` ended; its conversation stays locked until the transaction ends. Raises Problem 404 or 422."""
    conversation = store.find(session, conversation_id, lock=True)
    if conversation is None or now - conversation.active_at > KEPT:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_conversation", text("chat.unknown_conversation"))
    query = select(Message).where(Message.conversation_id == conversation.id, Message.number == number)
    message = session.scalar(query)
    if message is None or message.author == Author.CITIZEN:
        error = {"field": "message", "code": "unknown", "detail": text("chat.not_a_reply")}
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown_message", text("chat.not_a_reply"), [error])
    # Row ids are given again on SQLite once a row is gone; together with the moment it began, one names one conversation.
    begun = f"{conversation.id}/{conversation.created_at.isoformat()}"
    if message.body["meta"].get("closing"):
        return Closing(f"{begun}/{number}", "agent", conversation.channel, conversation.topic)
    return Closing(f"{begun}/{conversation.session}", "bot", conversation.channel, None)
