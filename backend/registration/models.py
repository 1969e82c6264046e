"""Tables of the registration: drafts, dossiers, their numbers, links and photos; the schools that hand dossiers in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedJson, EncryptedText
from backend.registration.kinds import Kind, Way
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


def _province_of(context: Any) -> str:
    """From SQLAlchemy's context of the row being written."""
    code: str = context.get_current_parameters()["agency_code"]
    return code[:3]


class Draft(Base):
    """What one person has declared so far. ``owner_index`` is the blind index of the key that owns it (an engine session, a
    wizard's cookie). ``resume_code`` is shown to its owner, who goes on with it on another device; it is found by ``resume_index``.
    """

    __tablename__ = "registration_draft"

    owner_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    declaration: Mapped[dict[str, str]] = mapped_column(EncryptedJson("registration_draft.declaration"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    resume_code: Mapped[str | None] = mapped_column(EncryptedText("registration_draft.resume_code"))
    resume_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True, unique=True)


class DraftPhoto(Base):
    """A picture given before the form was submitted; it becomes the dossier's then, without another file."""

    __tablename__ = "registration_draft_photo"

    owner_index: Mapped[bytes] = mapped_column(
        ForeignKey("registration_draft.owner_index", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    file: Mapped[str] = mapped_column(String(64), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Resumption(Base):
    """Somebody who wants to go on, waiting for the OTP. ``wanted`` is what was typed, in normal form, whether it exists or not;
    ``request_id`` the gateway's id of the code, None while none was sent."""

    __tablename__ = "registration_resumption"

    browser_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    wanted: Mapped[str] = mapped_column(EncryptedText("registration_resumption.wanted"))
    request_id: Mapped[str | None] = mapped_column(String(64))
    resend_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ResumptionTry(Base):
    """One request for an OTP, counted by what was asked for and by who asked."""

    __tablename__ = "registration_resumption_try"

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    wanted_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    client_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Dossier(Base):
    """A submitted form 01. Personal fields are one ciphertext; person and phone are found by blind index.

    ``kind`` and ``way``: `kinds`. ``school_code`` and ``class_name`` are given with the way "school" alone. A child's dossier names its
    guardian: ``guardian_index`` is the blind index of the guardian's BHXH code, the declared phone is the guardian's.
    ``submission_index`` is the blind index of the idempotency key it was submitted under. ``deadline`` is the last day, on
    Viet Nam's calendar, on which the signed form can be handed in; ``reminded_at`` when the SMS before it was written.
    ``province_code``: the three digits of the agency's province.

    What officers do (`casework`): ``version`` counts every change they make, so that nobody decides what they have not seen;
    ``received_by`` and ``decided_by`` are names of staff; ``due_at`` is when the result must be with the citizen;
    ``name_confirmed``: the officer has compared a name that is nearly the register's. ``result_message`` is the outbox id of the
    SMS that tells the result, ``result_sent_at`` when the gateway took it: the end of the 15 minutes.
    """

    __tablename__ = "registration_dossier"
    __table_args__ = (
        Index("ix_registration_dossier_state_deadline", "state", "deadline"),
        # One index for each way a page of the officers' list is read: newest first within an agency, a province or the whole
        # country, with and without a state (registration.search).
        Index("ix_registration_dossier_agency_time", "agency_code", "declared_at", "id"),
        Index("ix_registration_dossier_agency_state_time", "agency_code", "state", "declared_at", "id"),
        Index("ix_registration_dossier_province_time", "province_code", "declared_at", "id"),
        Index("ix_registration_dossier_province_state_time", "province_code", "state", "declared_at", "id"),
        Index("ix_registration_dossier_time", "declared_at", "id"),
        Index("ix_registration_dossier_state_time", "state", "declared_at", "id"),
        Index("ix_registration_dossier_state_due", "state", "due_at"),
        Index("ix_registration_dossier_received", "received_by", "received_at"),
        Index("ix_registration_dossier_result", "result_sent_at", "decided_at"),
    )

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(16), server_default=Kind.ACCOUNT)
    way: Mapped[str] = mapped_column(String(16), server_default=Way.COUNTER)
    school_code: Mapped[str | None] = mapped_column(String(16), index=True)
    class_name: Mapped[str | None] = mapped_column(String(40))
    agency_code: Mapped[str] = mapped_column(String(5))
    province_code: Mapped[str] = mapped_column(String(3), default=_province_of)
    state: Mapped[str] = mapped_column(String(24))
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[date] = mapped_column(Date)
    photos_completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declaration: Mapped[dict[str, str]] = mapped_column(EncryptedJson("registration_dossier.declaration"))
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    guardian_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    submission_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_by: Mapped[str | None] = mapped_column(String(64))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(64))
    reason_code: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(EncryptedText("registration_dossier.reason"))
    name_confirmed: Mapped[bool] = mapped_column(Boolean, default=False)
    result_message: Mapped[str | None] = mapped_column(String(32))
    result_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


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


class School(Base):
    """A school whose coordinator collects declarations. ``code`` is its unit code at BHXH."""

    __tablename__ = "registration_school"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    agency_code: Mapped[str] = mapped_column(String(5), index=True)


class SchoolClass(Base):
    """A class of a school."""

    __tablename__ = "registration_school_class"

    school_code: Mapped[str] = mapped_column(
        ForeignKey("registration_school.code", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
