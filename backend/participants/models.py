"""The register's tables: a person, cards, participation and benefits. Personal fields are ciphertexts; see docs/architecture.md.

`source_digest` is a keyed hash of the imported row that last wrote a row; `entry_index` is by what an import finds one again (`keys`).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedDate, EncryptedJson, EncryptedText
from kit.database import UtcDateTime

Id = BigInteger().with_variant(Integer, "sqlite")


class Person(Base):
    """One person of the register. `code_index` is the blind index of the BHXH code ("person.bhxh_code").

    `name_birth_index`: that of name and day of birth (`keys.name_birth`); None until `participants.index_names` has filled it in.
    `phone_index`: that of the phone (`keys.phone_index`), filled in likewise.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    bhxh_code: Mapped[str] = mapped_column(EncryptedText("person.bhxh_code"))
    full_name: Mapped[str] = mapped_column(EncryptedText("person.full_name"))
    date_of_birth: Mapped[date] = mapped_column(EncryptedDate("person.date_of_birth"))
    gender: Mapped[str] = mapped_column(EncryptedText("person.gender"))
    personal_id: Mapped[str | None] = mapped_column(EncryptedText("person.personal_id"))
    personal_id_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    name_birth_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText("person.phone"))
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    address: Mapped[str | None] = mapped_column(EncryptedText("person.address"))
    province_code: Mapped[str] = mapped_column(String(2), index=True)
    agency_code: Mapped[str | None] = mapped_column(String(5))
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))

    __table_args__ = (
        # Of children alone: those without a guardian, nearly all, would be entries that nobody looks up.
        Index(
            "ix_person_guardian_id",
            "guardian_id",
            postgresql_where=text("guardian_id IS NOT NULL"),
            sqlite_where=text("guardian_id IS NOT NULL"),
        ),
    )


class ErasedPerson(Base):
    """Somebody who was erased (`removal`). An import leaves them out; nothing else is known of them."""

    __tablename__ = "erased_person"

    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    reason: Mapped[str] = mapped_column(String(16))
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Card(Base):
    """A BHYT card of a person (QĐ 1351/QĐ-BHXH 2015). `number_index`: blind index of the 15 characters ("card.number")."""

    __tablename__ = "card"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(EncryptedText("card.number"))
    number_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    facility: Mapped[str | None] = mapped_column(EncryptedText("card.facility"))
    five_years_from: Mapped[date | None] = mapped_column(Date)
    source_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class Participation(Base):
    """A stretch of paying in. `kind` is one of `bhxh`, `bhtn`, `tnld`, `bhyt`; `details` see `register.ParticipationPeriod`."""

    __tablename__ = "participation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("participation.details"))
    entry_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    source_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class Benefit(Base):
    """A benefit decided. `kind` is one of `mot_lan`, `odts`, `hang_thang`, `that_nghiep`; `details` see `register.BenefitDecision`."""

    __tablename__ = "benefit"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("benefit.details"))
    entry_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    source_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
