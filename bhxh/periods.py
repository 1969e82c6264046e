"""Spans of time as people name them: "năm ngoái", "từ tháng 3 đến nay", "3 tháng gần đây", "tháng 5/2025", "quý 1 năm 2025".

A span is read from a given day. What is named without its year ("tháng 3") is the latest one that has begun.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bhxh.dates import format_date
from bhxh.messages import text as said
from bhxh.numbers import NUMBER, small_number
from bhxh.text import fold

_YEARS_AGO = {"nay": 0, "ngoai": 1, "truoc": 1, "roi": 1, "vua roi": 1, "vua qua": 1, "kia": 2, "kia roi": 2}
_YEAR = r"(?:nam\s+(?:nay|ngoai|truoc|roi|vua roi|vua qua|kia)|(?:nam\s+)?(?:19|20)\d\d)"
_DAY = r"(?:ngay\s+|mung\s+|mong\s+){0,2}\d{1,2}\s*(?:[/.\-]|\s+thang\s+)\s*\d{1,2}(?:\s*(?:[/.\-]|,?\s+nam\s+)\s*(?:(?:19|20)\d\d)|\s+nam\s+(?:nay|ngoai|kia))?"
# "t3", never "t" before a number in words: "thai sản" is no February.
_MONTH = rf"(?:thang\s*{NUMBER}|t\s*\d{{1,2}})(?:\s*[/.\-]\s*(?:19|20)\d\d|\s*,?\s*{_YEAR})?"
_PART = rf"(?:quy\s+(?:[1-4]|mot|hai|ba|bon|tu|i{{1,3}}|iv)|(?:6|sau)\s+thang\s+(?:dau|cuoi)|nua\s+(?:dau|cuoi)|dau|giua|cuoi)\s*[,/]?\s*{_YEAR}|dau\s+nam"
_RELATIVE = (
    r"(?:hom (?:nay|qua|kia)|tuan (?:nay|truoc|roi|vua roi|vua qua)|(?<!may )thang (?:nay|truoc|roi|vua roi|vua qua))"
)
_POINT = rf"(?:{_DAY}|{_PART}|{_RELATIVE}|{_MONTH}|{_YEAR})"
_NOW = r"(?:nay|gio|bay gio|hien nay|hien tai|hom nay)"

_RANGE = re.compile(rf"\b(?:tu\s+)?(?P<a>{_POINT})\s*(?:den|toi|-|–|cho den|cho toi)\s*(?:het\s+)?(?P<b>{_POINT})\b")
_SINCE = re.compile(
    rf"\b(?:tu|ke tu|sau|tinh tu)\s+(?P<a>{_POINT})(?:\s+(?:(?:cho )?(?:den|toi)\s+{_NOW}|tro (?:di|lai|ve day)(?: day)?))?\b"
)
_BEFORE = re.compile(rf"\btruoc\s+(?P<a>{_POINT})\b")
_RECENT = re.compile(
    rf"\b(?:trong\s+)?(?:(?P<n>{NUMBER})|(?P<half>nua))\s+(?P<unit>ngay|tuan|thang|nam)\s+(?:gan (?:day|nhat)|(?:vua )?(?:qua|roi)|tro lai(?: day)?|nay|do lai)\b"
)
_AGO = re.compile(rf"\b(?:cach (?:day|nay)\s+)?(?P<n>{NUMBER})\s+(?P<unit>ngay|tuan|thang|nam)\s+truoc\b")
_ALONE = re.compile(rf"\b(?P<a>{_POINT})\b")
_PART_OF = re.compile(rf"(?P<part>.+?)\s*[,/]?\s*(?P<year>{_YEAR}|nam)$")
_DAY_PARTS = re.compile(r"(\d{1,2})\s*(?:[/.\-]|\s+thang\s+)\s*(\d{1,2})")
_FIGURES_OF_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH_NUMBER = re.compile(rf"(?:thang|t)\s*({NUMBER})")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class Period:
    """From ``since`` to ``until``, both days included; None leaves that end open."""

    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class FoundPeriod:
    """``rest``: the text, folded, without the words of the period."""

    period: Period
    rest: str


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def month(year_number: int, number: int) -> Period:
    """A calendar month."""
    return Period(date(year_number, number, 1), date(year_number, number, monthrange(year_number, number)[1]))


def describe(period: Period) -> str:
    """A span of time as a person would name it: "Năm 2025", "Tháng 3/2025", "Từ 01/03/2025 đến 30/06/2025"."""
    since, until = period.since, period.until
    if since is None or until is None:
        if until is not None:
            return said("period.until", until=format_date(until))
        return said("period.since", since=format_date(since)) if since is not None else said("period.ever")
    if period == year(since.year):
        return said("period.year", year=since.year)
    if period == month(since.year, since.month):
        return said("period.month", month=since.month, year=since.year)
    if since == until:
        return said("period.day", day=format_date(since))
    return said("period.between", since=format_date(since), until=format_date(until))


def find_period(text: str, today: date) -> FoundPeriod | None:
    """The span of time that a text names, seen from ``today``; None when it names none, or one that cannot be."""
    folded = fold(text)
    for pattern, read in _READERS:
        for found in pattern.finditer(folded):
            period = read(found, today)
            if period is not None:
                return FoundPeriod(period, " ".join(f"{folded[: found.start()]} {folded[found.end() :]}".split()))
    return None


def _range(found: re.Match[str], today: date) -> Period | None:
    first, last = _point(found["a"], today), _point(found["b"], today)
    if first is None or last is None or first.since is None or last.until is None:
        return None
    if first.since > last.until and not _FIGURES_OF_YEAR.search(found["a"]):
        # "từ tháng 10 đến tháng 2 năm nay": the first one is that of the year before.
        first = _point(found["a"], last.until)
    elif not _names_year(found["a"]) and _names_year(found["b"]):
        first = _point(found["a"], last.until)  # "từ tháng 3 đến tháng 6 năm 2024": both are of 2024
    if first is None or first.since is None or first.since > last.until:
        return None
    return Period(first.since, last.until)


def _since(found: re.Match[str], today: date) -> Period | None:
    first = _point(found["a"], today)
    if first is None or first.until is None or first.since is None:
        return None
    after = found.group().startswith("sau")
    return Period(first.until + timedelta(days=1) if after else first.since, today)


def _before(found: re.Match[str], today: date) -> Period | None:
    first = _point(found["a"], today)
    return None if first is None or first.since is None else Period(None, first.since - timedelta(days=1))


def _recent(found: re.Match[str], today: date) -> Period | None:
    months = {"thang": 1, "nam": 12}
    unit = found["unit"]
    if found["half"]:
        return Period(_months_before(today, 6), today) if unit == "nam" else Period(today - timedelta(days=15), today)
    count = small_number(found["n"])
    if unit in months:
        return Period(_months_before(today, count * months[unit]), today)
    return Period(today - timedelta(days=count * (7 if unit == "tuan" else 1)), today)


def _ago(found: re.Match[str], today: date) -> Period | None:
    count, unit = small_number(found["n"]), found["unit"]
    if unit == "nam":
        return year(today.year - count)
    if unit == "thang":
        day = _months_before(today, count)
        return month(day.year, day.month)
    if unit == "tuan":
        return _week(today - timedelta(weeks=count))
    day = today - timedelta(days=count)
    return Period(day, day)


def _alone(found: re.Match[str], today: date) -> Period | None:
    return _point(found["a"], today)


_READERS: tuple[tuple["re.Pattern[str]", Callable[["re.Match[str]", date], "Period | None"]], ...] = (
    (_RANGE, _range),
    (_RECENT, _recent),
    (_SINCE, _since),
    (_AGO, _ago),
    (_BEFORE, _before),
    (_ALONE, _alone),
)


def _point(words: str, today: date) -> Period | None:
    """A day, a month, a year, or a part of a year."""
    try:
        return _read_point(words, today)
    except ValueError:  # "tháng 13", "ngày 31/2"
        return None


def _read_point(words: str, today: date) -> Period | None:
    if (relative := _relative(words, today)) is not None:
        return relative
    if re.fullmatch(_YEAR, words):
        return year(_year_of(words, today))
    if re.fullmatch(_DAY, words):
        return _day(words, today)
    part = _PART_OF.fullmatch(words)
    if re.fullmatch(_MONTH, words):
        number = small_number(_MONTH_NUMBER.findall(words)[0])
        named = _year_of(words, today) if _names_year(words) else today.year - (number > today.month)
        return month(named, number)
    return _part_of_year(part["part"], _year_of(part["year"], today)) if part else None


def _names_year(words: str) -> bool:
    return bool(
        _FIGURES_OF_YEAR.search(words) or re.search(r"\bnam (?:nay|ngoai|truoc|roi|vua roi|vua qua|kia)\b", words)
    )


def _year_of(words: str, today: date) -> int:
    figures = _FIGURES_OF_YEAR.search(words)
    if figures:
        return int(figures.group())
    if words == "nam":  # "từ đầu năm"
        return today.year
    return today.year - _YEARS_AGO[words.rpartition("nam ")[2].strip()]


def _relative(words: str, today: date) -> Period | None:
    head, _, which = words.partition(" ")
    if head == "hom":
        day = today - timedelta(days={"nay": 0, "qua": 1, "kia": 2}[which])
        return Period(day, day)
    if head == "tuan":
        return _week(today if which == "nay" else today - timedelta(weeks=1))
    if head == "thang" and which == "nay":
        return month(today.year, today.month)
    if head == "thang" and which in {"truoc", "roi", "vua roi", "vua qua"}:
        day = _months_before(today, 1)
        return month(day.year, day.month)
    return None


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def _day(words: str, today: date) -> Period | None:
    found = _DAY_PARTS.search(words)
    if found is None:
        return None
    number, of_month = int(found[1]), int(found[2])
    if _names_year(words):
        day = date(_year_of(words, today), of_month, number)
    else:
        day = date(today.year, of_month, number)
        if day > today:
            day = date(today.year - 1, of_month, number)
    return Period(day, day)


def _part_of_year(part: str, number: int) -> Period | None:
    first, last = 1, 12
    if part.startswith("quy"):
        name = part.rsplit(maxsplit=1)[-1]
        quarter = _QUARTERS.get(name) or small_number(name)
        first, last = quarter * 3 - 2, quarter * 3
    elif part in {"dau", "giua", "cuoi"}:
        first, last = {"dau": (1, 4), "giua": (5, 8), "cuoi": (9, 12)}[part]
    else:
        first, last = (1, 6) if part.endswith("dau") else (7, 12)
    return Period(date(number, first, 1), month(number, last).until)


def _months_before(day: date, count: int) -> date:
    """The same day of an earlier month, or that month's last one."""
    index = day.year * 12 + day.month - 1 - count
    of_year, of_month = divmod(index, 12)
    return date(of_year, of_month + 1, min(day.day, monthrange(of_year, of_month + 1)[1]))
