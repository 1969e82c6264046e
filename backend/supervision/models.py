"""Tables of running the hotline."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedText
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class DutyShift(Base):
    """Who of a province's agency answers for refused cards from `since` until `until`.

    `province`: three digits, as of agencies. `username`: their account, if they have one: it is shown the alerts.
    """

    __tablename__ = "duty_shift"
    __table_args__ = (Index("ix_duty_shift_province_until", "province", "until"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    province: Mapped[str] = mapped_column(String(3))
    name: Mapped[str] = mapped_column(EncryptedText("duty_shift.name"))
    phone: Mapped[str | None] = mapped_column(EncryptedText("duty_shift.phone"))
    username: Mapped[str | None] = mapped_column(String(64), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class RefusedCard(Base):
    """A conversation in which a citizen tells that a facility refuses the card; it goes with the conversation.

    `province`: None as long as nobody knows it. `looked`: number of the last message in which it was looked for. `shift`: who
    was alerted, at `alerted_at`. `taken_by`: the officer who has said that they see to it.
    """

    __tablename__ = "refused_card"

    conversation_id: Mapped[int] = mapped_column(
        _ID, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    province: Mapped[str | None] = mapped_column(String(3), index=True)
    looked: Mapped[int]
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("duty_shift.id", ondelete="SET NULL"), index=True)
    alerted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by: Mapped[str | None] = mapped_column(String(64))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OpeningHours(Base):
    """When the hotline is open on a day of the week, 0 for Monday: minutes after midnight in Viet Nam; both 0: closed.

    No row at all: day and night.
    """

    __tablename__ = "opening_hours"

    weekday: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    opens: Mapped[int] = mapped_column(SmallInteger)
    closes: Mapped[int] = mapped_column(SmallInteger)


class OpeningDay(Base):
    """A day with hours of its own; both 0: closed. It goes before the week and before public holidays."""

    __tablename__ = "opening_day"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    opens: Mapped[int] = mapped_column(SmallInteger)
    closes: Mapped[int] = mapped_column(SmallInteger)
    note: Mapped[str] = mapped_column(String(100))


class HotlineRule(Base):
    """One row, `id` 1: whether public holidays are closed, and above how many waiting citizens are told that it takes long (0: never)."""

    __tablename__ = "hotline_rule"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    holidays_closed: Mapped[bool] = mapped_column(Boolean)
    queue_limit: Mapped[int] = mapped_column(SmallInteger)


class CallBack(Base):
    """A citizen who wants to be called. `phone_index` finds the one that is open for a number; both go with the row.

    `due_at`: not before this. `tries`: how often nobody answered. `client_index`: keyed hash of the network address it came from.
    """

    __tablename__ = "call_back"
    __table_args__ = (
        Index("ix_call_back_state_due_at", "state", "due_at"),
        Index("ix_call_back_client_index_asked_at", "client_index", "asked_at"),
    )

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    phone: Mapped[str] = mapped_column(EncryptedText("call_back.phone"))
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    name: Mapped[str | None] = mapped_column(EncryptedText("call_back.name"))
    topic: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(16))
    client_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(SmallInteger)
    assignee: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
