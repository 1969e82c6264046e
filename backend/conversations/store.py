"""Conversations and their messages in the database. Whoever changes one holds its row's lock until the end of the transaction."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.conversations import handles
from backend.conversations.models import Author, Button, Conversation, Delivery, Message, PendingOtp, ProvenIdentity
from backend.database import blind_index
from bhxh.dates import utcnow

_ID: Final = re.compile(r"[A-Za-z0-9_-]{22}")


def new_id() -> str:
    """128 random bits as text: ids of conversations, sessions, turns and claims."""
    return secrets.token_urlsafe(16)


def create(
    session: Session, conversation_id: str, now: datetime, channel: str = "web", address: str | None = None
) -> Conversation:
    """A new conversation under a public id, which is stored as its blind index only. ``address``: the citizen's on a platform."""
    conversation = Conversation(
        address=address,
        address_index=None if address is None else address_index(session, channel, address),
        key_index=key_index(session, conversation_id),
        session=new_id(),
        handler="bot",
        messages=0,
        posted=0,
        channel=channel,
        status="pending",
        priority=0,
        created_at=now,
        active_at=now,
    )
    session.add(conversation)
    session.flush()
    return conversation


def key_index(session: Session, conversation_id: str) -> bytes:
    """The form under which a public id is stored."""
    return blind_index(session, "conversation.key", conversation_id)


def find(session: Session, conversation_id: str, *, lock: bool = False) -> Conversation | None:
    """The conversation of a public id. ``lock``: nobody else changes it until the transaction ends."""
    query = select(Conversation).where(Conversation.key_index == key_index(session, conversation_id))
    return session.scalar(query.with_for_update() if lock else query)


def address_index(session: Session, channel: str, address: str) -> bytes:
    """The form under which an address on a platform is looked for."""
    return blind_index(session, "conversation.address", f"{channel}:{address}")


def find_by_address(session: Session, channel: str, address: str, *, lock: bool = True) -> Conversation | None:
    """The conversation with an address on a platform."""
    query = select(Conversation).where(
        Conversation.channel == channel, Conversation.address_index == address_index(session, channel, address)
    )
    return session.scalar(query.with_for_update() if lock else query)


def locked(session: Session, row_id: int) -> Conversation | None:
    """The conversation of a row, locked, and as it is now even if it was read before; None when it has been ended."""
    query = select(Conversation).where(Conversation.id == row_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def append(
    session: Session,
    conversation: Conversation,
    author: Author,
    body: dict[str, Any],
    turn_id: str,
    *,
    at: datetime | None = None,
) -> Message:
    """Adds a message under the next number. The conversation's lock makes numbers gapless and visible in their order.

    What is for a citizen on a platform waits for its delivery from here on.
    """
    conversation.messages += 1
    sent_out = conversation.address_index is not None and author != Author.CITIZEN
    if sent_out and conversation.delivery_claim is None:
        conversation.deliver_at = at or utcnow()
    message = Message(
        conversation_id=conversation.id,
        number=conversation.messages,
        turn_id=turn_id,
        author=author,
        body=body,
        created_at=at or conversation.active_at,
        delivery=Delivery.WAITING if sent_out else None,
    )
    session.add(message)
    return message


def messages_after(session: Session, row_id: int, number: int, limit: int) -> Sequence[Message]:
    """The messages behind a number, oldest first."""
    query = select(Message).where(Message.conversation_id == row_id, Message.number > number)
    return session.scalars(query.order_by(Message.number).limit(limit)).all()


def replies_of(session: Session, row_id: int, turn_id: str) -> Sequence[Message]:
    """What was said to a citizen in one turn so far."""
    query = select(Message).where(
        Message.conversation_id == row_id, Message.turn_id == turn_id, Message.author != Author.CITIZEN
    )
    return session.scalars(query.order_by(Message.number)).all()


def start_over(session: Session, conversation: Conversation) -> None:
    """A new engine session that knows nothing: values, identity and the pending OTP go; the shown history stays."""
    conversation.session = new_id()
    conversation.requested_slot = None
    conversation.choices = None
    conversation.unclear = None
    handles.forget(session, conversation.id)
    session.execute(delete(PendingOtp).where(PendingOtp.conversation_id == conversation.id))
    session.execute(delete(ProvenIdentity).where(ProvenIdentity.conversation_id == conversation.id))


def button(session: Session, conversation: Conversation, button_id: str) -> Button | None:
    """A button of this conversation's present session."""
    if not _ID.fullmatch(button_id):
        return None
    query = select(Button).where(
        Button.id == button_id,
        Button.conversation_id == conversation.id,
        Button.session == conversation.session,
    )
    return session.scalar(query)


def choices(session: Session, conversation: Conversation) -> Sequence[Button]:
    """The buttons last shown, in their order."""
    if conversation.choices is None:
        return ()
    query = select(Button).where(
        Button.conversation_id == conversation.id, Button.message_number == conversation.choices
    )
    return session.scalars(query.order_by(Button.position)).all()
