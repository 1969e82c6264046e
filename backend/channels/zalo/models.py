"""Tables of the Zalo channel."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedText
from kit.database import UtcDateTime


class ZaloToken(Base):
    """The tokens of an application at Zalo. Who renews them holds the row until ``held_until``; ``version`` counts the pairs."""

    __tablename__ = "zalo_token"

    app_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int]
    access: Mapped[str | None] = mapped_column(EncryptedText("zalo_token.access"))
    refresh: Mapped[str] = mapped_column(EncryptedText("zalo_token.refresh"))
    access_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    renewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    holder: Mapped[str | None] = mapped_column(String(32))
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(64))


class ZaloNotice(Base):
    """A citizen was told by SMS that an answer waits on Zalo. ``key``: keyed hash of who, and of when they last wrote: told once."""

    __tablename__ = "zalo_notice"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
