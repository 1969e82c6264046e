"""Taking a person out of the register, and remembering by blind index alone that they were taken out."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend.participants.models import Benefit, Card, ErasedPerson, Participation, Person
from bhxh.dates import utcnow


def is_erased(session: Session, code_index: bytes) -> bool:
    """Whether the person of this blind index was taken out, and so shall not come back by a file."""
    return session.get(ErasedPerson, code_index) is not None


def remove(session: Session, person_id: int, *, reason: str) -> int:
    """Delete the person and what this package holds of them; returns the number of rows. Children keep their rows, without a guardian.

    The caller has taken out what others hold of the person, and leaves the trace in the audit log.
    """
    index = session.scalars(select(Person.code_index).where(Person.id == person_id)).one()
    session.execute(update(Person).where(Person.guardian_id == person_id).values(guardian_id=None))
    rows = 1
    for table in (Card, Participation, Benefit):
        owned = table.person_id == person_id
        rows += session.scalar(select(func.count()).select_from(table).where(owned)) or 0
        session.execute(delete(table).where(owned))
    session.execute(delete(Person).where(Person.id == person_id))
    session.merge(ErasedPerson(code_index=index, reason=reason, erased_at=utcnow()))
    session.flush()
    return rows
