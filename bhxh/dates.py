"""Dates as people in Viet Nam write them, and the two clocks the product uses."""

import re
from datetime import date, datetime, timedelta, timezone

from bhxh.messages import text
from bhxh.numbers import NUMBER, small_number
from bhxh.problems import InvalidValue
from bhxh.text import fold

# Viet Nam has had one offset and no summer time since 1975; a fixed offset needs no time-zone database.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_NUMERIC = re.compile(r"^(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_COMPACT = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_WORDS = re.compile(
    rf"^(?:(?:ngay|mung|mong)\s*){{0,2}}({NUMBER})\s*(?:thang|th|t|[/.\-])\s*({NUMBER})\s*,?\s*(?:nam\s*)?(\d{{4}}|\d{{2}})$"
)


def now() -> datetime:
    """The present in Viet Nam, aware."""
    return datetime.now(VIETNAM)


def utcnow() -> datetime:
    """The present in UTC, aware: what is stored."""
    return datetime.now(timezone.utc)


def age_on(day_of_birth: date, day: date) -> int:
    """Whole years of age on a day."""
    return day.year - day_of_birth.year - ((day.month, day.day) < (day_of_birth.month, day_of_birth.day))


def format_date(day: date) -> str:
    """dd/mm/yyyy, on Viet Nam's calendar when a moment is given."""
    if isinstance(day, datetime):
        day = day.astimezone(VIETNAM).date()
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_moment(moment: datetime) -> str:
    """dd/mm/yyyy HH:MM in Viet Nam."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def parse_date(value: str) -> date:
    """A day written day first: 2/3/1987, 02.03.87, "mùng hai tháng ba năm 1987", 02031987, 1987-03-02.

    Two-digit years are read as the last hundred years. Raises InvalidValue("date.invalid").
    """
    folded = fold(value)
    iso = _ISO.match(folded)
    found = _NUMERIC.match(folded) or _WORDS.match(folded) or _COMPACT.match(folded)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif found:
        day, month, year = small_number(found.group(1)), small_number(found.group(2)), int(found.group(3))
        if len(found.group(3)) == 2:
            year += 2000 if year <= now().year % 100 else 1900
    else:
        raise InvalidValue("date.invalid", text("date.invalid"), "02/03/1987")
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidValue("date.invalid", text("date.no_such_day"), "02/03/1987") from None
