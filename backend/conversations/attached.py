"""What is sent into a conversation and is no text: a picture, a sticker, a place. None of it is kept here.

The conversation notes that it came, so that an agent who has it knows, and the citizen is told what to do instead.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.conversations import handoff, store
from backend.conversations.handoff import Handler
from backend.conversations.models import Author, Conversation, Message
from bhxh.messages import text


class Attached(StrEnum):
    """What it is, as far as the platform says. `DOSSIER`: a picture that a registration of this conversation waits for."""

    PICTURE = "picture"
    DOSSIER = "dossier"
    STICKER = "sticker"
    FILE = "file"
    PLACE = "place"
    VOICE = "voice"
    VIDEO = "video"
    CONTACT = "contact"
    OTHER = "other"


def take(
    session: Session,
    conversation: Conversation,
    what: Attached,
    now: datetime,
    *,
    answer: str | None,
    caption: str = "",
    again: bool = True,
) -> None:
    """Note it in a locked conversation, with the words that came with it. ``answer``: what the assistant says; None: nothing yet.

    ``again`` False: not said once more where it was the last that was said. So with a person, who cannot see it: only a text of ours says
    that, and only once until somebody has said something else.
    """
    with_person = conversation.handler != Handler.BOT
    if with_person:
        what = Attached.PICTURE if what is Attached.DOSSIER else what
        answer, again = text(f"attached.person.{what}"), False
    body = {"text": " ".join(part for part in (text(f"attached.{what}"), caption) if part), "attached": what.value}
    if with_person:
        handoff.leave_to_person(session, conversation, body, now)
    else:
        conversation.active_at = now
        store.append(session, conversation, Author.CITIZEN, body, store.new_id(), at=now)
    if answer is not None and (again or not _said_last(session, conversation, answer)):
        handoff.tell(session, conversation, answer, now)


def _said_last(session: Session, conversation: Conversation, words: str) -> bool:
    ours = (Message.conversation_id == conversation.id) & (Message.author != Author.CITIZEN)
    last = session.scalar(select(Message).where(ours).order_by(Message.number.desc()).limit(1))
    return last is not None and last.body["text"] == words
