"""Messages of the web chat that come a second time: the line broke after the first was taken in, and the page could not know.

Who sends a message may give it an id (``client_id``). The first with an id counts; those after it are answered with what the first was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.conversations.models import Author, Conversation, Message, SentMessage, Turn, TurnState
from backend.conversations.store import messages_after
from backend.database import blind_index

_MOST: Final = 20
"""Replies to one message."""


@dataclass(frozen=True)
class Name:
    """By what a repetition is known: within its conversation, or, for the message that began one, from the same network address.

    An id alone would do for nobody: who sent the same by chance, or by a mistake of their program, would be given another's conversation.
    """

    conversation_id: str | None
    client: str
    client_id: str

    def index(self, session: Session) -> bytes:
        """As it is stored."""
        scope = f"in {self.conversation_id}" if self.conversation_id is not None else f"from {self.client}"
        return blind_index(session, "sent_message.index", f"{scope}\n{self.client_id}")


def find(session: Session, name: Name) -> SentMessage | None:
    """The message that was taken in under this name."""
    return session.get(SentMessage, name.index(session))


def note(session: Session, conversation: Conversation, public_id: str, name: Name) -> None:
    """The next message of this conversation has this name. Raises IntegrityError when one that has it was taken in meanwhile."""
    number = conversation.messages + 1
    index = name.index(session)
    session.add(SentMessage(index=index, conversation_id=conversation.id, public_id=public_id, number=number))
    session.flush()


def under_way(session: Session, sent: SentMessage) -> bool:
    """Whether its answer is still to come."""
    turn = session.scalar(select(Turn).where(Turn.conversation_id == sent.conversation_id, Turn.number == sent.number))
    return turn is not None and turn.state != TurnState.DONE and not turn.apologised


def replies(session: Session, sent: SentMessage) -> Sequence[Message]:
    """What was said behind it, up to the citizen's next message."""
    found: list[Message] = []
    for message in messages_after(session, sent.conversation_id, sent.number, _MOST):
        if message.author == Author.CITIZEN:
            break
        found.append(message)
    return found
