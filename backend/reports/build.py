"""The tables of a report: registrations, roll-out, commendation, feedback. Made for a scope and a span of days, small groups left out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from backend.feedback import statistics as feedback
from backend.feedback.subjects import monitor_text
from backend.registration import statistics as registration
from backend.registration.agencies import agencies
from backend.registration.scope import Scope
from backend.reports import told
from backend.reports.percent import percent
from backend.reports.rollout import Rollout, rollout
from backend.reports.suppression import K
from backend.reports.tables import Cell, Column, Kind, Table
from bhxh.dates import VIETNAM
from bhxh.messages import text

COMMENDED = 10
"""Công văn 3717/BHXH-CNTT, mục 5 đ: those who did best are commended. How many are named is our choice."""

_INSTALLED = (
    Column("report.installed", Kind.NUMBER),
    Column("report.total", Kind.NUMBER),
    Column("report.share", Kind.SHARE),
)
_IN_TIME = (Column("report.as_of", Kind.DAY), Column("report.deadline", Kind.DAY))


@dataclass(frozen=True)
class Span:
    """Days of Viet Nam's calendar, both of them included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time.min, VIETNAM)

    @property
    def until(self) -> datetime:
        """The moment the last day is over."""
        return datetime.combine(self.last + timedelta(days=1), time.min, VIETNAM)


@dataclass(frozen=True)
class Report:
    """Everything but SMS, which the gateway is asked for outside of any transaction."""

    tables: tuple[Table, ...]
    rollout: Rollout


def build(session: Session, scope: Scope, span: Span, now: datetime) -> Report:
    """The report of a scope and span as of ``now``."""
    day = min(span.last, now.astimezone(VIETNAM).date())
    spread = rollout(session, scope, min(span.until, now), day, span.first)
    owners = feedback.figures(session, scope.agency, span.since, span.until, now, by="province")
    units = feedback.figures(session, scope.agency, span.since, span.until, now, by="monitor")
    by_owner, by_unit = told.of_feedback(owners, units)
    return Report(
        (
            _sums(spread),
            _lines(spread),
            _commended(spread),
            _registrations(registration.by_agency(session, scope, span.since, span.until)),
            _feedback("report.table.feedback_agency", owners, by_owner, lambda key: agencies()[key].name),
            _feedback("report.table.feedback_unit", units, by_unit, monitor_text),
        ),
        spread,
    )


def _sums(spread: Rollout) -> Table:
    columns = (
        Column("report.group", Kind.TEXT),
        *_INSTALLED,
        *_IN_TIME,
    )
    rows = tuple(
        (text(f"report.group.{each.group}"), each.installed, each.total, each.share, each.as_of, each.deadline)
        for each in spread.sums
    )
    return Table("report.table.rollout", columns, rows)


def _lines(spread: Rollout) -> Table:
    columns = (
        Column("report.unit", Kind.TEXT),
        Column("report.agency", Kind.TEXT),
        Column("report.group", Kind.TEXT),
        *_INSTALLED,
        *_IN_TIME,
    )
    rows = tuple(
        (
            line.unit_name,
            agencies()[line.agency_code].name,
            text(f"report.group.{line.group}"),
            line.installed,
            line.total,
            line.share,
            line.as_of,
            line.deadline,
        )
        for line in spread.lines
    )
    return Table("report.table.units", columns, rows)


def _commended(spread: Rollout) -> Table:
    columns = (
        Column("report.rank", Kind.NUMBER),
        Column("report.unit", Kind.TEXT),
        Column("report.group", Kind.TEXT),
        *_INSTALLED,
    )
    rows = tuple(
        (place, line.unit_name, text(f"report.group.{line.group}"), line.installed, line.total, line.share)
        for place, line in enumerate(spread.ranked[:COMMENDED], start=1)
    )
    return Table("report.table.commended", columns, rows)


def _registrations(figures: list[registration.AgencyFigures]) -> Table:
    columns = (
        Column("report.agency", Kind.TEXT),
        *(Column(f"report.{name}", Kind.NUMBER) for name in told.REGISTRATION),
        Column("report.on_time_share", Kind.SHARE),
    )
    cells = told.registrations(figures)
    rows = tuple(
        (agencies()[each.agency_code].name, *line.values(), _share(line["on_time"], line["late"]))
        for each, line in zip(figures, cells.rows, strict=True)
    )
    total = (text("report.all"), *cells.total.values(), _share(cells.total["on_time"], cells.total["late"]))
    return Table("report.table.registrations", columns, rows, total if rows else None)


def _feedback(title: str, figures: list[feedback.Figures], cells: told.Told, name_of: Callable[[str], str]) -> Table:
    columns = (
        Column("report.by", Kind.TEXT),
        *(Column(f"report.feedback.{name}", Kind.NUMBER) for name in told.FEEDBACK),
        Column("report.feedback.satisfaction", Kind.TEXT),
    )
    rows = tuple(
        (name_of(each.key), *line.values(), _stars(each)) for each, line in zip(figures, cells.rows, strict=True)
    )
    return Table(title, columns, rows, (text("report.all"), *cells.total.values(), "") if rows else None)


def _share(part: int | None, rest: int | None) -> Decimal | None:
    return None if part is None or rest is None else percent(part, part + rest)


def _stars(each: feedback.Figures) -> Cell:
    """The mean rating, of at least k people."""
    if each.satisfaction is None or each.rated < K:
        return None
    mean = Decimal(str(each.satisfaction)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return text("report.stars", stars=str(mean).replace(".", ","))
