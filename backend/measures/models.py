"""Tables of the counts. No word of any conversation is here."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class ConversationDay(Base):
    """One conversation on one day of Viet Nam, until it is added to the counts. It outlives its conversation, so no foreign key:
    row ids are given again, and `begun_at` tells one from the other.

    `looked`: number of the last message that was counted. `unanswered`: the bot did not understand the last question.
    `handed`: a person was asked for. `reply_seconds`: from asking to a person's first answer. `counted`: added to the counts.
    """

    __tablename__ = "conversation_day"
    __table_args__ = (
        UniqueConstraint("conversation_id", "begun_at", "day"),
        Index("ix_conversation_day_counted_day", "counted", "day"),
    )

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(_ID)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    channel: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str | None] = mapped_column(String(32))
    looked: Mapped[int]
    questions: Mapped[int]
    fallbacks: Mapped[int]
    unanswered: Mapped[bool] = mapped_column(Boolean)
    handed: Mapped[bool] = mapped_column(Boolean)
    reply_seconds: Mapped[int | None]
    resolved: Mapped[bool] = mapped_column(Boolean)
    counted: Mapped[bool] = mapped_column(Boolean)


class ConversationMeasure(Base):
    """What happened on a day, on a channel, about a topic. `reply_seconds` is a sum over `replied`; `within_…` count how many of
    them were not slower."""

    __tablename__ = "conversation_measure"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    topic: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversations: Mapped[int]
    bot_alone: Mapped[int]
    questions: Mapped[int]
    fallbacks: Mapped[int]
    handed: Mapped[int]
    replied: Mapped[int]
    reply_seconds: Mapped[int] = mapped_column(BigInteger)
    within_1m: Mapped[int]
    within_5m: Mapped[int]
    within_15m: Mapped[int]
    within_60m: Mapped[int]
    resolved: Mapped[int]
