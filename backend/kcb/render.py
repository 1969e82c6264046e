"""The KCB book as Vietnamese text: short lines, dates dd/mm/yyyy, money as 1.250.000 đ."""

from collections.abc import Sequence

from backend.kcb.selection import Selected
from backend.kcb.visits import CostLine, Visit, YearSummary
from bhxh.dates import format_date
from bhxh.messages import text
from bhxh.money import in_dong as money
from bhxh.periods import describe, year

TITLE_LENGTH = 60
MOST_SHOWN = 20
"""Visits listed at once, the newest; the sums are those of all."""
MOST_COSTS = 15
"""Lines of one visit's costs; the account's page and its PDF have them all."""


def render_years(years: Sequence[YearSummary]) -> str:
    """The overview: one entry a year."""
    if not years:
        return text("kcb.none")
    lines = [text("kcb.years.head", visits=sum(one.visits for one in years), years=len(years))]
    lines += [
        text(
            "kcb.years.line",
            year=one.year,
            visits=one.visits,
            total=money(one.total),
            insurance=money(one.insurance),
            paid=money(one.copay + one.self_pay),
        )
        for one in years
    ]
    return "\n".join(lines)


def years_table(years: Sequence[YearSummary]) -> tuple[str, list[str], list[list[str]]]:
    """The overview as a table: caption, head, rows."""
    title = text("kcb.years.head", visits=sum(one.visits for one in years), years=len(years))
    head = [text(f"kcb.years.column.{name}") for name in ("year", "visits", "total", "insurance", "paid")]
    rows = [
        [str(one.year), str(one.visits), money(one.total), money(one.insurance), money(one.copay + one.self_pay)]
        for one in years
    ]
    return title, head, rows


def render_visits(selected: Selected) -> str:
    """The visits asked for, numbered as the buttons below them are, after what they cost together."""
    visits, selection = selected.visits, selected.selection
    if selection.latest and visits and not selected.elsewhere:
        return "\n".join([text("kcb.latest"), render_visit(visits[0])])
    lines = [_none_at(selected)] if selected.elsewhere else []
    if visits:
        lines += [_head(selected), *_sums(visits), *map(_line, range(1, MOST_SHOWN + 1), visits)]
        if len(visits) > MOST_SHOWN:
            lines.append(text("kcb.visits.more", count=len(visits) - MOST_SHOWN))
    elif not selected.elsewhere:
        lines.append(
            text("kcb.none") if selection.period is None else text("kcb.none_in", when=describe(selection.period))
        )
    return "\n".join(lines)


def _head(selected: Selected) -> str:
    visits, selection = selected.visits, selected.selection
    if selection.period is not None:
        when = describe(selection.period)
    else:
        when = text("period.ever") if selection.facility or selection.latest else describe(year(visits[0].year))
    if selection.facility and not selected.elsewhere:
        facilities = ", ".join(dict.fromkeys(visit.facility for visit in visits))
        return text("kcb.visits.head_at", when=when, facility=facilities, visits=len(visits))
    return text("kcb.visits.head", when=when, visits=len(visits))


def _none_at(selected: Selected) -> str:
    period = selected.selection.period
    when = text("period.ever") if period is None else describe(period)
    return text("kcb.none_at", when=when, facility=selected.selection.facility)


def _sums(visits: Sequence[Visit]) -> list[str]:
    """What several visits cost together; of a single one the line below says it."""
    if len(visits) == 1:
        return []
    sums = {name: money(sum(getattr(visit, name) for visit in visits)) for name in ("total", "insurance")}
    return [text("kcb.visits.sum", **sums, paid=money(sum(visit.copay + visit.self_pay for visit in visits)))]


def _line(number: int, visit: Visit) -> str:
    return text(
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
    lines += _costs(visit.costs)
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


def _costs(costs: Sequence[CostLine]) -> list[str]:
    """What was given and what it cost. Of very many the dearest: a stay in hospital has hundreds, which nobody reads in a chat."""
    if len(costs) <= MOST_COSTS:
        return [_cost(line) for line in costs]
    dearest = sorted(costs, key=lambda line: line.total, reverse=True)
    rest = dearest[MOST_COSTS:]
    said = text("kcb.visit.rest", count=len(rest), total=money(sum(line.total for line in rest)))
    return [*(_cost(line) for line in dearest[:MOST_COSTS]), said]


def _cost(line: CostLine) -> str:
    """Without the unit price where it does not make up the sum."""
    return text(
        "kcb.visit.line" if line.exactly_priced else "kcb.visit.line_sum",
        name=line.name,
        quantity=line.written_quantity,
        unit=line.unit.lower(),
        unit_price=money(line.unit_price),
        total=money(line.total),
    )


def year_title(summary: YearSummary) -> str:
    """A year as a button's title."""
    return text("kcb.title.year", year=summary.year, visits=summary.visits)


def visit_title(visit: Visit) -> str:
    """A visit as a button's title, at most `TITLE_LENGTH` characters."""
    title = text("kcb.title.visit", date=format_date(visit.admitted), facility=visit.facility)
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1].rstrip() + "…"


def _dates(visit: Visit) -> str:
    if visit.discharged == visit.admitted:
        return format_date(visit.admitted)
    return f"{format_date(visit.admitted)} – {format_date(visit.discharged)}"
