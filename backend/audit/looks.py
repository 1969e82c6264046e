"""What the log says about one person, for that person to read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.models import AuditEntry


@dataclass(frozen=True)
class Look:
    """One act on a person's data: when, who (as `record` was told) and what (its dotted name)."""

    sequence: int
    at: datetime
    actor: str
    action: str


def looks_at(
    session: Session,
    subject_index: bytes,
    *,
    before: int | None = None,
    without: str | None = None,
    limit: int = 50,
) -> list[Look]:
    """The acts on a person's data, newest first: at most ``limit``, of those older than row ``before``, but those of actor ``without``."""
    query = select(AuditEntry).where(AuditEntry.subject_index == subject_index)
    if before is not None:
        query = query.where(AuditEntry.sequence < before)
    if without is not None:
        query = query.where(AuditEntry.actor != without)
    rows = session.scalars(query.order_by(AuditEntry.sequence.desc()).limit(limit))
    return [Look(row.sequence, row.at, row.actor, row.action) for row in rows]
