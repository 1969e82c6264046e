"""Tables of conversations: messages, turns, handles, buttons, and what has been proven.

What a person wrote, and every value found in it, is ciphertext. A conversation's id is a secret and stands here only as a blind index.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedJson, EncryptedText
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class Author(StrEnum):
    """Who wrote a message."""

    CITIZEN = "citizen"
    BOT = "bot"
    AGENT = "agent"


class Delivery(StrEnum):
    """What became of a message to a citizen on a platform: `waiting` → `sent` (the platform has taken it) or `failed` for good."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class TurnState(StrEnum):
    """`waiting` for its turn → `running` under a lease → `done` (answered, or given up with a text that says so)."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class Conversation(Base):
    """One conversation. `key_index` is the blind index of its public id, `session` the id the engine knows it by.

    `messages` counts all messages: the next one's number. `posted` is the number of the last message handed out as the
    answer of a POST: what comes after it has reached nobody but open event streams.

    A conversation on a platform has an `address` there, by which it is found again (`address_index`), and is the unit of delivery:
    one deliverer at a time holds its `delivery_claim`, so that messages arrive in their order. `deliver_at`: something waits to be
    handed over, not before this; while claimed: from here on another deliverer may take it over.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_status_asked_at", "status", "asked_at"),
        Index("ix_conversation_assignee", "assignee"),
        Index("ix_conversation_changed_at", "changed_at"),
        Index("ix_conversation_deliver_at", "deliver_at"),
        Index("uq_conversation_channel_address_index", "channel", "address_index", unique=True),
    )

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    key_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    session: Mapped[str] = mapped_column(String(32))
    handler: Mapped[str] = mapped_column(String(8), default="bot")
    requested_slot: Mapped[str | None] = mapped_column(String(64))
    choices: Mapped[int | None]
    """Number of the message whose buttons "1", "2", "3" select."""
    unclear: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("conversation.unclear"))
    """What `backend.learning` must know of the last turn to learn from the next one."""
    messages: Mapped[int] = mapped_column(default=0)
    posted: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    active_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    channel: Mapped[str] = mapped_column(String(16), default="web")
    status: Mapped[str] = mapped_column(String(10), default="pending")
    """`handoff.Status`; `handler` follows from it."""
    assignee: Mapped[str | None] = mapped_column(String(64))
    """User name of the agent who has it."""
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when a person is asked for: the place in the queue."""
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when the citizen waits for a person's answer."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a person answered for the first time."""
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    priority: Mapped[int] = mapped_column(SmallInteger, default=0)
    topic: Mapped[str | None] = mapped_column(String(32))
    asked_about: Mapped[str | None] = mapped_column(String(32))
    """What the talk with the bot was about when a person was asked for (`topics`)."""
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The last thing that concerns the agents' console."""
    address: Mapped[str | None] = mapped_column(EncryptedText("conversation.address"))
    address_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    deliver_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivery_claim: Mapped[str | None] = mapped_column(String(32))
    delivery_attempts: Mapped[int] = mapped_column(default=0)


class HeardEvent(Base):
    """An event of a platform that was taken in: platforms repeat what they think was not. `event_index`: keyed hash of the event's id."""

    __tablename__ = "heard_event"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    event_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ConversationNote(Base):
    """What agents write to each other about a conversation. A table of its own, so that no way of reading messages shows it to a citizen."""

    __tablename__ = "conversation_note"

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    behind: Mapped[int]
    """Number of the message that it stands behind."""
    author: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(EncryptedText("conversation_note.body"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Message(Base):
    """One message. `number` counts per conversation without gaps: it is the event id of the stream.

    `body` is `{"text", "buttons": [{"title", "payload"}], "meta"}`; a citizen's has the text only.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        Index(
            "ix_message_waiting",
            "conversation_id",
            "number",
            sqlite_where=text("delivery = 'waiting'"),
            postgresql_where=text("delivery = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    number: Mapped[int]
    turn_id: Mapped[str] = mapped_column(String(32))
    author: Mapped[str] = mapped_column(String(8))
    body: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("message.body"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivery: Mapped[str | None] = mapped_column(String(8))
    """`Delivery`; None where nothing is delivered: citizens' messages, and web chat, which fetches."""
    delivery_error: Mapped[str | None] = mapped_column(String(48))
    """The platform adapter's code for why it failed."""


class Turn(Base):
    """One message of a citizen on its way to an answer; `id` is what the engine and the internal API know it by.

    `input` is what the engine is sent (masked text or a button's payload), set when the turn starts, so that it is sent
    again unchanged when another process takes over. `claim` is new for each start: who no longer holds it may not finish.
    """

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        Index("ix_turn_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Number of the citizen's message."""
    client_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Blind index of the address it came from, for the limits of what it may set off."""
    client: Mapped[str] = mapped_column(EncryptedText("turn.client"))
    state: Mapped[str] = mapped_column(String(8))
    session: Mapped[str | None] = mapped_column(String(32))
    input: Mapped[str | None] = mapped_column(EncryptedText("turn.input"))
    preface: Mapped[str | None] = mapped_column(String(64))
    """Key of a text of ours that goes ahead of the engine's answer."""
    apologised: Mapped[bool] = mapped_column(default=False)
    claim: Mapped[str | None] = mapped_column(String(32), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SentMessage(Base):
    """A message of the web chat that its sender gave an id (`repeats.key`), for as long as its conversation is kept.

    `public_id` is the conversation's: who sent the message that began it and never got the answer is told it once more.
    """

    __tablename__ = "sent_message"

    index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    public_id: Mapped[str] = mapped_column(EncryptedText("sent_message.public_id"))
    number: Mapped[int]


class Handle(Base):
    """What `[KIND_N]` stands for: `{"written", "value", "masked", "problem": {"code", "detail"}|null}`."""

    __tablename__ = "handle"
    __table_args__ = (UniqueConstraint("conversation_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    value: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("handle.value"))


class Button(Base):
    """A button that was shown: `id` is all the browser gets, `payload` what the engine gets when it is pressed."""

    __tablename__ = "button"
    __table_args__ = (Index("ix_button_conversation_id_message_number", "conversation_id", "message_number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_number: Mapped[int]
    position: Mapped[int]
    session: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(EncryptedText("button.title"))
    payload: Mapped[str] = mapped_column(EncryptedText("button.payload"))


class PendingOtp(Base):
    """The OTP a conversation has been asked for; `request_id` is the gateway's. `subject`: BHXH code or dossier number."""

    __tablename__ = "pending_otp"

    conversation_id: Mapped[int] = mapped_column(
        _ID, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    request_id: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(EncryptedText("pending_otp.subject"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resend_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OtpAttempt(Base):
    """One try to have an OTP sent, successful or not: what the limits against guessing codes count."""

    __tablename__ = "otp_attempt"
    __table_args__ = (Index("ix_otp_attempt_client_index_at", "client_index", "at"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    client_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProvenIdentity(Base):
    """What a passed OTP has proven in this conversation, for this purpose and subject, until it expires."""

    __tablename__ = "proven_identity"

    conversation_id: Mapped[int] = mapped_column(
        _ID, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    purpose: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(EncryptedText("proven_identity.subject"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
