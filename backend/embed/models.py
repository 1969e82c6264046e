"""Tables of the chat inside other sites and apps: who a conversation's user is said to be, and which tokens were used."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedText
from kit.database import UtcDateTime


class NamedUser(Base):
    """Who the other side says is asking in a conversation. `subject` is a BHXH code, or a phone (`84…`) where `by_phone`."""

    __tablename__ = "embed_named_user"

    conversation_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("conversation.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    issuer: Mapped[str] = mapped_column(String(64))
    by_phone: Mapped[bool] = mapped_column(Boolean)
    subject: Mapped[str] = mapped_column(EncryptedText("embed_named_user.subject"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class UsedToken(Base):
    """A token that has counted, until it has expired anyway. `token_index`: keyed hash of its issuer and `jti`."""

    __tablename__ = "embed_used_token"

    token_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
