"""Tables of units. Names and codes of people are ciphertexts; a person is found by the register's blind index."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, Date, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedText

_ID = BigInteger().with_variant(Integer, "sqlite")


class UnitKind(StrEnum):
    """What a unit is."""

    SCHOOL = "school"
    EMPLOYER = "employer"


class Group(StrEnum):
    """Whom a class counts: staff and pupils are reported apart (Công văn 222/CV-BHXH)."""

    STAFF = "staff"
    PUPIL = "pupil"


class Unit(Base):
    """A school or employer. ``code``: its unit code at BHXH ("TC1502"); ``agency_code``: whose it is."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    agency_code: Mapped[str] = mapped_column(String(5), index=True)
    kind: Mapped[str] = mapped_column(String(16))


class UnitClass(Base):
    """A class of a school, or a part of a unit. ``headcount``: how many people it has, as of a day; the roster may be shorter."""

    __tablename__ = "unit_class"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    unit_id: Mapped[int] = mapped_column(_ID, ForeignKey("unit.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    group: Mapped[str] = mapped_column("people_group", String(8))
    headcount: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[date] = mapped_column(Date)


class UnitMember(Base):
    """Somebody of a class."""

    __tablename__ = "unit_member"
    __table_args__ = (UniqueConstraint("class_id", "code_index"),)

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    class_id: Mapped[int] = mapped_column(_ID, ForeignKey("unit_class.id", ondelete="CASCADE"))
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    full_name: Mapped[str] = mapped_column(EncryptedText("unit_member.full_name"))


class UnitCoordinator(Base):
    """The unit that a coordinator's account is bound to."""

    __tablename__ = "unit_coordinator"

    account_id: Mapped[int] = mapped_column(_ID, ForeignKey("staff_account.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(_ID, ForeignKey("unit.id", ondelete="CASCADE"), index=True)
