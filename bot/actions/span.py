"""Which span of time a sentence names: ``since`` and ``until`` as ISO dates or ``[NGAY_n]``, None where an end is open."""

import re
from datetime import date

from bhxh.dates import now
from bhxh.periods import find_period
from bhxh.text import fold
from bot.actions.said import HANDLE, Said

Span = tuple[str | None, str | None]

_UNTIL = re.compile(r"\b(?:den|toi|truoc|cho den|cho toi)\s+(?:het\s+)?(?:ngay\s+)?$")
_SINCE = re.compile(r"\b(?:tu|ke tu|sau)\s+(?:ngay\s+)?$")


def span_of(said: Said, rest: str | None = None) -> Span:
    """The span in a message; ``rest``: its text without what is no time, when something of it was taken already."""
    return _days(said) or _period(said.text if rest is None else rest, now().date())


def _period(text: str, today: date) -> Span:
    found = find_period(HANDLE.sub(" ", text), today)
    if found is None:
        return None, None
    return _iso(found.period.since), _iso(found.period.until)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _days(said: Said) -> Span | None:
    """Whole dates stand behind handles: "từ [NGAY_1] đến [NGAY_2]", "trước [NGAY_1]". None when there are none.

    A date that says when somebody was born is none of what is asked for.
    """
    days = [found for found in HANDLE.finditer(said.text) if found.group(1) == "NGAY"]
    ahead = {found.group(): fold(said.text[: found.start()]) + " " for found in days}
    named = {
        handle: before for handle, before in ahead.items() if not before.rstrip().endswith(("sinh", "sinh ngay", "sn"))
    }
    if not named:
        return None
    first, *more = named
    if more:
        return first, more[0]
    if _SINCE.search(named[first]):
        return first, None
    return (None, first) if _UNTIL.search(named[first]) else (first, first)
