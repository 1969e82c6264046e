"""What keeps the look-up by person from being used to find out about others: counts, spent checks, and requests to be answered by SMS."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedJson
from kit.database import UtcDateTime

Id = BigInteger().with_variant(Integer, "sqlite")


class LookupCount(Base):
    """How often something was tried since `began_at`. `bucket`: keyed hash of what is counted (an address, an ID, a name, everything)."""

    __tablename__ = "lookup_count"

    bucket: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    tries: Mapped[int] = mapped_column(Integer)


class SpentCheck(Base):
    """A human check that was passed: it counts once. Kept until it would have expired anyway."""

    __tablename__ = "lookup_spent_check"

    check_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class CodeRequest(Base):
    """Somebody asked for a code by SMS. Whether anybody fits is found out by the worker, so that asking takes the same time either way."""

    __tablename__ = "lookup_code_request"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("lookup_code_request.details"))
