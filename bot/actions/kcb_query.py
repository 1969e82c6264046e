"""Which visits of the KCB book a sentence asks for: a span of time, a facility, the latest one."""

from dataclasses import dataclass, replace
from typing import Any

from backend.client import KcbWanted
from bhxh.facilities import find_facility
from bhxh.phrases import LATEST_VISIT
from bot.actions.said import Said
from bot.actions.span import span_of

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
        since, until = span_of(said, rest)
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
