"""Erasing a person: by a lawful request that the agency has granted, or because keeping them is over (docs/privacy.md).

Goes: the person with cards, participation, benefits and visits, the account with its sessions, the person's own dossiers with their
photos, their name on the rosters of classes and units, and links of their phones with other channels. Stays: the audit log, which knows
the person by a blind index alone and would not hold as a chain without the rows, and that index in a list, so that an older file of the
register or of a roster does not bring the person back.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from backend import audit
from backend.accounts import service as accounts
from backend.channels import linking
from backend.kcb import service as book
from backend.participants import register, removal
from backend.registration import dossiers
from backend.units import service as units
from bhxh.dates import utcnow


class Reason(StrEnum):
    """On what ground somebody is erased; goes to the audit log."""

    REQUEST = "request"
    COURT = "court"
    RETENTION = "retention"
    MISTAKE = "mistake"


class UnknownPerson(LookupError):
    """No such code in the register."""


@dataclass(frozen=True)
class Erased:
    """How many rows went. ``files``: photos to be deleted from the store once the transaction has committed."""

    rows: int
    files: list[str]


def erase(session: Session, bhxh_code: str, *, reason: Reason, actor: str) -> Erased:
    """Erase the person with this code. Raises `UnknownPerson`.

    One transaction: it happens as a whole or not at all. Feedback and conversations have retention rules of their own.
    """
    person = register.find_by_code(session, bhxh_code)
    if person is None:
        raise UnknownPerson
    subject = register.code_index(session, bhxh_code)
    account = accounts.find_by_person(session, person.id)
    for phone in {person.phone, account.phone if account else None} - {None}:
        linking.end_all(session, str(phone), utcnow(), actor)
    if account is not None:
        accounts.remove(session, account.id, actor)
    declared, files = dossiers.remove_all(session, subject, actor)
    rows = declared + units.remove_member(session, subject) + book.remove_all(session, person.id)
    rows += removal.remove(session, person.id, reason=reason.value)
    audit.record(
        session,
        actor=actor,
        action="person.erased",
        subject_index=subject,
        details={"reason": reason.value, "rows": rows},
    )
    return Erased(rows, files)
