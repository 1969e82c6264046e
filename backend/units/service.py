"""Units as other capabilities use them: found, counted, written, bound to coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend import audit
from backend.declined import Declined
from backend.registration.schools import save_school
from backend.registration.scope import Scope
from backend.staff import accounts
from backend.staff.roles import Role
from backend.units.models import Group, Unit, UnitClass, UnitCoordinator, UnitKind, UnitMember
from bhxh.messages import text
from bhxh.text import clean, fold


@dataclass(frozen=True)
class UnitRecord:
    """A unit as a plain value."""

    id: int
    code: str
    name: str
    agency_code: str
    kind: UnitKind


@dataclass(frozen=True)
class ClassRecord:
    """A class with its headcount as of a day."""

    id: int
    unit_id: int
    name: str
    group: Group
    headcount: int
    as_of: date


@dataclass(frozen=True)
class Member:
    """Somebody of a class; ``code_index``: the register's blind index of their BHXH code."""

    code_index: bytes
    full_name: str


@dataclass(frozen=True)
class Headcount:
    """How many people a unit has, staff and pupils apart."""

    unit: UnitRecord
    staff: int
    pupils: int


def units(session: Session, scope: Scope) -> list[UnitRecord]:
    """The units of a scope's agencies, by name."""
    query = select(Unit)
    if scope.province is not None:
        query = query.where(Unit.agency_code.startswith(scope.province, autoescape=True))
    elif scope.agency is not None:
        query = query.where(Unit.agency_code == scope.agency)
    return sorted(map(_record, session.scalars(query)), key=lambda unit: fold(unit.name))


def find_unit(session: Session, unit_id: int) -> UnitRecord | None:
    """The unit with this id."""
    unit = session.get(Unit, unit_id)
    return _record(unit) if unit else None


def by_code(session: Session, code: str) -> UnitRecord | None:
    """The unit of a unit code."""
    unit = session.scalar(select(Unit).where(Unit.code == code))
    return _record(unit) if unit else None


def classes(session: Session, unit_id: int) -> list[ClassRecord]:
    """The classes of a unit, staff first, 9A before 10A."""
    rows = session.scalars(select(UnitClass).where(UnitClass.unit_id == unit_id))
    return sorted(map(_class, rows), key=lambda one: (one.group is Group.PUPIL, _reading_order(one.name)))


def members(session: Session, class_id: int) -> list[Member]:
    """The roster of a class by given name, as class registers are."""
    rows = session.scalars(select(UnitMember).where(UnitMember.class_id == class_id))
    found = [Member(row.code_index, row.full_name) for row in rows]
    return sorted(found, key=lambda member: (fold(member.full_name.split()[-1]), fold(member.full_name)))


def codes_of(session: Session, unit_id: int) -> list[tuple[Group, bytes]]:
    """Everybody on a unit's rosters: group and blind index of the BHXH code, for counting."""
    query = select(UnitClass.group, UnitMember.code_index).join(UnitMember, UnitMember.class_id == UnitClass.id)
    return [(Group(row.group), row.code_index) for row in session.execute(query.where(UnitClass.unit_id == unit_id))]


def headcounts(session: Session, scope: Scope) -> list[Headcount]:
    """Every unit of a scope with its headcount."""
    query = select(UnitClass.unit_id, UnitClass.group, func.sum(UnitClass.headcount).label("many"))
    counted = {
        (row.unit_id, row.group): int(row.many) for row in session.execute(query.group_by("unit_id", UnitClass.group))
    }
    return [
        Headcount(unit, counted.get((unit.id, Group.STAFF), 0), counted.get((unit.id, Group.PUPIL), 0))
        for unit in units(session, scope)
    ]


def save_unit(session: Session, *, code: str, name: str, agency_code: str, kind: UnitKind) -> UnitRecord:
    """Adds a unit or changes the one with this code."""
    unit = session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        unit = Unit(code=code, name=clean(name), agency_code=agency_code, kind=kind)
        session.add(unit)
    else:
        unit.name, unit.agency_code, unit.kind = clean(name), agency_code, kind
    session.flush()
    return _record(unit)


def save_class(session: Session, unit_id: int, *, name: str, group: Group, headcount: int, as_of: date) -> ClassRecord:
    """Adds a class of a unit or changes the one of this name."""
    row = session.scalar(select(UnitClass).where(UnitClass.unit_id == unit_id, UnitClass.name == clean(name)))
    if row is None:
        row = UnitClass(unit_id=unit_id, name=clean(name), group=group, headcount=headcount, as_of=as_of)
        session.add(row)
    else:
        row.group, row.headcount, row.as_of = group, headcount, as_of
    session.flush()
    return _class(row)


def save_member(session: Session, class_id: int, code_index: bytes, full_name: str) -> None:
    """Puts somebody on a class's roster, or corrects the name there."""
    row = session.scalar(select(UnitMember).where(UnitMember.class_id == class_id, UnitMember.code_index == code_index))
    if row is None:
        session.add(UnitMember(class_id=class_id, code_index=code_index, full_name=full_name))
    elif row.full_name != full_name:
        row.full_name = full_name
    session.flush()


def remove_member(session: Session, code_index: bytes) -> int:
    """Takes somebody who is erased off every roster; returns how many. The caller leaves the trace. Headcounts stay what the unit has said."""
    rosters = select(func.count()).select_from(UnitMember).where(UnitMember.code_index == code_index)
    many = session.scalar(rosters) or 0
    session.execute(delete(UnitMember).where(UnitMember.code_index == code_index))
    return many


def offer_to_citizens(session: Session, unit: UnitRecord) -> None:
    """A school's classes become the choices of the registration's "hand in through the school"."""
    if unit.kind is UnitKind.SCHOOL:
        names = [one.name for one in classes(session, unit.id) if one.group is Group.PUPIL]
        save_school(session, code=unit.code, name=unit.name, agency_code=unit.agency_code, classes=names)


def bind_coordinator(session: Session, unit: UnitRecord, username: str, *, actor: str) -> None:
    """The account of this name follows this unit from now on, and nothing else.

    Raises Declined("units.no_coordinator") unless it is an open coordinator's account of the unit's agency.
    """
    account = accounts.find(session, username)
    fits = account is not None and account.closed_at is None and account.role == Role.COORDINATOR
    if account is None or not fits or account.agency != unit.agency_code:
        raise Declined("units.no_coordinator", text("units.no_coordinator"), ("username",))
    row = session.get(UnitCoordinator, account.id)
    if row is None:
        session.add(UnitCoordinator(account_id=account.id, unit_id=unit.id))
    else:
        row.unit_id = unit.id
    session.flush()
    audit.record(session, actor=actor, action="unit.coordinator", details={"unit": unit.code, "account": username})


def unit_of(session: Session, account_id: int) -> UnitRecord | None:
    """The unit that a coordinator's account is bound to."""
    unit = session.scalar(
        select(Unit)
        .join(UnitCoordinator, UnitCoordinator.unit_id == Unit.id)
        .where(UnitCoordinator.account_id == account_id)
    )
    return _record(unit) if unit else None


def find_class(session: Session, unit_id: int, class_id: int) -> ClassRecord | None:
    """A class of a unit."""
    row = session.get(UnitClass, class_id)
    return _class(row) if row is not None and row.unit_id == unit_id else None


def _record(unit: Unit) -> UnitRecord:
    return UnitRecord(unit.id, unit.code, unit.name, unit.agency_code, UnitKind(unit.kind))


def _class(row: UnitClass) -> ClassRecord:
    return ClassRecord(row.id, row.unit_id, row.name, Group(row.group), row.headcount, row.as_of)


def _reading_order(name: str) -> tuple[int, str]:
    digits = name[: len(name) - len(name.lstrip("0123456789"))]
    return (int(digits or 0), fold(name))


def named(classes_of_unit: Sequence[ClassRecord], name: str) -> ClassRecord | None:
    """The class of a name, however it is written."""
    return next((one for one in classes_of_unit if fold(one.name) == fold(name)), None)
