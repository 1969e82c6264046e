"""When the hotline is open: by the day of the week, with days of their own and public holidays. Nothing kept: day and night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from holidays import HolidayBase, country_holidays
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend import audit
from backend.declined import Declined
from backend.supervision.models import HotlineRule, OpeningDay, OpeningHours
from bhxh.dates import VIETNAM
from bhxh.messages import text

DAY: Final = 24 * 60
CLOSED: Final = (0, 0)
ALWAYS: Final = (0, DAY)
MOST_WAITING: Final = 1000
_AHEAD: Final = 60
"""Days ahead in which the next opening is looked for."""

Span = tuple[int, int]
"""Minutes after midnight: from, until."""


@dataclass(frozen=True)
class Calendar:
    """``week``: seven spans from Monday; ``days`` go before them; ``queue_limit`` 0: none."""

    week: Sequence[Span]
    days: Mapping[date, Span]
    holidays_closed: bool
    queue_limit: int

    def on(self, day: date) -> Span:
        """The hours of a day."""
        own = self.days.get(day)
        if own is not None:
            return own
        if self.holidays_closed and day in _holidays():
            return CLOSED
        return self.week[day.weekday()]

    def is_open(self, now: datetime) -> bool:
        """Whether the hotline is open at this moment."""
        local = now.astimezone(VIETNAM)
        opens, closes = self.on(local.date())
        return opens <= local.hour * 60 + local.minute < closes

    def opens_next(self, now: datetime) -> datetime | None:
        """When it opens again for who finds it closed; None: not within two months."""
        local = now.astimezone(VIETNAM)
        for ahead in range(_AHEAD):
            day = local.date() + timedelta(days=ahead)
            opens, closes = self.on(day)
            begins = datetime.combine(day, time(opens // 60 % 24, opens % 60), VIETNAM)
            if opens < closes and begins > local:
                return begins
        return None


@lru_cache(maxsize=1)
def _holidays() -> HolidayBase:
    return country_holidays("VN")


def calendar(session: Session, since: date | None = None) -> Calendar:
    """The hours as kept; of days of their own those from ``since`` on."""
    week = {row.weekday: (row.opens, row.closes) for row in session.scalars(select(OpeningHours))}
    query = select(OpeningDay) if since is None else select(OpeningDay).where(OpeningDay.day >= since)
    days = {row.day: (row.opens, row.closes) for row in session.scalars(query.order_by(OpeningDay.day))}
    rule = session.get(HotlineRule, 1)
    return Calendar(
        [week.get(weekday, ALWAYS) for weekday in range(7)],
        days,
        rule is not None and rule.holidays_closed,
        rule.queue_limit if rule is not None else 0,
    )


def own_days(session: Session, since: date) -> Sequence[OpeningDay]:
    """The days with hours of their own from ``since`` on."""
    return session.scalars(select(OpeningDay).where(OpeningDay.day >= since).order_by(OpeningDay.day)).all()


def keep_week(session: Session, week: Sequence[Span], *, holidays_closed: bool, queue_limit: int, actor: str) -> None:
    """The hours from now on. Raises Declined("hours") for a day that closes before it opens, or ("queue_limit")."""
    for weekday, span in enumerate(week):
        _check(span, f"opens-{weekday}")
    if not 0 <= queue_limit <= MOST_WAITING:
        raise Declined("queue_limit", text("supervision.hours.limit_wrong", most=MOST_WAITING), ("queue_limit",))
    for weekday, (opens, closes) in enumerate(week):
        session.merge(OpeningHours(weekday=weekday, opens=opens, closes=closes))
    session.merge(HotlineRule(id=1, holidays_closed=holidays_closed, queue_limit=queue_limit))
    audit.record(session, actor=actor, action="hotline.hours", details={"week": " ".join(map(_shown, week))})


def keep_day(session: Session, day: date, span: Span, note: str, *, actor: str) -> None:
    """Hours of one day. Raises Declined("hours")."""
    _check(span, "day")
    session.merge(OpeningDay(day=day, opens=span[0], closes=span[1], note=note))
    audit.record(session, actor=actor, action="hotline.day", details={"day": day.isoformat(), "hours": _shown(span)})


def forget_day(session: Session, day: date, *, actor: str) -> None:
    """The day is again as the week says."""
    session.execute(delete(OpeningDay).where(OpeningDay.day == day))
    audit.record(session, actor=actor, action="hotline.day", details={"day": day.isoformat(), "hours": None})


def _check(span: Span, field: str) -> None:
    opens, closes = span
    if span != CLOSED and not 0 <= opens < closes <= DAY:
        raise Declined("hours", text("supervision.hours.order_wrong"), (field,))


def _shown(span: Span) -> str:
    return f"{span[0]}-{span[1]}"
