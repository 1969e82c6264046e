"""The table of ratings. It outlives conversations, so nothing in it leads to one, or to a person."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from kit.database import UtcDateTime


class Rating(Base):
    """One rating. `occasion`: keyed hash of a conversation and of the closing, or stretch with the bot, that is rated: one
    rating each. `subject`: who helped, `bot` or `agent`. `topic`: as the agent closed it."""

    __tablename__ = "conversation_rating"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    occasion: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    subject: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str | None] = mapped_column(String(32))
    score: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
