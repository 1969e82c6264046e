"""How far a unit's people have come: registered, missing, rejected and why. For coordinators, and officers of the unit's agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.accounts import service as accounts
from backend.registration import search
from backend.registration.search import Progress
from backend.registration.states import NOT_HANDED_IN, State
from backend.units import service
from backend.units.service import ClassRecord, UnitRecord


@dataclass(frozen=True)
class Standing:
    """Somebody of a class. ``state`` None: has not registered. ``printable``: the form can still be handed in through this unit."""

    full_name: str
    state: State | None
    reason: str | None
    used: bool
    listed: bool
    printable: int | None


@dataclass(frozen=True)
class Count:
    """A class in figures. ``missing`` is against the headcount, which may be larger than the roster."""

    one: ClassRecord
    registered: int
    with_account: int
    used: int
    rejected: int

    @property
    def missing(self) -> int:
        return max(0, self.one.headcount - self.registered)


def standings(session: Session, unit: UnitRecord, one: ClassRecord) -> list[Standing]:
    """Everybody on the roster of a class, then those who named the class when they registered and are not on it."""
    roster = service.members(session, one.id)
    known = search.progress(session, [member.code_index for member in roster])
    used = accounts.in_use(session, [member.code_index for member in roster])
    found = []
    for member in roster:
        progress = known.get(member.code_index)
        found.append(_standing(member.full_name, progress, unit, one, used=member.code_index in used, listed=True))
    on_roster = {member.code_index for member in roster}
    others = [each for each in search.through_school(session, unit.code, one.name) if each.code_index not in on_roster]
    latest = {each.code_index: each for each in others}
    return found + [_standing(each.full_name, each, unit, one, used=False, listed=False) for each in latest.values()]


def counts(session: Session, unit: UnitRecord) -> list[Count]:
    """Every class of a unit in figures."""
    rosters = {one.id: service.members(session, one.id) for one in service.classes(session, unit.id)}
    indexes = [member.code_index for roster in rosters.values() for member in roster]
    known, used = search.progress(session, indexes), accounts.in_use(session, indexes)
    through = search.through_school(session, unit.code)
    return [
        _count(one, [member.code_index for member in rosters[one.id]], known, used, through)
        for one in service.classes(session, unit.id)
    ]


def printable(session: Session, unit: UnitRecord, one: ClassRecord) -> list[int]:
    """The dossiers of a class whose forms are still to be signed and handed in through the unit."""
    found = [each for each in search.through_school(session, unit.code, one.name) if each.state in NOT_HANDED_IN]
    return [each.id for each in found]


def _count(
    one: ClassRecord,
    roster: Sequence[bytes],
    known: Mapping[bytes, Progress],
    used: frozenset[bytes],
    through: Sequence[Progress],
) -> Count:
    people = {index: known[index] for index in roster if index in known}
    people |= {each.code_index: each for each in through if each.through and each.through[1] == one.name}
    states = [each.state for each in people.values()]
    return Count(
        one=one,
        registered=len(states),
        with_account=states.count(State.CAP_TK),
        used=len(used.intersection(roster)),
        rejected=states.count(State.TU_CHOI) + states.count(State.HGD_KHONG_TON_TAI),
    )


def _standing(
    full_name: str, progress: Progress | None, unit: UnitRecord, one: ClassRecord, *, used: bool, listed: bool
) -> Standing:
    if progress is None:
        return Standing(full_name, None, None, used, listed, None)
    # What is handed in elsewhere is none of the coordinator's business but for how far it has come.
    ours = progress.through == (unit.code, one.name)
    waits = ours and progress.state in NOT_HANDED_IN
    reason = progress.reason if ours else None
    return Standing(full_name, progress.state, reason, used, listed, progress.id if waits else None)
