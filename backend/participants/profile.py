"""A person's own data, read with their identity; every read leaves a line in the audit log."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import audit
from backend.participants.identity import Identity
from backend.participants.models import Benefit, Card, Participation, Person
from backend.participants.records import BenefitDecision, CardRecord, ParticipationPeriod, PersonRecord
from backend.participants.register import record_of


def profile(session: Session, identity: Identity) -> PersonRecord:
    """The person's master data."""
    identity.require()
    person = session.get_one(Person, identity.person_id)
    _trace(session, identity, "profile.read")
    return record_of(person)


def cards(session: Session, identity: Identity) -> list[CardRecord]:
    """The person's BHYT cards, newest first."""
    identity.require()
    rows = session.scalars(select(Card).where(Card.person_id == identity.person_id))
    found = [CardRecord(row.number, row.valid_from, row.valid_to, row.facility, row.five_years_from) for row in rows]
    _trace(session, identity, "card.read")
    return sorted(found, key=lambda card: card.valid_from or date.min, reverse=True)


def participation(session: Session, identity: Identity) -> list[ParticipationPeriod]:
    """The stretches of paying in, by kind and month."""
    identity.require()
    rows = session.scalars(select(Participation).where(Participation.person_id == identity.person_id))
    found = [ParticipationPeriod(kind=row.kind, **row.details) for row in rows]
    _trace(session, identity, "participation.read")
    return sorted(found, key=lambda period: (period.kind, period.from_month))


def benefits(session: Session, identity: Identity) -> list[BenefitDecision]:
    """The benefits decided for the person, newest first."""
    identity.require()
    rows = session.scalars(select(Benefit).where(Benefit.person_id == identity.person_id))
    found = [BenefitDecision(kind=row.kind, **_with_dates(row.details)) for row in rows]
    _trace(session, identity, "benefit.read")
    return sorted(found, key=lambda benefit: benefit.decided_on, reverse=True)


def _with_dates(details: dict[str, Any]) -> dict[str, Any]:
    dates = {key: date.fromisoformat(details[key]) for key in ("decided_on", "from_date", "to_date") if details[key]}
    return {**details, **dates}


def _trace(session: Session, identity: Identity, action: str) -> None:
    audit.record(session, actor=identity.actor, action=action, subject_index=identity.subject_index)
