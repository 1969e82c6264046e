"""What is answered before the engine: words with a fixed meaning, such as a code that links two channels, or a command by SMS.

Only while the assistant answers: what is said to a person is left to that person.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from backend.conversations import handoff, store
from backend.conversations.handoff import Handler
from backend.conversations.models import Author, Button, Conversation
from backend.conversations.timing import IDLE

TITLE: Final = ""
"""Payload of a button whose press is the same as typing its title."""
_LETTERS: Final = re.compile(r"\w")


@dataclass(frozen=True)
class Answer:
    """``text`` is said; None: it comes later. ``secret``: the history shows that something was said, and not what."""

    text: str | None
    secret: bool = False


Shortcut = Callable[[Session, Conversation, str, datetime], Answer | None]
"""What is said to this (clean) text in this locked conversation, in the transaction that takes it in; None: nothing of ours."""


def answered(
    shortcuts: Sequence[Shortcut], session: Session, conversation: Conversation, said: str, now: datetime
) -> bool:
    """Whether one of them has answered; both sides are then in the conversation."""
    if conversation.handler != Handler.BOT:
        return False
    answer = next((found for shortcut in shortcuts if (found := shortcut(session, conversation, said, now))), None)
    if answer is None:
        return False
    if now - conversation.active_at > IDLE:
        store.start_over(session, conversation)  # as a turn would
    conversation.active_at = now
    shown = _LETTERS.sub("•", said) if answer.secret else said
    store.append(session, conversation, Author.CITIZEN, {"text": shown}, store.new_id(), at=now)
    if answer.text is not None:
        handoff.tell(session, conversation, answer.text, now)
    return True


def offer(
    session: Session, conversation: Conversation, said: str, titles: Sequence[str], now: datetime, **meta: bool
) -> None:
    """A text of ours with buttons. To press one is to type its title, for which there is a shortcut. ``meta``: as `handoff.tell`."""
    message = handoff.tell(session, conversation, said, now, **meta)
    buttons = [
        Button(
            id=store.new_id(),
            conversation_id=conversation.id,
            message_number=message.number,
            position=position,
            session=conversation.session,
            title=title,
            payload=TITLE,
        )
        for position, title in enumerate(titles, start=1)
    ]
    message.body = {**message.body, "buttons": [{"title": one.title, "payload": one.id} for one in buttons]}
    session.add_all(buttons)
    conversation.choices = None  # their numbers would be for the engine
