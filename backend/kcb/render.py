"""The KCB book as Vietnamese text: short lines, dates dd/mm/yyyy, money as 1.250.000 đ."""

from collections.abc import Sequence

from backend.kcb.visits import Visit, YearSummary
from bhxh.dates import format_date
from bhxh.messages import text

TITLE_LENGTH = 60


def money(amount: int) -> str:
    """Whole đồng with dots between thousands: `1.250.000 đ`."""
    return f"{amount:,}".replace(",", ".") + " đ"


def render_years(years: Sequence[YearSummary]) -> str:
    """The overview: one entry a year."""
    if not years:
        return text("kcb.none")
    lines = [text("kcb.years.head", visits=sum(year.visits for year in years), years=len(years))]
    lines += [
        text(
            "kcb.years.line",
            year=year.year,
            visits=year.visits,
            total=money(year.total),
            insurance=money(year.insurance),
            paid=money(year.copay + year.self_pay),
        )
        for year in years
    ]
    return "\n".join(lines)


def render_visits(visits: Sequence[Visit], year: int | None = None) -> str:
    """The visits of one year, numbered as the buttons below them are. `year` is named when there are none."""
    if not visits:
        return text("kcb.none") if year is None else text("kcb.none_in_year", year=year)
    lines = [text("kcb.visits.head", year=visits[0].year, visits=len(visits))]
    lines += [
        text(
            "kcb.visits.line",
            number=number,
            dates=_dates(visit),
            facility=visit.facility,
            province=visit.province,
            diagnosis=visit.diagnosis,
            icd10=visit.icd10,
            total=money(visit.total),
            insurance=money(visit.insurance),
            paid=money(visit.copay + visit.self_pay),
        )
        for number, visit in enumerate(visits, start=1)
    ]
    return "\n".join(lines)


def render_visit(visit: Visit) -> str:
    """One visit in full: where, when, why, and who paid what."""
    lines = [
        text("kcb.visit.facility", facility=visit.facility, province=visit.province),
        text("kcb.visit.department", department=visit.department, care=visit.care),
        text("kcb.visit.dates", admitted=format_date(visit.admitted), discharged=format_date(visit.discharged)),
        text("kcb.visit.paid_on", paid_on=format_date(visit.paid_on)),
        text("kcb.visit.diagnosis", diagnosis=visit.diagnosis, icd10=visit.icd10),
        text("kcb.visit.benefit", percent=visit.benefit_percent),
        text("kcb.visit.costs"),
    ]
    lines += [
        text(
            "kcb.visit.line",
            name=line.name,
            quantity=line.quantity,
            unit=line.unit.lower(),
            unit_price=money(line.unit_price),
            total=money(line.total),
        )
        for line in visit.costs
    ]
    lines += [
        text("kcb.visit.total", total=money(visit.total)),
        text("kcb.visit.insurance", insurance=money(visit.insurance)),
        text("kcb.visit.copay", copay=money(visit.copay)),
        text("kcb.visit.self_pay", self_pay=money(visit.self_pay)),
    ]
    if visit.other:
        lines.append(text("kcb.visit.other", other=money(visit.other)))
    lines.append(text("kcb.visit.wrong"))
    return "\n".join(lines)


def year_title(year: YearSummary) -> str:
    """A year as a button's title."""
    return text("kcb.title.year", year=year.year, visits=year.visits)


def visit_title(visit: Visit) -> str:
    """A visit as a button's title, at most `TITLE_LENGTH` characters."""
    title = text("kcb.title.visit", date=format_date(visit.admitted), facility=visit.facility)
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1].rstrip() + "…"


def _dates(visit: Visit) -> str:
    if visit.discharged == visit.admitted:
        return format_date(visit.admitted)
    return f"{format_date(visit.admitted)} – {format_date(visit.discharged)}"
