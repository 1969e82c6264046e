"""The outbox table."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedJson, EncryptedText
from kit.database import UtcDateTime


class Lane(StrEnum):
    """The gateway's lanes for messages that wait in the outbox. OTPs don't: they are asked of the gateway directly."""

    TRANSACTIONAL = "transactional"
    BULK = "bulk"


class Channel(StrEnum):
    """By which way a message goes out."""

    SMS = "sms"
    MAIL = "mail"


class OutboxState(StrEnum):
    """`waiting` → `claimed` by a worker → `sent` (accepted by the gateway) or `failed` (the gateway refuses it for good)."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"


class OutboxMessage(Base):
    """One SMS to hand to the gateway, or one e-mail to hand to the mail server. `id` is the gateway's `reference` (the same row
    sent again is still one message there) and the e-mail's Message-ID.

    `template`: the gateway's template; of an e-mail the texts `mail.<template>.subject` and `.body` of the catalogue. `recipient` and `personalisation` are erased once the gateway has accepted the message, which keeps them from then on.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_channel_state_due_at", "channel", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), default=Channel.SMS)
    lane: Mapped[str] = mapped_column(String(16), default=Lane.TRANSACTIONAL)
    template: Mapped[str] = mapped_column(String(64))
    recipient: Mapped[str | None] = mapped_column(EncryptedText("outbox.recipient"))
    personalisation: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("outbox.personalisation"))
    state: Mapped[str] = mapped_column(String(16), default=OutboxState.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Waiting: not before this. Claimed: from here on another worker may take it over."""
    attempts: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str | None] = mapped_column(String(32))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gateway_id: Mapped[str | None] = mapped_column(String(64))
    error: Mapped[str | None] = mapped_column(String(64))
