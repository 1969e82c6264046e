"""The roll-out as Công văn 222/CV-BHXH reports it: how many of a unit's people have installed and use the application, of how many, in per
cent, staff and pupils apart, as of a day and against a deadline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from backend.accounts import statistics as accounts
from backend.registration import statistics as registration
from backend.registration.scope import Scope
from backend.reports import headcounts
from backend.reports.linked import Linked
from backend.reports.percent import percent
from backend.reports.suppression import K
from backend.units import service as units
from bhxh.text import fold


@dataclass(frozen=True)
class Line:
    """One unit's group. ``installed`` None: left out, a small group. ``own``: counted by us from first log-ins, not reported."""

    unit_code: str
    unit_name: str
    agency_code: str
    group: str
    installed: int | None
    total: int
    as_of: date
    deadline: date | None
    own: bool

    @property
    def share(self) -> Decimal | None:
        return None if self.installed is None else percent(self.installed, self.total)


@dataclass(frozen=True)
class Sum:
    """A group over all units of the report, as the letter sums it up; ``installed`` None: left out."""

    group: str
    installed: int | None
    total: int
    as_of: date
    deadline: date | None

    @property
    def share(self) -> Decimal | None:
        return None if self.installed is None else percent(self.installed, self.total)


@dataclass(frozen=True)
class Rollout:
    """``lines`` by agency and name; ``sums``: staff, then pupils; ``ranked``: lines told in full, the best share first."""

    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]

    @property
    def ranked(self) -> tuple[Line, ...]:
        told = [line for line in self.lines if line.installed and line.total >= K]
        return tuple(sorted(told, key=lambda line: (-(line.share or 0), -line.total, line.unit_code)))


def rollout(session: Session, scope: Scope, until: datetime, day: date, since: date = date.min) -> Rollout:
    """The roll-out in a scope as of a day; ``until``: the moment that day is over. What was reported before ``since`` is history.

    Units that have their headcounts in `backend.units` are counted by us; others stand as they were reported. A deadline is the reported one.
    """
    lines = _exact(session, scope, until, day, since)
    sums = []
    for group in (registration.STAFF, registration.PUPILS):
        places = [place for place, line in enumerate(lines) if line.group == group]
        if places:
            installed = leave_out(lines, places)
            sums.append(_sum(group, installed, [lines[place] for place in places]))
    return Rollout(tuple(lines), tuple(sums))


def _exact(session: Session, scope: Scope, until: datetime, day: date, since: date) -> list[Line]:
    """Every line with its true number."""
    reported = headcounts.latest(session, scope, day)
    # A class that was counted later than that day belongs to no report of it.
    deadlines = {(row.unit_code, row.group): row.deadline for row in reported}
    using = _Using(session, scope, until)
    lines = []
    for unit in units.units(session, scope):
        people = units.codes_of(session, unit.id)
        counted = [one for one in units.classes(session, unit.id) if one.as_of <= day]
        for group, wanted in ((registration.STAFF, "staff"), (registration.PUPILS, "pupil")):
            if total := sum(one.headcount for one in counted if one.group.value == wanted):
                mine = using.of(unit.code, group, [index for its, index in people if its.value == wanted])
                deadline = deadlines.get((unit.code, group))
                lines.append(
                    Line(unit.code, unit.name, unit.agency_code, group, min(mine, total), total, day, deadline, True)
                )
    ours = {(line.unit_code, line.group) for line in lines}
    for row in reported:
        if (row.unit_code, row.group) not in ours and row.as_of >= since:
            own = row.installed is None
            many = min(using.of(row.unit_code, row.group, ()), row.total) if row.installed is None else row.installed
            as_of = day if own else row.as_of
            lines.append(
                Line(
                    row.unit_code, row.unit_name, row.agency_code, row.group, many, row.total, as_of, row.deadline, own
                )
            )  # fmt: skip
    return sorted(
        lines,
        key=lambda line: (line.agency_code, fold(line.unit_name), line.unit_code, line.group != registration.STAFF),
    )


class _Using:
    """Who has logged in: those on a unit's roster, and those whose account was given through the unit or by the agency of that code."""

    def __init__(self, session: Session, scope: Scope, until: datetime) -> None:
        self._session = session
        self._until = until
        self._holders: dict[tuple[str, str], set[bytes]] = {}
        for holder in registration.holders(session, scope, until):
            key = (holder.school_code or holder.agency_code, holder.group)
            self._holders.setdefault(key, set()).add(holder.code_index)

    def of(self, unit: str, group: str, roster: Sequence[bytes]) -> int:
        """How many of a unit's group."""
        people = self._holders.get((unit, group), set()).union(roster)
        return len(accounts.used(self._session, sorted(people), self._until))


def leave_out(lines: list[Line], places: list[int]) -> int | None:
    """Leaves out of a group's lines what has to be, in place; returns their sum, None when it must not be told."""
    linked = Linked()
    figures = {place: linked.add(lines[place].installed or 0, of=lines[place].total) for place in places}
    installed, total = (
        sum(lines[place].installed or 0 for place in places),
        sum(lines[place].total for place in places),
    )
    whole = linked.add(installed, of=total)
    linked.total([*figures.values()], whole)
    left_out = linked.left_out()
    for place, number in figures.items():
        if number in left_out:
            lines[place] = replace(lines[place], installed=None)
    return None if whole in left_out else installed


def _sum(group: str, installed: int | None, lines: list[Line]) -> Sum:
    total = sum(line.total for line in lines)
    deadlines = [line.deadline for line in lines if line.deadline is not None]
    return Sum(group, installed, total, max(line.as_of for line in lines), max(deadlines, default=None))
