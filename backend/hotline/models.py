"""Tables of the hotline."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedText
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class HotlineCitizen(Base):
    """Whom a conversation is about, as its agent sees it; gone with the conversation. `person_index`: blind index of the BHXH code.

    `chosen_at`: one chosen before the citizen last asked for a person is of an earlier talk and counts no more. `revealed_by`: the one
    agent who sees the data, until `revealed_until`.
    """

    __tablename__ = "hotline_citizen"

    conversation_id: Mapped[int] = mapped_column(
        _ID, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revealed_by: Mapped[str | None] = mapped_column(String(64))
    revealed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CannedReply(Base):
    """One of an agent's own replies. `place`: each has another of fifty, so that nobody can have more."""

    __tablename__ = "hotline_canned"
    __table_args__ = (UniqueConstraint("username", "place"), UniqueConstraint("username", "name"))

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    username: Mapped[str] = mapped_column(String(64))
    place: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str] = mapped_column(String(24))
    body: Mapped[str] = mapped_column(EncryptedText("hotline_canned.body"))


class AgentSkills(Base):
    """What an agent takes: `topics` (none: all) and `most` conversations open at once. Locked where one is given to the agent."""

    __tablename__ = "agent_skills"

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    topics: Mapped[list[str]] = mapped_column(JSON)
    most: Mapped[int] = mapped_column(SmallInteger)


class AgentPresence(Base):
    """Whether an agent takes conversations. `seen_at`: when their console last asked for news."""

    __tablename__ = "agent_presence"

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    available: Mapped[bool] = mapped_column(Boolean)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
