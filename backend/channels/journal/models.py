"""The table of events that platforms have brought and that are still to be worked on."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class ChannelEvent(Base):
    """One event, from its acknowledgement until it is worked on.

    `event_index`: `inbound.event_index`, which knows a repetition. `lane`: keyed hash of channel and address; events of a lane are worked
    on one after the other. `body`: ciphertext of what the platform sent. `due_at`: not before this; while a process has it (`claim`), from
    here on another may take it over; None: set aside, for a person to look at. `attempts`: how often it was begun, `error`: the kind of the
    last failure.
    """

    __tablename__ = "channel_event"
    __table_args__ = (UniqueConstraint("channel", "event_index"), Index("ix_channel_event_lane_id", "lane", "id"))

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    event_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    lane: Mapped[bytes] = mapped_column(LargeBinary(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claim: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(64))
