"""Dossiers: made from a draft, found by number, deleted when nobody came within 10 days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend import audit
from backend.database import blind_index
from backend.declined import Declined
from backend.notify import enqueue_sms
from backend.participants.register import code_index
from backend.registration import drafts, fields
from backend.registration.agencies import agencies
from backend.registration.models import Counter, Dossier, Photo
from backend.registration.number import format_number
from backend.registration.states import NOT_HANDED_IN, State, describe
from bhxh.dates import VIETNAM, format_date
from bhxh.messages import text

DAYS_TO_HAND_IN: Final = 10
"""Công văn 3717/BHXH-CNTT, Phụ lục 01: deleted when not handed in within 10 days of the day of declaration."""

PER_PHONE_AND_DAY: Final = 5
"""A confirmation goes to whatever number was declared: more than a family's worth a day would be a way to pester somebody."""

KINDS: Final = ("portrait", "id_front", "id_back")
"""The pictures a dossier needs, in the order of the page (Công văn 222/CV-BHXH)."""


@dataclass(frozen=True)
class Status:
    """Where a dossier stands: the state, what it means, and label-value rows for a person to read."""

    number: str
    state: State
    sentence: str
    rows: tuple[tuple[str, str], ...]


def submit(session: Session, owner: str, key: str, now: datetime, *, limited: bool) -> Dossier:
    """The dossier of an owner's draft under an idempotency key; the same owner and key again give the first one.

    The draft is deleted, the confirmation written to the outbox. Raises Declined with registration.no_draft,
    .incomplete (``fields``: those missing) or .too_many.
    """
    submission = blind_index(session, "registration_dossier.submission", f"{owner}\n{key}")
    # Looked for after the draft is locked: whoever waited here for another's submission of it must find its dossier.
    draft = drafts.find(session, owner, now, lock=True)
    known = session.scalar(select(Dossier).where(Dossier.submission_index == submission))
    if known is not None:
        return known
    if draft is None:
        raise Declined("registration.no_draft", text("registration.no_draft"))
    declaration = dict(draft.declaration)
    _require_complete(declaration)
    phone = blind_index(session, "registration_dossier.phone", declaration["phone"])
    if limited:
        _require_few(session, phone, now)
    today = now.astimezone(VIETNAM).date()
    dossier = Dossier(
        number=_next_number(session, today.year, declaration["agency"]),
        agency_code=declaration["agency"],
        state=State.MOI_KHAI,
        declared_at=now,
        deadline=today + timedelta(days=DAYS_TO_HAND_IN),
        declaration=declaration,
        code_index=code_index(session, declaration["bhxh_code"]),
        phone_index=phone,
        submission_index=submission,
    )
    session.add(dossier)
    session.delete(draft)
    session.flush()
    _confirm(session, dossier)
    _record(session, dossier, "registration.submitted", f"session:{drafts.index_of(session, owner).hex()[:16]}")
    return dossier


def by_number(session: Session, number: str) -> Dossier:
    """The dossier of a number in normal form. Raises Declined("registration.number.unknown")."""
    dossier = session.scalar(select(Dossier).where(Dossier.number == number))
    if dossier is None:
        raise Declined("registration.number.unknown", text("registration.number.unknown"))
    return dossier


def status(session: Session, dossier: Dossier) -> Status:
    """Where a dossier stands, without any of the personal data in it."""
    agency, deadline = agencies()[dossier.agency_code], format_date(dossier.deadline)
    state = State(dossier.state)
    sentence = describe(state, deadline=deadline, agency=agency.name)
    rows = [("number", dossier.number), ("state", sentence), ("agency", agency.title)]
    if agency.phone:
        rows.append(("agency_phone", agency.phone))
    rows.append(("declared", format_date(dossier.declared_at)))
    if state in NOT_HANDED_IN:
        rows += [("deadline", deadline), ("photos", _photos_text(session, dossier))]
    labelled = tuple((text(f"registration.status.{name}"), value) for name, value in rows)
    return Status(dossier.number, state, sentence, labelled)


def takes_photos(dossier: Dossier) -> bool:
    """Whether photos can still be added and replaced: until they are declared complete, or the form is handed in."""
    return dossier.photos_completed_at is None and dossier.state in NOT_HANDED_IN


def complete_photos(session: Session, dossier: Dossier, now: datetime) -> None:
    """Notes that the citizen has given all pictures. The caller has made sure of that and holds the dossier locked."""
    dossier.photos_completed_at = now
    if dossier.state == State.MOI_KHAI:
        dossier.state = State.CHO_XAC_MINH
    _record(session, dossier, "registration.photos_completed", "link:photos")


def delete_overdue(session: Session, today: date, limit: int) -> tuple[int, list[str]]:
    """Deletes up to ``limit`` dossiers whose deadline is over and that were not handed in, with their links and photo rows.

    Returns how many, and the photo files that must be deleted once the transaction has committed.
    """
    overdue = session.scalars(
        select(Dossier)
        .where(Dossier.state.in_(NOT_HANDED_IN), Dossier.deadline < today)
        .order_by(Dossier.deadline)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    files = list(session.scalars(select(Photo.file).where(Photo.dossier_id.in_([dossier.id for dossier in overdue]))))
    for dossier in overdue:
        session.delete(dossier)
    session.flush()
    for dossier in overdue:
        _record(session, dossier, "registration.expired", "worker")
    return len(overdue), files


def _require_complete(declaration: dict[str, str]) -> None:
    missing = fields.missing(declaration)
    if missing:
        labels = ", ".join(fields.FIELDS[name].label for name in missing)
        raise Declined("registration.incomplete", text("registration.incomplete", fields=labels), tuple(missing))


def _require_few(session: Session, phone_index: bytes, now: datetime) -> None:
    recent = select(func.count()).where(
        Dossier.phone_index == phone_index, Dossier.declared_at > now - timedelta(hours=24)
    )
    if (session.scalar(recent) or 0) >= PER_PHONE_AND_DAY:
        raise Declined("registration.too_many", text("registration.too_many"))


def _next_number(session: Session, year: int, agency_code: str) -> str:
    counter = session.get(Counter, (year, agency_code), with_for_update=True)
    if counter is None:
        counter = Counter(year=year, agency_code=agency_code, last=0)
        session.add(counter)
    counter.last += 1
    return format_number(counter.last, year, agency_code)


def _confirm(session: Session, dossier: Dossier) -> None:
    enqueue_sms(
        session,
        to=dossier.declaration["phone"],
        template="tiep_nhan",
        personalisation={
            "so_ho_so": dossier.number,
            "co_quan": agencies()[dossier.agency_code].name,
            "han_nop": format_date(dossier.deadline),
        },
    )


def _photos_text(session: Session, dossier: Dossier) -> str:
    if dossier.photos_completed_at is not None:
        return text("registration.status.photos.complete")
    count = session.scalar(select(func.count()).where(Photo.dossier_id == dossier.id)) or 0
    return text("registration.status.photos.missing", count=count)


def _record(session: Session, dossier: Dossier, action: str, actor: str) -> None:
    details = {"number": dossier.number}
    audit.record(session, actor=actor, action=action, subject_index=dossier.code_index, details=details)
