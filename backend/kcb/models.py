"""The table of visits to health facilities (sổ khám chữa bệnh)."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedJson


class KcbVisit(Base):
    """One visit. Only whose it is and its year are readable; facility, dates, diagnosis and costs are in `details`.

    `source_index` is the blind index of the facility's own number of it (MA_CSKCB and MA_LK), by which an import finds it again;
    `source_digest` a keyed hash of the row that last wrote it.
    """

    __tablename__ = "kcb_visit"
    __table_args__ = (Index("ix_kcb_visit_person_id_year", "person_id", "year"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("kcb_visit.details"))
    source_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    source_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
