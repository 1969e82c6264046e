"""A dossier as officers read it: tags, times left, declared values beside the register's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.households.names import Piece
from backend.households.register import Check
from backend.officers.desk import desk, officer
from backend.registration import fields, search
from backend.registration.agencies import agencies
from backend.registration.casework import Case
from backend.registration.search import UNDECIDED, Row
from backend.registration.states import State
from bhxh.dates import VIETNAM, format_date, utcnow
from bhxh.messages import text
from bhxh.phone import to_local

TAGS: Final = {
    State.MOI_KHAI: "govuk-tag--grey",
    State.CHO_XAC_MINH: "govuk-tag--blue",
    State.DA_TIEP_NHAN: "govuk-tag--yellow",
    State.HOP_LE: "govuk-tag--purple",
    State.CAP_TK: "govuk-tag--green",
    State.HGD_KHONG_TON_TAI: "govuk-tag--orange",
    State.TU_CHOI: "govuk-tag--red",
}


@dataclass(frozen=True)
class ShownRow:
    """A line of the list."""

    id: int
    number: str
    full_name: str
    agency: str
    declared: str
    state: State
    tag: str
    child: bool
    left: str
    late: bool


@dataclass(frozen=True)
class Line:
    """A declared value beside the register's. Values are pieces, so that what differs can be marked."""

    label: str
    declared: tuple[Piece, ...]
    registered: tuple[Piece, ...] | None
    differs: bool


def row(found: Row) -> ShownRow:
    """A line of the list, with what is left of its 15 minutes."""
    waits = found.state in UNDECIDED
    return ShownRow(
        id=found.id,
        number=found.number,
        full_name=found.full_name,
        agency=agencies()[found.agency_code].name,
        declared=format_date(found.declared_at),
        state=found.state,
        tag=TAGS[found.state],
        child=found.kind == "child",
        left=time_left(found.due_at) if waits else "",
        late=waits and found.due_at is not None and found.due_at < utcnow(),
    )


def time_left(due_at: datetime | None) -> str:
    """ "còn 12 phút", "vừa quá hạn", "quá hạn 3 phút"; empty without a deadline."""
    if due_at is None:
        return ""
    seconds = (due_at - utcnow()).total_seconds()
    if seconds >= 0:
        return text("officers.minutes_left", minutes=int(seconds // 60) + 1)
    late = int(-seconds // 60)
    if late == 0:
        return text("officers.minute_late")
    if late < 120:
        return text("officers.minutes_late", minutes=late)
    return text("officers.hours_late", hours=late // 60)


def moment(at: datetime | None) -> str:
    """ "08:15 20/11/2026" in Viet Nam, empty for None."""
    return "" if at is None else at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def late_count() -> int:
    """How many dossiers of this officer's scope wait longer than 15 minutes, 100 at most."""
    with desk().database.reading() as session:
        return search.count_late(session, officer().scope, utcnow())


def lines(case: Case, check: Check | None) -> list[Line]:
    """The declared fields in the order of the form, each beside what the register has of it; behind a child's, who declared it.
    ``check``: None while it is away."""
    member = check.member if check else None
    registered: dict[str, str] = {}
    if member is not None:
        registered = {
            "bhxh_code": member.bhxh_code,
            "personal_id": member.personal_id or "",
            "phone": to_local(member.phone) if member.phone else "",
            "date_of_birth": format_date(member.date_of_birth),
        }
    found = []
    for name, field in fields.FIELDS.items():
        if name not in case.values:
            continue
        value = fields.show_in(name, case.values)
        if name == "full_name" and check is not None and check.names is not None:
            differs = any(piece.differs for piece in check.names.declared + check.names.registered)
            found.append(Line(field.label, check.names.declared, check.names.registered, differs))
            continue
        other = registered.get(name)
        differs = bool(other) and other != value
        found.append(Line(field.label, (Piece(value, differs),), (Piece(other, differs),) if other else None, differs))
    if case.guardian is not None:
        found.append(Line(text("officers.guardian"), (Piece(case.guardian, False),), None, False))
    return found
