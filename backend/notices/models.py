"""The table of notices. No citizen's data is in it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from kit.database import UtcDateTime


class StaffNotice(Base):
    """One thing that one person is told. `key` names the occasion: nobody is told of one twice.

    `kind` is the last part of the text `notices.kind.<kind>`, `details` what that names; `about` and `address`: the thing and where it
    is seen to. `mailed_at`: when an e-mail about it was written to the outbox; it stays None for who has no address.
    """

    __tablename__ = "staff_notice"
    __table_args__ = (
        UniqueConstraint("username", "key"),
        Index("ix_staff_notice_username_seen_at", "username", "seen_at"),
        Index("ix_staff_notice_mailed_at_seen_at", "mailed_at", "seen_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    username: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(96))
    kind: Mapped[str] = mapped_column(String(32))
    about: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
