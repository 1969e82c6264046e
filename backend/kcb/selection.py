"""Which visits of a book are asked for: a span of time, a facility, the latest one."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.kcb.visits import Visit
from bhxh.facilities import names_facility
from bhxh.periods import Period


@dataclass(frozen=True)
class Selection:
    """``period`` None: not named. ``facility`` as a person said it ("BV Chợ Rẫy", "bệnh viện huyện", "Khánh Hòa"), "" for any."""

    period: Period | None = None
    facility: str = ""
    latest: bool = False


@dataclass(frozen=True)
class Selected:
    """The visits, newest first. ``elsewhere``: nothing was found at the facility, these are those of the time at others."""

    selection: Selection
    visits: tuple[Visit, ...]
    elsewhere: bool = False


def select_visits(visits: Sequence[Visit], selection: Selection) -> Selected:
    """Of a book's visits, newest first, those that were asked for; without a period or a facility those of the latest year."""
    found = _in_period(visits, selection)
    if selection.facility:
        there = [visit for visit in found if names_facility(selection.facility, visit.facility, visit.province)]
        if not there:
            return Selected(selection, tuple(found), elsewhere=True)
        found = there
    return Selected(selection, tuple(found[:1] if selection.latest else found))


def _in_period(visits: Sequence[Visit], selection: Selection) -> list[Visit]:
    period = selection.period
    if period is not None:
        return [visit for visit in visits if period.holds(visit.admitted)]
    if selection.facility or selection.latest:
        return list(visits)
    return [visit for visit in visits if visit.year == visits[0].year]
