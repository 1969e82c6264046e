"""Dossiers: found by number, told about, completed, deleted when nobody came within 10 days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.orm import Session

from backend import audit
from backend.declined import Declined
from backend.notify import enqueue_sms
from backend.registration.agencies import agencies
from backend.registration.kinds import PICTURES, Kind, Way
from backend.registration.models import Dossier, Photo
from backend.registration.schools import find_school
from backend.registration.states import NOT_HANDED_IN, State, describe
from bhxh.dates import VIETNAM, format_date
from bhxh.messages import text

DAYS_REMINDED_BEFORE: Final = 2
"""An SMS goes out so long before the deletion."""


@dataclass(frozen=True)
class Status:
    """Where a dossier stands: the state, what it means, and label-value rows for a person to read."""

    number: str
    state: State
    sentence: str
    rows: tuple[tuple[str, str], ...]


def find(session: Session, number: str) -> Dossier | None:
    """The dossier of a number in normal form, or None."""
    return session.scalar(select(Dossier).where(Dossier.number == number))


def of_guardian(session: Session, guardian_index: bytes) -> list[Dossier]:
    """The children's dossiers that a guardian has sent, the newest first."""
    query = select(Dossier).where(Dossier.guardian_index == guardian_index)
    return list(session.scalars(query.order_by(Dossier.declared_at.desc(), Dossier.id.desc())))


def by_number(session: Session, number: str) -> Dossier:
    """The dossier of a number in normal form. Raises Declined("registration.number.unknown")."""
    dossier = find(session, number)
    if dossier is None:
        raise Declined("registration.number.unknown", text("registration.number.unknown"))
    return dossier


def status(session: Session, dossier: Dossier) -> Status:
    """Where a dossier stands, without any of the personal data in it."""
    agency, deadline = agencies()[dossier.agency_code], format_date(dossier.deadline)
    state = State(dossier.state)
    sentence = describe(state, deadline=deadline, agency=agency.name, kind=dossier.kind)
    rows = [("number", dossier.number), ("state", sentence), ("agency", agency.title)]
    if agency.phone:
        rows.append(("agency_phone", agency.phone))
    rows.append(("declared", format_date(dossier.declared_at)))
    if state in NOT_HANDED_IN:
        rows += _still_to_do(session, dossier, state, deadline)
    labelled = tuple((text(f"registration.status.{name}"), value) for name, value in rows)
    return Status(dossier.number, state, sentence, labelled)


def _still_to_do(session: Session, dossier: Dossier, state: State, deadline: str) -> list[tuple[str, str]]:
    """Nobody brings a child's form anywhere; only its picture has a deadline."""
    photos = ("photos", _photos_text(session, dossier))
    if dossier.kind != Kind.CHILD:
        return [("way", way_text(session, dossier)), ("deadline", deadline), photos]
    return [("photo_deadline", deadline), photos] if state is State.MOI_KHAI else [photos]


def way_text(session: Session, dossier: Dossier) -> str:
    """How the form is handed in, as people read it: "Qua nhà trường: Trường THCS Ánh Sáng, lớp 7A1"."""
    return describe_way(session, dossier.way, dossier.school_code, dossier.class_name)


def describe_way(session: Session, way: str, school_code: str | None, class_name: str | None) -> str:
    """As `way_text`, of what a draft holds."""
    school = find_school(session, school_code) if school_code else None
    if school is None:
        return text(f"registration.way.{Way(way)}")
    return text("registration.way.through_school", school=school.name, class_name=class_name)


def needed_pictures(dossier: Dossier) -> tuple[str, ...]:
    """The kinds of pictures that this dossier needs, in the order of the page."""
    return PICTURES[Kind(dossier.kind)]


def takes_photos(dossier: Dossier) -> bool:
    """Whether photos can still be added and replaced: until they are declared complete, or the form is handed in."""
    return dossier.photos_completed_at is None and dossier.state in NOT_HANDED_IN


def way_open(dossier: Dossier) -> bool:
    """Whether the citizen can still choose how the form is handed in: until it is. A child's never is."""
    return dossier.kind == Kind.ACCOUNT and dossier.state in NOT_HANDED_IN


def complete_photos(session: Session, dossier: Dossier, now: datetime, actor: str) -> None:
    """Notes that the citizen has given all pictures. ``actor``: for the audit. The caller has made sure of that and holds the dossier locked."""
    dossier.photos_completed_at = now
    if dossier.state == State.MOI_KHAI:
        dossier.state = State.CHO_XAC_MINH
    record(session, dossier, "registration.photos_completed", actor)


def remind(session: Session, now: datetime, limit: int) -> int:
    """Writes the SMS before the deletion for up to ``limit`` dossiers whose deadline is two days off or nearer; returns how many."""
    today = now.astimezone(VIETNAM).date()
    soon = session.scalars(
        select(Dossier)
        .where(
            _awaited(),
            Dossier.reminded_at.is_(None),
            Dossier.deadline >= today,
            Dossier.deadline <= today + timedelta(days=DAYS_REMINDED_BEFORE),
        )
        .order_by(Dossier.deadline)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for dossier in soon:
        dossier.reminded_at = now
        tell(session, dossier, "sap_het_han")
    return len(soon)


def delete_overdue(session: Session, today: date, limit: int) -> tuple[int, list[str]]:
    """Deletes up to ``limit`` dossiers whose deadline is over and that were not handed in, with their links and photo rows.

    Returns how many, and the photo files that must be deleted once the transaction has committed.
    """
    overdue = session.scalars(
        select(Dossier)
        .where(_awaited(), Dossier.deadline < today)
        .order_by(Dossier.deadline)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return len(overdue), _delete(session, overdue, "registration.expired", "worker")


def remove_all(session: Session, code_index: bytes, actor: str) -> tuple[int, list[str]]:
    """Deletes every dossier of a person who is erased, decided or not, with links and photo rows; children that somebody has registered
    keep theirs. Returns as `delete_overdue`."""
    found = session.scalars(select(Dossier).where(Dossier.code_index == code_index).with_for_update()).all()
    return len(found), _delete(session, found, "registration.erased", actor)


def _delete(session: Session, gone: Sequence[Dossier], action: str, actor: str) -> list[str]:
    files = list(session.scalars(select(Photo.file).where(Photo.dossier_id.in_([dossier.id for dossier in gone]))))
    for dossier in gone:
        session.delete(dossier)
    session.flush()
    for dossier in gone:
        record(session, dossier, action, actor)
    return files


def _awaited() -> ColumnElement[bool]:
    """Dossiers for which the citizen still has to do something by the deadline."""
    complete_child = and_(Dossier.kind == Kind.CHILD, Dossier.state == State.CHO_XAC_MINH)
    return and_(Dossier.state.in_(NOT_HANDED_IN), not_(complete_child))


def tell(session: Session, dossier: Dossier, template: str) -> None:
    """Writes an SMS about the dossier to the outbox, to the declared phone; the template has so_ho_so, co_quan and han_nop."""
    enqueue_sms(
        session,
        to=dossier.declaration["phone"],
        template=template,
        personalisation={
            "so_ho_so": dossier.number,
            "co_quan": agencies()[dossier.agency_code].name,
            "han_nop": format_date(dossier.deadline),
        },
    )


def _photos_text(session: Session, dossier: Dossier) -> str:
    needed = len(needed_pictures(dossier))
    if dossier.photos_completed_at is not None:
        return text("registration.status.photos.complete", needed=needed)
    count = session.scalar(select(func.count()).where(Photo.dossier_id == dossier.id)) or 0
    return text("registration.status.photos.missing", count=count, needed=needed)


def record(session: Session, dossier: Dossier, action: str, actor: str) -> None:
    """A line in the audit about the dossier's person."""
    details = {"number": dossier.number}
    audit.record(session, actor=actor, action=action, subject_index=dossier.code_index, details=details)
