"""A draft becomes a dossier: once, complete, with a number, and told to the citizen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.database import blind_index
from backend.declined import Declined
from backend.participants.register import code_index, is_minor
from backend.registration import drafts, fields
from backend.registration.dossiers import needed_pictures, record, tell
from backend.registration.kinds import Kind, Way
from backend.registration.models import Counter, Dossier, DraftPhoto, Photo
from backend.registration.number import format_number
from backend.registration.states import State
from bhxh.dates import VIETNAM
from bhxh.messages import text

DAYS_TO_HAND_IN: Final = 10
"""Công văn 3717/BHXH-CNTT, Phụ lục 01: deleted when not handed in within 10 days of the day of declaration."""

PER_PHONE_AND_DAY: Final = 5
"""A confirmation goes to whatever number was declared: more than a family's worth a day would be a way to pester somebody."""


@dataclass(frozen=True)
class Guardian:
    """Who declares a child: blind index of their BHXH code, and the phone (``84…``) that the result goes to."""

    code_index: bytes
    phone: str


def submit(
    session: Session, owner: str, key: str, now: datetime, *, limited: bool, guardian: Guardian | None = None
) -> Dossier:
    """The dossier of an owner's draft under an idempotency key; the same owner and key again give the first one.

    With a guardian it is a child's. The draft is deleted, its pictures become the dossier's, the confirmation is written to the
    outbox. Raises Declined with registration.no_draft, .incomplete (``fields``: those missing), .way.school, .way.class,
    .child.self or .too_many.
    """
    submission = blind_index(session, "registration_dossier.submission", f"{owner}\n{key}")
    # Looked for after the draft is locked: whoever waited here for another's submission of it must find its dossier.
    draft = drafts.find(session, owner, now, lock=True)
    known = session.scalar(select(Dossier).where(Dossier.submission_index == submission))
    if known is not None:
        return known
    if draft is None:
        raise Declined("registration.no_draft", text("registration.no_draft"))
    dossier = _made(session, dict(draft.declaration), submission, guardian, now)
    if limited:
        _require_few(session, dossier.phone_index, now)
    _take_number(session, dossier)
    given = drafts.photos(session, draft)
    session.delete(draft)
    session.flush()
    _take_photos(session, dossier, given, now)
    _confirm(session, dossier)
    record(session, dossier, "registration.submitted", f"session:{drafts.index_of(session, owner).hex()[:16]}")
    return dossier


def _made(
    session: Session, declaration: dict[str, str], submission: bytes, guardian: Guardian | None, now: datetime
) -> Dossier:
    """A dossier of what was declared, without its number and not yet added."""
    kind = Kind.ACCOUNT if guardian is None else Kind.CHILD
    _require_complete(declaration, kind)
    way, school_code, class_name = (declaration.pop(name, None) for name in drafts.WAY)
    if way == Way.SCHOOL:
        drafts.require_class(session, declaration["agency"], school_code or "", class_name or "")
    declaration = {name: declaration[name] for name in fields.FORMS[kind] if name in declaration}
    code = code_index(session, declaration["bhxh_code"])
    if guardian is not None:
        _require_child(declaration, code, guardian)
        declaration["phone"] = guardian.phone
    return Dossier(
        kind=kind,
        way=way or Way.COUNTER,
        school_code=school_code,
        class_name=class_name,
        agency_code=declaration["agency"],
        state=State.MOI_KHAI,
        declared_at=now,
        deadline=now.astimezone(VIETNAM).date() + timedelta(days=DAYS_TO_HAND_IN),
        declaration=declaration,
        code_index=code,
        phone_index=blind_index(session, "registration_dossier.phone", declaration["phone"]),
        guardian_index=guardian.code_index if guardian else None,
        submission_index=submission,
    )


def _require_child(declaration: dict[str, str], code: bytes, guardian: Guardian) -> None:
    if code == guardian.code_index:
        raise Declined("registration.child.self", text("registration.child.self"), ("bhxh_code",))
    if not is_minor(date.fromisoformat(declaration["date_of_birth"])):  # 18 since the draft was begun
        raise Declined("registration.child.adult", text("registration.child.adult"), ("date_of_birth",))


def _take_photos(session: Session, dossier: Dossier, given: dict[str, DraftPhoto], now: datetime) -> None:
    """The draft's pictures that this form needs; with all of them the dossier waits for the citizen, or the officer, alone."""
    needed = needed_pictures(dossier)
    for kind in needed:
        if (photo := given.get(kind)) is not None:
            columns = {"file": photo.file, "width": photo.width, "height": photo.height, "stored_at": photo.stored_at}
            session.add(Photo(dossier_id=dossier.id, kind=kind, **columns))
    session.flush()
    if all(kind in given for kind in needed):
        dossier.photos_completed_at, dossier.state = now, State.CHO_XAC_MINH


def _require_complete(declaration: dict[str, str], kind: Kind) -> None:
    missing = fields.missing(declaration, kind)
    if missing:
        labels = ", ".join(fields.FIELDS[name].label for name in missing)
        raise Declined("registration.incomplete", text("registration.incomplete", fields=labels), tuple(missing))


def _require_few(session: Session, phone_index: bytes, now: datetime) -> None:
    recent = select(func.count()).where(
        Dossier.phone_index == phone_index, Dossier.declared_at > now - timedelta(hours=24)
    )
    if (session.scalar(recent) or 0) >= PER_PHONE_AND_DAY:
        raise Declined("registration.too_many", text("registration.too_many"))


def _take_number(session: Session, dossier: Dossier) -> None:
    year = dossier.declared_at.astimezone(VIETNAM).year
    counter = session.get(Counter, (year, dossier.agency_code), with_for_update=True)
    if counter is None:
        counter = Counter(year=year, agency_code=dossier.agency_code, last=0)
        session.add(counter)
    counter.last += 1
    dossier.number = format_number(counter.last, year, dossier.agency_code)
    session.add(dossier)


def _confirm(session: Session, dossier: Dossier) -> None:
    tell(session, dossier, "tiep_nhan" if dossier.kind == Kind.ACCOUNT else "tiep_nhan_con")
