"""The table of the directory. Nothing in it is personal data: it holds offices, hospitals, firms and post offices."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Float, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from kit.database import UtcDateTime

Id = BigInteger().with_variant(Integer, "sqlite")


class Kind(StrEnum):
    """What an entry is: one page of `/tra-cuu` each (Công văn 3717/BHXH-CNTT, phần II mục 2)."""

    AGENCY = "agency"
    FACILITY = "facility"
    """A health facility with a BHYT contract."""
    EMPLOYER = "employer"
    COLLECTION_POINT = "collection_point"


class DirectoryEntry(Base):
    """One entry. `code` is unique within its kind; `province_code` has two digits, as on cards, or is empty for the whole country.

    `district` and `commune` are names with their kind ("Quận 5"). `sick_leave`: a facility that issues sick-leave papers (Thông tư
    56/2017/TT-BYT). `latitude` and `longitude` are WGS 84 degrees. `attributes` holds what a page shows beside: `note`, `area`,
    `demo` (invented for the demo). How it is found: `backend.places.index`.
    """

    __tablename__ = "directory_entry"
    __table_args__ = (
        UniqueConstraint("kind", "code", name="uq_directory_entry_kind_code"),
        Index("ix_directory_entry_listing", "kind", "province_code", "district", "name"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Text)
    province_code: Mapped[str] = mapped_column(String(2))
    district: Mapped[str] = mapped_column(Text)
    commune: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    sick_leave: Mapped[bool] = mapped_column(Boolean)
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
