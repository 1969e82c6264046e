"""The KCB book of one person, read with their identity. Every read is audited in the caller's transaction.

Visits have the names of facilities and departments, whatever was reported of them.
"""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend import audit
from backend.kcb.models import KcbVisit
from backend.kcb.naming import with_names
from backend.kcb.selection import Selected, Selection, select_visits
from backend.kcb.visits import Visit, YearSummary, from_details, to_details
from backend.participants.identity import Identity
from bhxh.periods import Period

LATEST_YEAR = Selection()


def years(session: Session, identity: Identity) -> list[YearSummary]:
    """The years with visits, newest first. Raises `IdentityExpired`."""
    identity.require()
    rows = session.scalars(select(KcbVisit).where(KcbVisit.person_id == identity.person_id))
    by_year: dict[int, list[Visit]] = {}
    for row in rows:
        by_year.setdefault(row.year, []).append(from_details(row.id, row.details))
    _trace(session, identity, "kcb.years", {})
    return [_summary(year, by_year[year]) for year in sorted(by_year, reverse=True)]


def visits(session: Session, identity: Identity, selection: Selection = LATEST_YEAR) -> Selected:
    """The visits asked for; by default those of the latest year that has any. Raises `IdentityExpired`."""
    identity.require()
    query = select(KcbVisit).where(KcbVisit.person_id == identity.person_id)
    period = selection.period
    if period is not None and period.since is not None:
        query = query.where(KcbVisit.year >= period.since.year)
    if period is not None and period.until is not None:
        query = query.where(KcbVisit.year <= period.until.year)
    book = with_names(session, [from_details(row.id, row.details) for row in session.scalars(query)])
    _trace(session, identity, "kcb.visits", _dates(period))
    return select_visits(sorted(book, key=lambda done: (done.admitted, done.id), reverse=True), selection)


def visit(session: Session, identity: Identity, visit_id: int) -> Visit | None:
    """One visit with its costs; None when there is no such visit of this very person. Raises `IdentityExpired`."""
    identity.require()
    row = session.scalar(select(KcbVisit).where(KcbVisit.id == visit_id, KcbVisit.person_id == identity.person_id))
    _trace(session, identity, "kcb.visit", {"visit": visit_id, "found": int(row is not None)})
    return with_names(session, [from_details(row.id, row.details)])[0] if row else None


def record_visit(session: Session, person_id: int, done: Visit) -> int:
    """Store a visit that a facility has reported, whatever its `id` says; returns the id it got."""
    row = KcbVisit(person_id=person_id, year=done.year, details=to_details(done))
    session.add(row)
    session.flush()
    return row.id


def remove_all(session: Session, person_id: int) -> int:
    """Delete a person's whole book; returns the number of visits. The caller erases the person and leaves the trace."""
    visits = session.scalar(select(func.count()).select_from(KcbVisit).where(KcbVisit.person_id == person_id)) or 0
    session.execute(delete(KcbVisit).where(KcbVisit.person_id == person_id))
    return visits


def _summary(year: int, found: list[Visit]) -> YearSummary:
    return YearSummary(
        year=year,
        visits=len(found),
        total=sum(visit.total for visit in found),
        insurance=sum(visit.insurance for visit in found),
        copay=sum(visit.copay for visit in found),
        self_pay=sum(visit.self_pay for visit in found),
    )


def _dates(period: Period | None) -> dict[str, str | int | None]:
    if period is None:
        return {}
    ends = (("since", period.since), ("until", period.until))
    return {name: None if day is None else day.isoformat() for name, day in ends}


def _trace(session: Session, identity: Identity, action: str, details: dict[str, str | int | None]) -> None:
    audit.record(
        session, actor=identity.actor, action=action, subject_index=identity.subject_index, details={**details}
    )
