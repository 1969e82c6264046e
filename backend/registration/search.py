"""The officers' list of dossiers: found by what they search for, newest first, a page at a time.

A page is read by key, never by offset: each combination of scope and state has an index that is already in the list's order,
and the next page begins behind the last row shown. Several states are as many short reads, merged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from typing import Any, Final

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from backend.participants.register import code_index
from backend.registration.kinds import Kind
from backend.registration.models import Dossier
from backend.registration.scope import Scope
from backend.registration.states import NOT_HANDED_IN, State
from bhxh.dates import VIETNAM

PAGE: Final = 25
_IN_ONE_QUERY: Final = 500
UNDECIDED: Final = (State.DA_TIEP_NHAN, State.HOP_LE)
"""Handed in, and the citizen has no result yet."""

SITUATIONS: Final[dict[str, tuple[State, ...]]] = {
    "not_handed_in": NOT_HANDED_IN,
    "child": (State.CHO_XAC_MINH,),
    "undecided": UNDECIDED,
    "overdue": UNDECIDED,
    "decided": (State.CAP_TK, State.HGD_KHONG_TON_TAI, State.TU_CHOI),
}
"""Tình trạng: where the work stands, each with the states (trạng thái) it covers. ``overdue``: more than 15 minutes;
``child``: a child's that is complete, for which nobody comes."""


@dataclass(frozen=True)
class Wanted:
    """What is searched for; None: anything. ``number`` and ``bhxh_code`` in normal form; the days are days of declaration."""

    number: str | None = None
    bhxh_code: str | None = None
    since: date | None = None
    until: date | None = None
    situation: str | None = None
    state: State | None = None


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    id: int
    number: str
    full_name: str
    agency_code: str
    state: State
    kind: Kind
    declared_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Key:
    """Where a page ended: the next one is older than this."""

    declared_at: datetime
    id: int


@dataclass(frozen=True)
class Found:
    """A page. ``next``: where the following one begins, None at the end."""

    rows: tuple[Row, ...]
    next: Key | None


def find(session: Session, scope: Scope, wanted: Wanted, now: datetime, before: Key | None = None) -> Found:
    """A page of the dossiers within a scope, newest first."""
    if wanted.number is not None or wanted.bhxh_code is not None:
        return _found(_named(session, scope, wanted, now), PAGE * 20)
    base = _narrowed(_in_scope(select(Dossier), scope), wanted, now)
    if before is not None:
        older = and_(Dossier.declared_at == before.declared_at, Dossier.id < before.id)
        base = base.where(or_(Dossier.declared_at < before.declared_at, older))
        base = base.where(Dossier.declared_at <= before.declared_at)
    states = _states(wanted)
    queries = [base] if states is None else [base.where(Dossier.state == state) for state in states]
    return _found(_newest(session, queries, PAGE + 1), PAGE)


def next_undecided(session: Session, scope: Scope, after: int | None = None) -> int | None:
    """The dossier whose 15 minutes end first, of those that wait for an officer; ``after``: not that one."""
    query = _in_scope(select(Dossier.id), scope).where(Dossier.state == State.DA_TIEP_NHAN)
    if after is not None:
        query = query.where(Dossier.id != after)
    found: int | None = session.scalar(query.order_by(Dossier.due_at, Dossier.id).limit(1))
    return found


@dataclass(frozen=True)
class Progress:
    """How far somebody's registration has come. ``through``: unit code of the school it is handed in through, with its class."""

    id: int
    code_index: bytes
    full_name: str
    state: State
    declared_at: datetime
    reason: str | None
    through: tuple[str, str] | None


def progress(session: Session, code_indexes: Sequence[bytes]) -> dict[bytes, Progress]:
    """The latest dossier of each of these people (blind indexes of BHXH codes) who has one."""
    found: dict[bytes, Progress] = {}
    for start in range(0, len(code_indexes), _IN_ONE_QUERY):
        some = code_indexes[start : start + _IN_ONE_QUERY]
        query = select(Dossier).where(Dossier.code_index.in_(some)).order_by(Dossier.declared_at, Dossier.id)
        found |= {dossier.code_index: _progress(dossier) for dossier in session.scalars(query)}
    return found


def of_person(session: Session, index: bytes, most: int = 5) -> list[Row]:
    """The latest dossiers of whoever's BHXH code has this blind index, the newest first."""
    query = select(Dossier).where(Dossier.code_index == index).order_by(Dossier.declared_at.desc(), Dossier.id.desc())
    return [_row(dossier) for dossier in session.scalars(query.limit(most))]


def through_school(session: Session, school_code: str, class_name: str | None = None) -> list[Progress]:
    """The dossiers that are handed in through a school, of one class or of all, oldest first."""
    query = select(Dossier).where(Dossier.school_code == school_code).order_by(Dossier.declared_at, Dossier.id)
    if class_name is not None:
        query = query.where(Dossier.class_name == class_name)
    return [_progress(dossier) for dossier in session.scalars(query)]


def count_late(session: Session, scope: Scope, now: datetime, most: int = 100) -> int:
    """How many dossiers have been handed in for longer than 15 minutes without a result; counted up to ``most``."""
    query = _in_scope(select(Dossier.id), scope).where(Dossier.state.in_(UNDECIDED), Dossier.due_at < now).limit(most)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _in_scope(query: Select[Any], scope: Scope) -> Select[Any]:
    if scope.agency is None:
        return query
    if scope.province is not None:
        return query.where(Dossier.province_code == scope.province)
    return query.where(Dossier.agency_code == scope.agency)


def _named(session: Session, scope: Scope, wanted: Wanted, now: datetime) -> list[Dossier]:
    """One number's or one person's dossiers: a handful, so that scope and order are left to us. The databases' planners would
    rather walk an index in the list's order than look up a number."""
    query = select(Dossier)
    if wanted.number is not None:
        query = query.where(Dossier.number == wanted.number)
    if wanted.bhxh_code is not None:
        query = query.where(Dossier.code_index == code_index(session, wanted.bhxh_code))
    states = _states(wanted)
    rows = session.scalars(_narrowed(query, wanted, now)).all()
    fitting = [row for row in rows if scope.covers(row.agency_code) and (states is None or State(row.state) in states)]
    return sorted(fitting, key=lambda row: (row.declared_at, row.id), reverse=True)


def _narrowed(query: Select[Any], wanted: Wanted, now: datetime) -> Select[Any]:
    if wanted.since is not None:
        query = query.where(Dossier.declared_at >= datetime.combine(wanted.since, time.min, VIETNAM))
    if wanted.until is not None:
        query = query.where(Dossier.declared_at < datetime.combine(wanted.until + timedelta(days=1), time.min, VIETNAM))
    if wanted.situation == "child":
        query = query.where(Dossier.kind == Kind.CHILD)
    if wanted.situation == "overdue":
        query = query.where(Dossier.due_at < now)
    return query


def _states(wanted: Wanted) -> Sequence[State] | None:
    """The states searched for; None: any, which is one read."""
    if wanted.situation is None:
        return None if wanted.state is None else (wanted.state,)
    covered = SITUATIONS[wanted.situation]
    return covered if wanted.state is None else [state for state in covered if state == wanted.state]


def _newest(session: Session, queries: Sequence[Select[Any]], limit: int) -> list[Dossier]:
    parts = [
        session.scalars(query.order_by(Dossier.declared_at.desc(), Dossier.id.desc()).limit(limit)).all()
        for query in queries
    ]
    return list(islice(merge(*parts, key=lambda row: (row.declared_at, row.id), reverse=True), limit))


def _progress(dossier: Dossier) -> Progress:
    through = (dossier.school_code, dossier.class_name or "") if dossier.school_code else None
    return Progress(
        id=dossier.id,
        code_index=dossier.code_index,
        full_name=dossier.declaration["full_name"],
        state=State(dossier.state),
        declared_at=dossier.declared_at,
        reason=dossier.reason,
        through=through,
    )


def _found(rows: Sequence[Dossier], limit: int) -> Found:
    shown = rows[:limit]
    last = Key(shown[-1].declared_at, shown[-1].id) if len(rows) > limit else None
    return Found(tuple(_row(dossier) for dossier in shown), last)


def _row(dossier: Dossier) -> Row:
    return Row(
        id=dossier.id,
        number=dossier.number,
        full_name=dossier.declaration["full_name"],
        agency_code=dossier.agency_code,
        state=State(dossier.state),
        kind=Kind(dossier.kind),
        declared_at=dossier.declared_at,
        due_at=dossier.due_at,
    )
