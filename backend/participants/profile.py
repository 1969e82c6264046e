"""A person's master data, read with their identity; the read leaves a line in the audit log."""

from sqlalchemy.orm import Session

from backend import audit
from backend.participants.identity import Identity
from backend.participants.models import Person
from backend.participants.records import PersonRecord
from backend.participants.register import record_of


def profile(session: Session, identity: Identity) -> PersonRecord:
    """The person's master data. Raises `IdentityExpired`."""
    identity.require()
    person = session.get_one(Person, identity.person_id)
    audit.record(session, actor=identity.actor, action="profile.read", subject_index=identity.subject_index)
    return record_of(person)
