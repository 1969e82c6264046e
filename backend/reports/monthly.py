"""The monthly report to the leadership (Công văn 3717/BHXH-CNTT, mục 5 đ: "Định kỳ, tổng hợp và báo cáo Lãnh đạo ngành"): made when a
month is over, for the whole country, and kept as it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend import audit
from backend.database import Database
from backend.registration.scope import Scope
from backend.reports import build, sms
from backend.reports.build import Span
from backend.reports.models import MonthlyReport
from backend.reports.tables import Table
from bhxh.dates import VIETNAM, utcnow
from sms_gateway.client.desk import Desk


@dataclass(frozen=True)
class Kept:
    """A report that was made: ``month`` "2026-10"."""

    month: str
    made_at: datetime
    tables: tuple[Table, ...]


def make_due(database: Database, desk: Desk, clock: Callable[[], datetime] = utcnow) -> str | None:
    """Make the report of the month before this one, unless it was made; returns the month if it was made now.

    Raises GatewayError while the gateway is away: the next run tries again.
    """
    now = clock()
    span = month_before(now.astimezone(VIETNAM).date())
    month = f"{span.first:%Y-%m}"
    with database.reading() as session:
        if session.get(MonthlyReport, month) is not None:
            return None
        tables = build.build(session, Scope(None), span, now).tables
    figures = [table.as_json() for table in (*tables, *sms.tables(desk, span.since, span.until))]
    try:
        with database.begin() as session:
            session.add(MonthlyReport(month=month, made_at=now, figures={"tables": figures}))
            session.flush()
            audit.record(session, actor="worker", action="report.monthly", details={"month": month})
    except IntegrityError:  # another worker made it in the same moment
        return None
    return month


def month_before(day: date) -> Span:
    """The calendar month before that of a day."""
    last = day.replace(day=1) - timedelta(days=1)
    return Span(last.replace(day=1), last)


def months(session: Session) -> list[str]:
    """Those kept, the newest first."""
    return list(session.scalars(select(MonthlyReport.month).order_by(MonthlyReport.month.desc())))


def written(month: str) -> str:
    """A month that is kept as "2026-10", as people write it: "10/2026"."""
    year, _, number = month.partition("-")
    return f"{number}/{year}"


def kept(session: Session, month: str) -> Kept | None:
    """The report of a month."""
    found = session.get(MonthlyReport, month)
    if found is None:
        return None
    tables: list[dict[str, Any]] = found.figures["tables"]
    return Kept(found.month, found.made_at, tuple(Table.from_json(table) for table in tables))
