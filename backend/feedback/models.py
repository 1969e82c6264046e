"""Tables of feedback. What citizens and officers write is encrypted; a feedback's course is kept in events that nothing changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedJson, EncryptedText
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class Ticket(Base):
    """One feedback. Agencies by code: `province` (three digits) owns it, `handler` (the province's own or one of its districts') works on it.

    `version` grows with every change: who changes a ticket names the version they saw. `person_index` is the audit's subject:
    the blind index of the person's BHXH code where known, else of the phone. `visit` is what the visit it is about looked like
    when it was reported. `submission_index`: blind index of the idempotency key, `client_index` of the network address that the
    page was sent from. `take_by` and `answer_by` are deadlines;
    `escalation` 0: none, 1: the owner's head, 2: the unit that follows up.
    """

    __tablename__ = "feedback_ticket"
    __table_args__ = (
        Index("ix_feedback_ticket_province_state", "province", "state"),
        Index("ix_feedback_ticket_monitor_state", "monitor", "state"),
        Index("ix_feedback_ticket_state_answer_by", "state", "answer_by"),
    )

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    version: Mapped[int] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(24))
    monitor: Mapped[str] = mapped_column(String(24))
    urgent: Mapped[bool] = mapped_column(Boolean)
    province: Mapped[str] = mapped_column(String(5))
    handler: Mapped[str] = mapped_column(String(5), index=True)
    state: Mapped[str] = mapped_column(String(16))
    escalation: Mapped[int] = mapped_column(SmallInteger)
    urged: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(EncryptedText("feedback_ticket.text"))
    contact: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("feedback_ticket.contact"))
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    person_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    visit: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("feedback_ticket.visit"))
    client_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    submission_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    answer: Mapped[str | None] = mapped_column(EncryptedText("feedback_ticket.answer"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    take_by: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    reopened: Mapped[int] = mapped_column(SmallInteger)


class Coordination(Base):
    """A question of the owner to another agency. `reply` is None until that agency has answered; `withdrawn_at`: needed no more."""

    __tablename__ = "feedback_coordination"
    __table_args__ = (Index("ix_feedback_coordination_agency_replied_at", "agency", "replied_at"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("feedback_ticket.id", ondelete="CASCADE"), index=True)
    agency: Mapped[str] = mapped_column(String(5))
    question: Mapped[str] = mapped_column(EncryptedText("feedback_coordination.question"))
    asked_by: Mapped[str] = mapped_column(String(128))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reply_by: Mapped[datetime] = mapped_column(UtcDateTime)
    reply: Mapped[str | None] = mapped_column(EncryptedText("feedback_coordination.reply"))
    replied_by: Mapped[str | None] = mapped_column(String(128))
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    escalated: Mapped[bool] = mapped_column(Boolean)


class Event(Base):
    """One act, numbered within its ticket. Rows are only ever added; the database refuses to change one."""

    __tablename__ = "feedback_event"
    __table_args__ = (UniqueConstraint("ticket_id", "sequence"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("feedback_ticket.id", ondelete="CASCADE"))
    sequence: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    act: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(128))
    agency: Mapped[str | None] = mapped_column(String(5))
    note: Mapped[str | None] = mapped_column(EncryptedText("feedback_event.note"))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class Attachment(Base):
    """A picture that came with a feedback: the encrypted file `file` of the feedback's store."""

    __tablename__ = "feedback_attachment"

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("feedback_ticket.id", ondelete="CASCADE"), index=True)
    file: Mapped[str] = mapped_column(String(64), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LookupTry(Base):
    """A wrong guess at the phone of a ticket number, counted for a while so that phones cannot be tried out."""

    __tablename__ = "feedback_lookup_try"

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    number_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    client_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
