"""Tables of the registration: drafts, dossiers, their numbers, links and photos."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedJson
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class Draft(Base):
    """What one person has declared so far. ``owner_index`` is the blind index of the key that owns it (an engine session)."""

    __tablename__ = "registration_draft"

    owner_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    declaration: Mapped[dict[str, str]] = mapped_column(EncryptedJson("registration_draft.declaration"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Dossier(Base):
    """A submitted form 01. Personal fields are one ciphertext; person and phone are found by blind index.

    ``submission_index`` is the blind index of the idempotency key it was submitted under. ``deadline`` is the last day, on
    Viet Nam's calendar, on which the signed form can be handed in.
    """

    __tablename__ = "registration_dossier"
    __table_args__ = (Index("ix_registration_dossier_state_deadline", "state", "deadline"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    agency_code: Mapped[str] = mapped_column(String(5), index=True)
    state: Mapped[str] = mapped_column(String(24))
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[date] = mapped_column(Date)
    photos_completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declaration: Mapped[dict[str, str]] = mapped_column(EncryptedJson("registration_dossier.declaration"))
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    submission_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


class Counter(Base):
    """The last sequence number given at an agency in a year; it outlives deleted dossiers, so that no number comes twice."""

    __tablename__ = "registration_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agency_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    last: Mapped[int]


class Link(Base):
    """A secret link to one dossier, kept as the keyed hash of its token. ``purpose``: photos or declaration."""

    __tablename__ = "registration_link"

    token_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("registration_dossier.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Photo(Base):
    """One picture of a dossier. The picture itself is the encrypted file ``file`` in the photo store."""

    __tablename__ = "registration_photo"
    __table_args__ = (UniqueConstraint("dossier_id", "kind"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("registration_dossier.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    file: Mapped[str] = mapped_column(String(64), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
