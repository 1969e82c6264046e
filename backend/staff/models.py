"""Tables of staff. No citizen's data is here."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.credentials.models import SessionColumns
from backend.database import Base, EncryptedText
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class StaffAccount(Base):
    """One person. `agency`: the agency's code that their work is bound to, None: the whole country.

    `totp_used`: the number of the 30-second step whose code was used last, so that none works twice. `demo`: made by the demo,
    logs in without a second factor. `unit`: the unit at headquarters that they work for (`backend.feedback.subjects.Monitor`), None: no
    particular one. `email`: where they are written to. `closed_at`: may not log in any more; accounts are kept, because the audit names them.
    """

    __tablename__ = "staff_account"

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(32))
    agency: Mapped[str | None] = mapped_column(String(16))
    unit: Mapped[str | None] = mapped_column(String(24))
    email: Mapped[str | None] = mapped_column(EncryptedText("staff_account.email"))
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


class StaffSession(SessionColumns, Base):
    """One browser of a member of staff. `second_passed`: the second factor was shown."""

    __tablename__ = "staff_session"

    account_id: Mapped[int] = mapped_column(_ID, ForeignKey("staff_account.id"), index=True)
    second_passed: Mapped[bool] = mapped_column(Boolean)
