"""`/tong-dai/giam-sat/gio`: the supervisor keeps the hotline's opening hours."""

from datetime import date
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.staff.guard import staff
from backend.staff.views import page
from backend.supervision import hours
from backend.supervision.desk import WATCH, database, section, typed
from bhxh.dates import VIETNAM, utcnow
from bhxh.messages import text
from bhxh.text import clean


@section.page("/gio", WATCH)
def opening() -> str:
    """The week, days with hours of their own, and the queue's limit."""
    return _opening()


@section.page("/gio", WATCH, methods=("POST",))
def keep_opening() -> BaseResponse | tuple[str, int]:
    """The week from now on."""
    try:
        week = [_span(f"opens-{weekday}", f"closes-{weekday}") for weekday in range(7)]
        limit = typed("queue_limit", 6) or "0"
        with database().begin() as session:
            hours.keep_week(
                session,
                week,
                holidays_closed=request.form.get("holidays_closed") == "1",
                queue_limit=int(limit) if limit.isascii() and limit.isdigit() else -1,
                actor=staff().actor,
            )
    except Declined as declined:
        return _opening(declined), HTTPStatus.UNPROCESSABLE_ENTITY
    return _back()


@section.page("/gio/ngay", WATCH, methods=("POST",))
def keep_own_day() -> BaseResponse | tuple[str, int]:
    """A day with hours of its own."""
    try:
        day = _day(typed("day", 10))
        span = _span("opens", "closes")
        with database().begin() as session:
            hours.keep_day(session, day, span, clean(typed("note", 100)), actor=staff().actor)
    except Declined as declined:
        return _opening(declined), HTTPStatus.UNPROCESSABLE_ENTITY
    return _back()


@section.page("/gio/ngay/xoa", WATCH, methods=("POST",))
def forget_own_day() -> BaseResponse | tuple[str, int]:
    """The day is again as the week says."""
    try:
        day = _day(typed("day", 10))
    except Declined as declined:
        return _opening(declined), HTTPStatus.UNPROCESSABLE_ENTITY
    with database().begin() as session:
        hours.forget_day(session, day, actor=staff().actor)
    return _back()


def _opening(declined: Declined | None = None) -> str:
    now = utcnow()
    today = now.astimezone(VIETNAM).date()
    with database().reading() as session:
        kept = hours.calendar(session, today)
        days = hours.own_days(session, today)
    return page(
        "supervision/hours.html",
        kept=kept,
        days=days,
        open_now=kept.is_open(now),
        opens_next=kept.opens_next(now),
        clock=_clock,
        closed=hours.CLOSED,
        error=declined.detail if declined else None,
        field=declined.fields[0] if declined and declined.fields else None,
        given=request.form,
    )


def _back() -> BaseResponse:
    return redirect(url_for("supervision.opening"), HTTPStatus.SEE_OTHER)


def _clock(minutes: int) -> str:
    """As a form shows it; the end of the day is 23:59 there, because browsers know no 24:00."""
    return "23:59" if minutes == hours.DAY else f"{minutes // 60:02d}:{minutes % 60:02d}"


def _span(opens: str, closes: str) -> hours.Span:
    """Two times of the form; both empty: closed. Raises Declined."""
    given = typed(opens, 5), typed(closes, 5)
    if given == ("", ""):
        return hours.CLOSED
    begins, ends = (_minutes(written, name) for written, name in zip(given, (opens, closes), strict=True))
    return begins, hours.DAY if ends == hours.DAY - 1 else ends


def _minutes(written: str, field: str) -> int:
    hour, colon, minute = written.partition(":")
    digits = all(part.isascii() and part.isdigit() for part in (hour, minute))
    if not colon or not digits or int(hour) > 23 or int(minute) > 59:
        raise Declined("hours", text("supervision.hours.time_wrong"), (field,))
    return int(hour) * 60 + int(minute)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Declined("day", text("supervision.hours.day_wrong"), ("day",)) from None
