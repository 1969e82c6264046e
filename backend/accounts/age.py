"""How old a password may become: six months (Công văn 330/UBND-VX and 3717/BHXH-CNTT: changed "ít nhất 06 (sáu) tháng một lần")."""

from calendar import monthrange
from datetime import date, datetime
from typing import Final

from bhxh.dates import VIETNAM

MONTHS: Final = 6


def last_day(password_at: datetime) -> date:
    """The last day, on Viet Nam's calendar, on which a password of that moment is good: the same day six months later, or the
    month's last where it has none such."""
    chosen = password_at.astimezone(VIETNAM).date()
    months = chosen.year * 12 + chosen.month - 1 + MONTHS
    year, month = divmod(months, 12)
    return date(year, month + 1, min(chosen.day, monthrange(year, month + 1)[1]))


def too_old(password_at: datetime, now: datetime) -> bool:
    """Whether another must be chosen before anything else."""
    return now.astimezone(VIETNAM).date() > last_day(password_at)
