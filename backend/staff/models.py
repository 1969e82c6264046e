"""Tables of staff. No citizen's data is here."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedText
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class StaffAccount(Base):
    """One person. `agency`: the agency's code that their work is bound to, None: the whole country.

    `totp_used`: the number of the 30-second step whose code was used last, so that none works twice. `demo`: made by the demo,
    logs in without a second factor. `closed_at`: may not log in any more; accounts are kept, because the audit names them.
    """

    __tablename__ = "staff_account"

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(32))
    agency: Mapped[str | None] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(Text)
    must_change: Mapped[bool] = mapped_column(Boolean)
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("staff_account.totp_secret"))
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_used: Mapped[int | None] = mapped_column(BigInteger)
    demo: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffRecoveryCode(Base):
    """A code that stands in once for the second factor; only its keyed hash is kept."""

    __tablename__ = "staff_recovery_code"

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(_ID, ForeignKey("staff_account.id"), index=True)
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


class StaffTries(Base):
    """Wrong log-ins in a row under one name, whether or not anybody has it. `name_index`: keyed hash of the name."""

    __tablename__ = "staff_tries"

    name_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class StaffSession(Base):
    """One browser that is logged in. `token_index`: keyed hash of the cookie, so that the table opens no session."""

    __tablename__ = "staff_session"

    token_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(_ID, ForeignKey("staff_account.id"), index=True)
    second_passed: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
