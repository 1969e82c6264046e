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


class OutboxState(StrEnum):
    """`waiting` → `claimed` by a worker → `sent` (accepted by the gateway) or `failed` (the gateway refuses it for good)."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"


class OutboxMessage(Base):
    """One SMS to hand to the gateway. `id` is the gateway's `reference`: the same row sent again is still one message there.

    `recipient` and `personalisation` are erased once the gateway has accepted the message, which keeps them from then on.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
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
