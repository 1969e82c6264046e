"""The audit table."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from kit.database import UtcDateTime


class AuditEntry(Base):
    """One act. `subject_index` is the blind index of the person's BHXH code (or of another subject): no personal data here."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(128))
    action: Mapped[str] = mapped_column(String(64))
    subject_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
