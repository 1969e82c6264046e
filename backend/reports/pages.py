"""`/bao-cao`: figures in the reader's scope, as a page and as files; headcounts; monthly reports. Every look is audited."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend import audit
from backend.database import Database
from backend.declined import Declined
from backend.printing import press
from backend.registration.agencies import agencies
from backend.registration.scope import Scope
from backend.reports import build, draw, files, headcounts, monthly, sms
from backend.reports.build import Span
from backend.reports.headcounts import Imported
from backend.reports.rollout import Rollout
from backend.reports.suppression import K
from backend.reports.tables import Table, shown
from backend.sms_console.desk import desk
from backend.staff.guard import Section, may, staff
from backend.staff.roles import Permission
from backend.staff.views import page, problem_page
from bhxh.dates import VIETNAM, format_date, parse_date, utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue
from sms_gateway.client import GatewayError

section = Section("reports", "/bao-cao")
section.link("", "report.title", Permission.REPORTS)

_READ: Final = may(Permission.REPORTS)
_IMPORT: Final = may(Permission.HEADCOUNTS)
_MONTHLY: Final = may(Permission.REPORTS_MONTHLY)
_LONGEST: Final = timedelta(days=366)
_UPLOAD: Final = headcounts.MOST_BYTES + (64 << 10)
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EXTENSION: Final = "bhxh.reports"


def install(app: Flask, database: Database) -> None:
    """Give this application's reports their database; `section` is registered by the caller."""
    app.extensions[_EXTENSION] = database
    app.jinja_env.filters["month_of_report"] = monthly.written
    app.jinja_env.filters["report_cell"] = lambda cell, column: shown(column.kind, cell)


@section.page("", _READ)
def show() -> Response:
    """All tables of a span, with charts."""
    try:
        span = _span()
    except InvalidValue:
        return make_response(_page(_this_month(), text("report.span_wrong")), HTTPStatus.UNPROCESSABLE_ENTITY)
    return make_response(_page(span))


@section.page("/bao-cao.xlsx", _READ)
def xlsx() -> Response:
    """The same as a workbook."""
    tables, _ = _tables(_span_or_this_month(), "report.xlsx")
    return _file(files.as_xlsx(text("report.title"), tables), _XLSX, "bao-cao.xlsx")


@section.page("/bao-cao.pdf", _READ)
def pdf() -> Response:
    """The same on paper."""
    span = _span_or_this_month()
    tables, _ = _tables(span, "report.pdf")
    title = f"{text('report.title')}: {format_date(span.first)} – {format_date(span.last)}"
    return _printed(tables, title, "bao-cao.pdf", utcnow())


@section.page("/<int:place>.csv", _READ)
def csv(place: int) -> Response:
    """One table of it, counted from 1."""
    tables, _ = _tables(_span_or_this_month(), "report.csv")
    if not 1 <= place <= len(tables):
        return problem_page(HTTPStatus.NOT_FOUND, text("site.missing"))
    return _file(files.as_csv(tables[place - 1]), "text/csv; charset=utf-8", f"bao-cao-{place}.csv")


@section.page("/si-so", _IMPORT)
def import_form() -> str:
    """The form for headcounts."""
    return _import_page(None, None)


@section.page("/si-so", _IMPORT, methods=("POST",), limit=_UPLOAD)
def import_send() -> BaseResponse:
    """All rows or none."""
    sent = request.files.get("file")
    data = sent.stream.read(headcounts.MOST_BYTES + 1) if sent is not None else b""
    try:
        with _database().begin() as session:
            done = headcounts.load(session, data, _scope(), staff().actor, utcnow())
    except Declined as declined:
        return make_response(_import_page(None, declined.detail), HTTPStatus.UNPROCESSABLE_ENTITY)
    if done.errors:
        return make_response(_import_page(done, None), HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("reports.import_form", da_nhap=done.rows), HTTPStatus.SEE_OTHER)


@section.page("/thang/<month>", _MONTHLY)
def month(month: str) -> Response:
    """A monthly report, as it was made."""
    found = _kept(month)
    if found is None:
        return problem_page(HTTPStatus.NOT_FOUND, text("report.monthly_unknown"))
    return make_response(page("reports/month.html", kept=found, k=K, made_at=_moment(found.made_at)))


@section.page("/thang/<month>.xlsx", _MONTHLY)
def month_xlsx(month: str) -> Response:
    """The same as a workbook."""
    found = _kept(month)
    if found is None:
        return problem_page(HTTPStatus.NOT_FOUND, text("report.monthly_unknown"))
    return _file(files.as_xlsx(text("report.title"), found.tables), _XLSX, f"bao-cao-{found.month}.xlsx")


@section.page("/thang/<month>.pdf", _MONTHLY)
def month_pdf(month: str) -> Response:
    """The same on paper."""
    found = _kept(month)
    if found is None:
        return problem_page(HTTPStatus.NOT_FOUND, text("report.monthly_unknown"))
    title = text("report.monthly_title", month=monthly.written(found.month))
    return _printed(list(found.tables), title, f"bao-cao-{found.month}.pdf", found.made_at)


def _page(span: Span, error: str | None = None) -> str:
    tables, spread = _tables(span, "report.read")
    may_see_months = Permission.REPORTS_MONTHLY in staff().permissions
    with _database().reading() as session:
        months = monthly.months(session) if may_see_months else []
    own = staff().agency
    return page(
        "reports/report.html",
        tables=tables,
        bars=draw.bars(spread),
        chart=draw.results(tables),
        span=span,
        first=format_date(span.first),
        last=format_date(span.last),
        scope=agencies()[own].title if own in agencies() else text("report.scope_all"),
        months=months,
        may_see_months=may_see_months,
        error=error,
        gateway_away=not any(table.title == "report.table.sms" for table in tables),
        k=K,
    )


def _tables(span: Span, action: str) -> tuple[list[Table], Rollout]:
    """The tables in the reader's scope; those of SMS, which belong to no agency, for who sees the whole country."""
    with _database().begin() as session:
        report = build.build(session, _scope(), span, utcnow())
        details = {"first": span.first.isoformat(), "last": span.last.isoformat()}
        audit.record(session, actor=staff().actor, action=action, details=details)
    tables = list(report.tables)
    if staff().agency is None:
        with suppress(GatewayError):  # said on the page; the other tables do not wait for the gateway
            tables.extend(sms.tables(desk(), span.since, span.until))
    return tables, report.rollout


def _kept(month: str) -> monthly.Kept | None:
    with _database().begin() as session:
        found = monthly.kept(session, month[:7])
        if found is not None:
            audit.record(session, actor=staff().actor, action="report.monthly_read", details={"month": found.month})
    return found


def _printed(tables: list[Table], title: str, name: str, made_at: datetime) -> Response:
    if press.unavailable():
        return problem_page(HTTPStatus.SERVICE_UNAVAILABLE, text("report.no_pdf"))
    html = page("reports/print.html", tables=tables, title=title, k=K, made_at=_moment(made_at))
    return _file(files.as_pdf(html), "application/pdf", name)


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type=kind)


def _import_page(done: Imported | None, problem: str | None) -> str:
    rows = request.args.get("da_nhap", "")
    return page(
        "reports/headcounts.html",
        columns=", ".join(headcounts.COLUMNS),
        done=done,
        problem=problem,
        imported=rows if rows.isdecimal() and len(rows) < 7 else None,
    )


def _span() -> Span:
    """The days asked for. Raises InvalidValue."""
    asked = request.args
    if "tu" not in asked and "den" not in asked:
        return _this_month()
    span = Span(parse_date(asked.get("tu", "")), parse_date(asked.get("den", "")))
    if not span.first <= span.last <= span.first + _LONGEST or span.first.year < 2000 or span.last.year > 2100:
        raise InvalidValue("report.span", text("report.span_wrong"))
    return span


def _span_or_this_month() -> Span:
    try:
        return _span()
    except InvalidValue:
        return _this_month()


def _this_month() -> Span:
    today: date = utcnow().astimezone(VIETNAM).date()
    return Span(today.replace(day=1), today)


def _moment(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def _scope() -> Scope:
    return Scope(staff().agency)


def _database() -> Database:
    found: Database = current_app.extensions[_EXTENSION]
    return found
