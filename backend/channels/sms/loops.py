"""Machines that answer our answers: after a few rounds they get none.

Counted in the conversation itself, so that it holds for all processes together. What is cut is not kept either, so a person who was
cut off is heard again when the time is over.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.conversations.models import Author, Conversation, Message
from bhxh.text import fold

SAME: Final = 3
"""So many times the same words are answered within `SAME_WITHIN`: a person who gets no better answer stops asking sooner."""
SAME_WITHIN: Final = timedelta(minutes=10)
IN_A_MINUTE: Final = 10
_MINUTE: Final = timedelta(minutes=1)
_A_CHOICE: Final = 3
"""Characters: "1", "co", "ok" are said again and again by people, and by no machine."""


class Looping(Exception):
    """This message gets no answer. ``code``: why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(session: Session, conversation: Conversation, said: str, now: datetime) -> None:
    """Raises Looping for what looks like a machine's. The conversation is locked, so messages at the same moment are counted in turn."""
    mine = (Message.conversation_id == conversation.id) & (Message.author == Author.CITIZEN)
    query = select(Message).where(mine, Message.created_at > now - SAME_WITHIN)
    lately = session.scalars(query.order_by(Message.number.desc()).limit(SAME * IN_A_MINUTE)).all()
    if sum(message.created_at > now - _MINUTE for message in lately) >= IN_A_MINUTE:
        raise Looping("too_fast")
    words = fold(said)
    if len(words) > _A_CHOICE and sum(fold(str(message.body["text"])) == words for message in lately) >= SAME:
        raise Looping("repeated")
