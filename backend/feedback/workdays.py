"""Working days of Viet Nam: Monday to Friday without public holidays (Bộ luật Lao động 2019, Điều 112), the days in lieu of one
that falls on a weekend among them."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from holidays import HolidayBase, country_holidays

from bhxh.dates import VIETNAM

CLOSING: Final = time(17, 0)
"""When an agency closes, and with it a deadline's last day."""

_SATURDAY: Final = 5


@lru_cache(maxsize=1)
def _holidays() -> HolidayBase:
    return country_holidays("VN")


def is_working_day(day: date) -> bool:
    """Whether agencies are open on this day."""
    return day.weekday() < _SATURDAY and day not in _holidays()


def after(moment: datetime, days: int) -> datetime:
    """The end of the ``days``-th working day after the day of ``moment``, on Viet Nam's calendar. ``days`` is at least 1."""
    day = moment.astimezone(VIETNAM).date()
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return datetime.combine(day, CLOSING, VIETNAM)


def between(begin: date, end: date) -> int:
    """How many working days lie behind ``begin`` up to and with ``end``; 0 when ``end`` is not later."""
    return sum(is_working_day(begin + timedelta(days=step)) for step in range(1, (end - begin).days + 1))
