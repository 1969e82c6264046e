"""What officers do with a dossier: read it, receive it, and move it from state to state.

Every change names the version that the officer has seen (`Case.version`) and happens only if that is still the newest
(compare-and-set): of two officers who press at the same moment one is told that the other was first. What follows from a
decision - the household register, the account, the notices - is `backend.officers`' work, in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend import audit
from backend.declined import Declined
from backend.registration import guardians
from backend.registration.dossiers import needed_pictures, way_text
from backend.registration.fields import Values
from backend.registration.kinds import Kind
from backend.registration.models import Dossier, Photo
from backend.registration.scope import Scope
from backend.registration.states import NOT_HANDED_IN, State
from bhxh.dates import VIETNAM
from bhxh.messages import text

TIME_FOR_RESULT: Final = timedelta(minutes=15)
"""From reception to the SMS with the result (Công văn 330/UBND-VX)."""


@dataclass(frozen=True)
class StoredPhoto:
    """A picture of a dossier. ``stored_at`` tells two pictures of one kind apart."""

    kind: str
    width: int
    height: int
    stored_at: datetime


@dataclass(frozen=True)
class Case:
    """A dossier as an officer sees it. ``values`` are the declared fields in normal form, ``way`` how the form is handed in, in words;
    ``guardian`` who declared a child."""

    id: int
    number: str
    kind: Kind
    version: int
    state: State
    agency_code: str
    declared_at: datetime
    deadline: date
    values: Values
    way: str
    guardian: str | None
    needed_photos: tuple[str, ...]
    photos: tuple[StoredPhoto, ...]
    received_at: datetime | None
    received_by: str | None
    due_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    name_confirmed: bool
    result_sent_at: datetime | None
    subject_index: bytes


class NotInScope(LookupError):
    """There is no such dossier, or it is another agency's: both are answered alike."""


def open_case(session: Session, scope: Scope, dossier_id: int) -> Case:
    """A dossier within a scope. Raises NotInScope."""
    dossier = session.get(Dossier, dossier_id)
    if dossier is None or not scope.covers(dossier.agency_code):
        raise NotInScope
    return _case(session, dossier)


def id_of(session: Session, scope: Scope, number: str) -> int:
    """The id of the dossier with a number in normal form. Raises NotInScope."""
    row = session.execute(select(Dossier.id, Dossier.agency_code).where(Dossier.number == number)).first()
    if row is None or not scope.covers(row.agency_code):
        raise NotInScope
    return int(row.id)


def lock(session: Session, case: Case) -> None:
    """Keeps the dossier from being changed by another transaction until this one ends. Raises Declined("dossier.changed")."""
    version = session.scalar(select(Dossier.version).where(Dossier.id == case.id).with_for_update())
    if version != case.version:
        raise Declined("dossier.changed", text("dossier.changed"))


def receive(session: Session, case: Case, officer: str, now: datetime) -> None:
    """The signed form is in and the ID was shown, compared and copied: the 10 days end, the 15 minutes begin.

    Raises Declined("dossier.changed").
    """
    _move(
        session,
        case,
        NOT_HANDED_IN,
        state=State.DA_TIEP_NHAN,
        received_at=now,
        received_by=officer,
        due_at=now + TIME_FOR_RESULT,
    )
    record(session, case, "dossier.received", officer)


def touch(session: Session, case: Case) -> None:
    """Something of a dossier that is not decided yet changes: whoever saw it before must look again.

    Raises Declined("dossier.changed").
    """
    _move(session, case, (*NOT_HANDED_IN, State.DA_TIEP_NHAN))


def hold_valid(session: Session, case: Case, officer: str, now: datetime, *, name_confirmed: bool) -> None:
    """Valid, but the household register can't be asked now: `backend.officers` goes on as soon as it answers.

    Raises Declined("dossier.changed").
    """
    values = {"decided_at": now, "decided_by": officer, "name_confirmed": name_confirmed}
    _move(session, case, (State.DA_TIEP_NHAN,), state=State.HOP_LE, **values)
    record(session, case, "dossier.valid", officer, held="register_away")


def give_back(session: Session, case: Case) -> None:
    """The register answers with a name that an officer must compare: the dossier waits for one again."""
    _move(session, case, (State.HOP_LE,), state=State.DA_TIEP_NHAN, decided_at=None, decided_by=None)
    record(session, case, "dossier.given_back", "worker")


def settle(
    session: Session,
    case: Case,
    state: State,
    officer: str,
    now: datetime,
    *,
    message: str,
    reason_code: str | None = None,
    reason: str | None = None,
) -> None:
    """The result: ``state`` is CAP_TK, HGD_KHONG_TON_TAI or TU_CHOI, ``message`` the outbox id of the SMS that tells it.

    Raises Declined("dossier.changed").
    """
    values = {
        "decided_at": case.decided_at or now,
        "decided_by": case.decided_by or officer,
        "result_message": message,
        "reason_code": reason_code,
        "reason": reason,
    }
    _move(session, case, (State.DA_TIEP_NHAN, State.HOP_LE), state=state, **values)
    details = {"reason": reason_code} if reason_code else {}
    record(session, case, f"dossier.{state.lower()}", officer, **details)


def held(session: Session, limit: int) -> Sequence[int]:
    """Dossiers found valid that still wait for the household register, oldest first."""
    query = select(Dossier.id).where(Dossier.state == State.HOP_LE).order_by(Dossier.due_at).limit(limit)
    return session.scalars(query).all()


@dataclass(frozen=True)
class Received:
    """A dossier that an officer has received today, and where it stands now."""

    id: int
    number: str
    received_at: datetime
    state: State


def received_today(session: Session, officer: str, now: datetime, most: int = 20) -> tuple[int, list[Received]]:
    """How many dossiers this officer has received since midnight in Viet Nam, and the latest of them."""
    midnight = datetime.combine(now.astimezone(VIETNAM).date(), time.min, VIETNAM)
    theirs = (Dossier.received_by == officer, Dossier.received_at >= midnight)
    count = session.scalar(select(func.count()).select_from(Dossier).where(*theirs)) or 0
    columns = (Dossier.id, Dossier.number, Dossier.received_at, Dossier.state)
    rows = session.execute(select(*columns).where(*theirs).order_by(Dossier.received_at.desc()).limit(most))
    return count, [Received(row.id, row.number, row.received_at, State(row.state)) for row in rows]


def record(session: Session, case: Case, action: str, officer: str, **details: str | int | None) -> None:
    """An entry of the audit log about this dossier; ``officer`` is a name of staff or "worker"."""
    actor = officer if officer == "worker" else f"staff:{officer}"
    noted = {"number": case.number, **details}
    audit.record(session, actor=actor, action=action, subject_index=case.subject_index, details=noted)


def _move(session: Session, case: Case, allowed: Sequence[State], **values: Any) -> None:
    moved = session.execute(
        update(Dossier)
        .where(Dossier.id == case.id, Dossier.version == case.version, Dossier.state.in_(allowed))
        .values(version=Dossier.version + 1, **values)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Declined("dossier.changed", text("dossier.changed"))


def _case(session: Session, dossier: Dossier) -> Case:
    photos = session.scalars(select(Photo).where(Photo.dossier_id == dossier.id))
    return Case(
        id=dossier.id,
        number=dossier.number,
        kind=Kind(dossier.kind),
        version=dossier.version,
        state=State(dossier.state),
        agency_code=dossier.agency_code,
        declared_at=dossier.declared_at,
        deadline=dossier.deadline,
        values=dict(dossier.declaration),
        way=way_text(session, dossier),
        guardian=guardians.named(session, dossier),
        needed_photos=needed_pictures(dossier),
        photos=tuple(StoredPhoto(photo.kind, photo.width, photo.height, photo.stored_at) for photo in photos),
        received_at=dossier.received_at,
        received_by=dossier.received_by,
        due_at=dossier.due_at,
        decided_at=dossier.decided_at,
        decided_by=dossier.decided_by,
        reason=dossier.reason,
        name_confirmed=dossier.name_confirmed,
        result_sent_at=dossier.result_sent_at,
        subject_index=dossier.code_index,
    )
