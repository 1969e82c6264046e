"""Tables of reports: headcounts that units report, and the monthly reports that were made. No citizen's data is here."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from kit.database import UtcDateTime

_ID = BigInteger().with_variant(Integer, "sqlite")


class Headcount(Base):
    """How many people of one group (`staff`, `pupils`) a unit has on a day, and by when all of them shall use the application.

    `unit_code` is the unit's code at BHXH ("TA1501"), `kind` one of school, agency, unit; `agency_code` the agency it belongs to.
    `installed`: how many have installed and used it, as reported with the headcount; None: counted by us from accounts.
    """

    __tablename__ = "report_headcount"
    __table_args__ = (
        UniqueConstraint("unit_code", "group", "as_of"),
        Index("ix_report_headcount_agency_code_as_of", "agency_code", "as_of"),
    )

    id: Mapped[int] = mapped_column(_ID, primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(16))
    unit_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    agency_code: Mapped[str] = mapped_column(String(5))
    group: Mapped[str] = mapped_column(String(16))
    as_of: Mapped[date] = mapped_column(Date)
    total: Mapped[int]
    installed: Mapped[int | None]
    deadline: Mapped[date | None] = mapped_column(Date)
    imported_by: Mapped[str] = mapped_column(String(128))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MonthlyReport(Base):
    """What was reported to the leadership of one month ("2026-10"), as it was on the day it was made; never made anew."""

    __tablename__ = "report_monthly"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
