"""Opening hours: the week, days of their own, public holidays, and what citizens are told outside of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from backend.database import Database
from backend.hotline import presence
from backend.supervision import hours, overflow
from backend.supervision.hours import ALWAYS, CLOSED, Calendar, Span
from bhxh.dates import VIETNAM, utcnow
from tests.backend.supervision.conftest import agent, queued

OFFICE: Span = (7 * 60 + 30, 17 * 60)
WEEK = [*[OFFICE] * 5, CLOSED, CLOSED]


def at(written: str) -> datetime:
    return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=VIETNAM)


def test_nothing_kept_is_day_and_night(database: Database, now: datetime) -> None:
    with database.begin() as session:
        calendar = hours.calendar(session)
    assert calendar.is_open(now) and list(calendar.week) == [ALWAYS] * 7


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-11-20 07:29", False, "2026-11-20 07:30"),  # a Friday
        ("2026-11-20 07:30", True, "2026-11-23 07:30"),
        ("2026-11-20 16:59", True, "2026-11-23 07:30"),
        ("2026-11-20 17:00", False, "2026-11-23 07:30"),
        ("2026-11-21 09:00", False, "2026-11-23 07:30"),
        ("2026-04-29 18:00", False, "2026-05-04 07:30"),  # 30/4 and 1/5, then a weekend
        ("2026-12-24 10:00", False, "2026-12-25 07:30"),  # a day of its own: closed
        ("2026-12-26 09:00", True, "2026-12-28 07:30"),  # a Saturday of its own
    ],
)
def test_the_clock(moment: str, is_open: bool, opens: str) -> None:
    days = {date(2026, 12, 24): CLOSED, date(2026, 12, 26): (8 * 60, 12 * 60)}
    calendar = Calendar(WEEK, days, holidays_closed=True, queue_limit=0)
    assert (calendar.is_open(at(moment)), calendar.opens_next(at(moment))) == (is_open, at(opens))


def test_a_hotline_that_never_opens_says_so() -> None:
    assert Calendar([CLOSED] * 7, {}, holidays_closed=False, queue_limit=0).opens_next(at("2026-11-20 07:00")) is None


def test_open_days_of_public_holidays_are_kept() -> None:
    first_of_may = at("2026-05-01 10:00")
    assert Calendar(WEEK, {}, holidays_closed=False, queue_limit=0).is_open(first_of_may)
    own = {date(2026, 5, 1): OFFICE}
    assert Calendar(WEEK, own, holidays_closed=True, queue_limit=0).is_open(first_of_may)


def test_the_truth_is_told(database: Database, now: datetime) -> None:
    local = now.astimezone(VIETNAM)
    with database.begin() as session:
        assert overflow.now_told(session, now).why == "nobody"
        presence.put(session, "tongdai1", True, now)
        assert overflow.now_told(session, now).why is None
        hours.keep_week(session, [ALWAYS] * 7, holidays_closed=False, queue_limit=1, actor="staff:giamsat")
        queued(session, now)
        assert overflow.now_told(session, now).why is None
        queued(session, now)
        assert overflow.now_told(session, now).why == "busy"
        hours.keep_day(session, local.date(), CLOSED, "", actor="staff:giamsat")
        told = overflow.now_told(session, now)
        tomorrow = local.date() + timedelta(days=1)
        assert (told.why, told.opens) == ("closed", tomorrow.strftime("00:00 ngày %d/%m/%Y"))


def form(**changes: str) -> dict[str, str]:
    week = {f"{edge}-{day}": time for day in range(7) for edge, time in (("opens", "07:30"), ("closes", "17:00"))}
    return {**week, "holidays_closed": "1", "queue_limit": "20", **changes}


def test_the_supervisor_keeps_the_hours(app: Flask, database: Database) -> None:
    browser = agent(app, "giamsat")
    changes = {"opens-5": "", "closes-5": "", "opens-6": "00:00", "closes-6": "23:59"}
    assert browser.post("/tong-dai/giam-sat/gio", **form(**changes)).status_code == 303
    day = (utcnow() + timedelta(days=3)).date()
    own = {"day": day.isoformat(), "opens": "08:00", "closes": "11:30", "note": "Họp <b>"}
    assert browser.post("/tong-dai/giam-sat/gio/ngay", **own).status_code == 303
    with database.reading() as session:
        kept = hours.calendar(session)
    assert list(kept.week) == [*[OFFICE] * 5, CLOSED, ALWAYS]
    assert (kept.on(day), kept.holidays_closed, kept.queue_limit) == ((480, 690), True, 20)
    assert "08:00 – 11:30 · Họp &lt;b&gt;" in browser.get("/tong-dai/giam-sat/gio").text
    assert browser.post("/tong-dai/giam-sat/gio/ngay/xoa", day=day.isoformat()).status_code == 303
    with database.reading() as session:
        assert not hours.calendar(session).days


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens-0": "17:00", "closes-0": "07:30"},
        {"opens-0": "07:30", "closes-0": ""},
        {"opens-0": "25:00"},
        {"opens-0": "x:y"},
        {"opens-0": "٠٧:٣٠"},
        {"queue_limit": "-1"},
        {"queue_limit": "99999"},
    ],
)
def test_hours_that_are_none_are_refused(app: Flask, database: Database, wrong: dict[str, str]) -> None:
    assert agent(app, "giamsat").post("/tong-dai/giam-sat/gio", **form(**wrong)).status_code == 422
    with database.reading() as session:
        assert list(hours.calendar(session).week) == [ALWAYS] * 7


def test_a_day_that_is_none_is_refused(app: Flask) -> None:
    browser = agent(app, "giamsat")
    for path in ("ngay", "ngay/xoa"):
        assert browser.post(f"/tong-dai/giam-sat/gio/{path}", day="hôm nay").status_code == 422
