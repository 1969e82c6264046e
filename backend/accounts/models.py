"""Tables of citizens' accounts. Phone and e-mail are ciphertexts, passwords argon2id hashes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.credentials.models import SessionColumns
from backend.database import Base, EncryptedText
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class Account(Base):
    """One person's account. The user name is the BHXH code; `code_index` is its blind index as the register and the audit have it.

    `phone` (`84…`): where every OTP goes; a child's is its guardian's; `phone_index` as the register's. `must_change`: the password is one that we have made.
    `reminded`: how many reminders of the six months have gone out for this password. `first_login_at`: since when it is used.
    `demo`: made by the demo, need not change the password. Ids are never given twice, because the audit names accounts by them.
    """

    __tablename__ = "account"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    person_id: Mapped[int] = mapped_column(_ID, ForeignKey("person.id"), unique=True)
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    phone: Mapped[str] = mapped_column(EncryptedText("account.phone"))
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    email: Mapped[str | None] = mapped_column(EncryptedText("account.email"))
    password_hash: Mapped[str] = mapped_column(Text)
    must_change: Mapped[bool] = mapped_column(Boolean)
    password_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    reminded: Mapped[int] = mapped_column(Integer, default=0)
    demo: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class AccountSession(SessionColumns, Base):
    """One browser that has given the right password.

    `confirmed`: it is the account's one device; until then it may do no more than take over, by OTP. `device`: what the browser
    says of itself, in words. `ended`: why it holds no more (`SessionEnd`), kept so that its owner is told.
    """

    __tablename__ = "account_session"

    account_id: Mapped[int] = mapped_column(_ID, ForeignKey("account.id", ondelete="CASCADE"), index=True)
    confirmed: Mapped[bool] = mapped_column(Boolean)
    device: Mapped[str] = mapped_column(String(64))
    ended: Mapped[str | None] = mapped_column(String(16))


class SessionEnd(StrEnum):
    """Why a session was ended by something else than its own log-out."""

    OTHER_DEVICE = "other_device"
    SIGNED_OUT = "signed_out"
    PASSWORD = "password"  # noqa: S105 - a reason's name


class AccountOtp(Base):
    """The code that a session was sent for one purpose; it dies with the session, so none is good in another.

    `request_id` is the gateway's. `new_hash`: the password that was chosen, which the right code makes the account's.
    """

    __tablename__ = "account_otp"

    session_index: Mapped[bytes] = mapped_column(
        LargeBinary(32), ForeignKey("account_session.token_index", ondelete="CASCADE"), primary_key=True
    )
    purpose: Mapped[str] = mapped_column(String(16), primary_key=True)
    request_id: Mapped[str] = mapped_column(String(64))
    new_hash: Mapped[str | None] = mapped_column(Text)
    resend_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccountReset(Base):
    """Somebody has lost their password. `code_index`: of the BHXH code that was typed, whether or not it has an account.

    `account_id` None: nobody's code, which is not told. `request_id`: the gateway's, None before it has taken the code.
    `proven_at`: the right code was typed, so a new password may be chosen. `client_index`: blind index of the network address.
    """

    __tablename__ = "account_reset"
    __table_args__ = (Index("ix_account_reset_client_index_created_at", "client_index", "created_at"),)

    token_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    client_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    account_id: Mapped[int | None] = mapped_column(_ID, ForeignKey("account.id", ondelete="CASCADE"), index=True)
    request_id: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    resend_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ChangeField(StrEnum):
    """What can be changed by dossier."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "full_name"
    PERSONAL_ID = "personal_id"


class ChangeState(StrEnum):
    """A change is a dossier (Công văn 3717/BHXH-CNTT, PL02 mục 2): `MOI` → the officer's "Ghi nhận" with what the household register
    says → `GHI_NHAN` → "Xác nhận" makes it: `XAC_NHAN`; or `TU_CHOI` with a reason; or `RUT`, withdrawn by its owner."""

    MOI = "moi"
    GHI_NHAN = "ghi_nhan"
    XAC_NHAN = "xac_nhan"
    TU_CHOI = "tu_choi"
    RUT = "rut"


class AccountChange(Base):
    """Something of an account that its owner wants changed. `household`: the household register's verdict, once it was asked."""

    __tablename__ = "account_change"
    __table_args__ = (
        Index("ix_account_change_state_asked_at", "state", "asked_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(_ID, ForeignKey("account.id", ondelete="CASCADE"), index=True)
    agency_code: Mapped[str | None] = mapped_column(String(5), index=True)
    field: Mapped[str] = mapped_column(String(16))
    new_value: Mapped[str] = mapped_column(EncryptedText("account_change.new_value"))
    state: Mapped[str] = mapped_column(String(16))
    household: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(EncryptedText("account_change.reason"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(128))
