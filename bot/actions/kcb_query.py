"""Which visits of the KCB book a sentence asks for: a span of time, a facility, the latest one."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from backend.client import KcbWanted
from bhxh.dates import now
from bhxh.facilities import find_facility
from bhxh.periods import find_period
from bhxh.phrases import LATEST_VISIT
from bhxh.text import fold
from bot.actions.said import HANDLE, Said

_UNTIL = re.compile(r"\b(?:den|toi|truoc|cho den|cho toi)\s+(?:het\s+)?(?:ngay\s+)?$")
_SINCE = re.compile(r"\b(?:tu|ke tu|sau)\s+(?:ngay\s+)?$")
_LONGEST = 120


@dataclass(frozen=True)
class KcbQuery:
    """``since``, ``until``: ISO dates or ``[NGAY_n]``; ``facility``: words, which may hold ``[CO_SO_n]``; None where not named."""

    since: str | None = None
    until: str | None = None
    facility: str | None = None
    latest: bool = False

    @classmethod
    def of(cls, said: Said) -> "KcbQuery":
        """What one message names."""
        facility = find_facility(said.text)
        rest = said.text if facility is None else f"{said.text[: facility.start]} {said.text[facility.end :]}"
        since, until = _days(said) or _period(rest, now().date())
        latest = bool(LATEST_VISIT.search(said.folded))
        return cls(since, until, facility.name[:_LONGEST] if facility else None, latest)

    @classmethod
    def kept(cls, slot: Any) -> "KcbQuery":
        """The inverse of `as_wanted`; of an empty slot a query for nothing in particular."""
        return cls(**slot) if isinstance(slot, dict) else cls()

    def as_wanted(self) -> KcbWanted:
        """As the internal API takes it and a slot keeps it."""
        return KcbWanted(since=self.since, until=self.until, facility=self.facility, latest=self.latest)

    @property
    def names_something(self) -> bool:
        """Whether anything was named."""
        return self != KcbQuery()

    def after(self, before: "KcbQuery") -> "KcbQuery":
        """As a follow-up: what is not named now is as it was before ("còn năm nay thì sao?": at the same facility)."""
        if self.latest:
            return replace(self, facility=self.facility or before.facility)
        since, until = (self.since, self.until) if self.since or self.until else (before.since, before.until)
        return KcbQuery(since, until, self.facility or before.facility)


def _period(text: str, today: date) -> tuple[str | None, str | None]:
    found = find_period(HANDLE.sub(" ", text), today)
    if found is None:
        return None, None
    return _iso(found.period.since), _iso(found.period.until)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _days(said: Said) -> tuple[str | None, str | None] | None:
    """Whole dates stand behind handles: "từ [NGAY_1] đến [NGAY_2]", "trước [NGAY_1]". None when there are none.

    A date that says when somebody was born is none of a visit.
    """
    days = [found for found in HANDLE.finditer(said.text) if found.group(1) == "NGAY"]
    ahead = {found.group(): fold(said.text[: found.start()]) + " " for found in days}
    named = {
        handle: before for handle, before in ahead.items() if not before.rstrip().endswith(("sinh", "ngay sinh", "sn"))
    }
    if not named:
        return None
    first, *more = named
    if more:
        return first, more[0]
    if _SINCE.search(named[first]):
        return first, None
    return (None, first) if _UNTIL.search(named[first]) else (first, first)
