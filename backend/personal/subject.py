"""Whose data a page shows: the reader's own, or a child's whose guardian the reader is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from backend import audit
from backend.accounts import service as accounts
from backend.accounts.guard import Citizen
from backend.participants import register
from backend.participants.identity import Identity
from backend.participants.records import PersonRecord
from bhxh.dates import utcnow

_PROVED_FOR: Final = timedelta(minutes=5)
"""The guard has checked the log-in at this request; what is read with it is read at once."""


@dataclass(frozen=True)
class Subject:
    """The person whose data is shown. ``ward``: a child, shown to its guardian; ``actor``: who looks, as the audit names them."""

    person: PersonRecord
    identity: Identity
    ward: bool

    @property
    def actor(self) -> str:
        return self.identity.actor

    def link(self, endpoint: str, **values: object) -> str:
        """The address of one of the personal pages for the same person."""
        if self.ward:
            values["ward"] = self.person.id
        return url_for(f"personal.{endpoint}", **values)  # type: ignore[arg-type]


def subject_of(session: Session, citizen: Citizen, ward: int | None) -> Subject:
    """The reader, or the child ``ward`` (id of the register). Raises NotFound for anybody whose guardian the reader is not."""
    if ward is not None and ward not in accounts.wards_of(session, citizen.person_id):
        raise NotFound
    person_id = citizen.person_id if ward is None else ward
    person = register.find_by_id(session, person_id)
    identity = register.identity_of(session, person_id, actor=citizen.actor, expires_at=utcnow() + _PROVED_FOR)
    if person is None or identity is None:
        raise NotFound
    return Subject(person, identity, ward is not None)


def children_of(session: Session, citizen: Citizen) -> list[PersonRecord]:
    """The children whose guardian the reader is, the eldest first; each is told of the look."""
    found = [subject_of(session, citizen, ward) for ward in accounts.wards_of(session, citizen.person_id)]
    for child in found:
        audit.record(session, actor=child.actor, action="children.read", subject_index=child.identity.subject_index)
    return [child.person for child in found]
