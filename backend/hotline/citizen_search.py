"""Finding whom a caller or a conversation is about: by phone, BHXH code, card or dossier number.

Every search counts before anything is looked at, and everybody found stands in the audit log. Somebody outside the agent's own agency
and nobody at all are one answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from backend import audit
from backend.accounts.phones import people_reached_by
from backend.database import Database
from backend.declined import Declined
from backend.lookup import limits
from backend.lookup.limits import Bucket
from backend.participants import register
from backend.participants.records import PersonRecord
from backend.registration import dossiers
from backend.registration.number import parse_number
from backend.staff.sessions import Staff
from bhxh.card import parse_card
from bhxh.identifiers import mask_code, parse_bhxh_code
from bhxh.messages import text
from bhxh.phone import parse_mobile
from bhxh.places import province_by_card_code

PER_HOUR: Final = 60
PER_DAY: Final = 300
"""Searches of one agent: more than there are calls in an hour, and too few to read the register out."""


@dataclass(frozen=True)
class Masked:
    """A person as much as may be seen before a reason is given: initials, masked code, year of birth."""

    index: bytes
    initials: str
    code: str
    born: int


def masked(session: Session, person: PersonRecord) -> Masked:
    """A person of the register, masked."""
    initials = " ".join(f"{word[0]}." for word in person.full_name.split())
    index = register.code_index(session, person.bhxh_code)
    return Masked(index, initials, mask_code(person.bhxh_code), person.date_of_birth.year)


def search(
    database: Database, agent: Staff, by: str, written: str, now: datetime, *, conversation: int | None = None
) -> Sequence[Masked]:
    """Who fits what was typed; ``by`` is one of `WAYS`. Raises InvalidValue, or Declined("too_many")."""
    parse, find = WAYS[by]
    wanted = parse(written)
    counted = [Bucket("agent.hour", agent.username, PER_HOUR, limits.HOUR)]
    counted.append(Bucket("agent.day", agent.username, PER_DAY, limits.DAY))
    if not limits.take(database, counted, now):
        raise Declined("too_many", text("hotline.citizen.too_many", hour=PER_HOUR, day=PER_DAY))
    with database.begin() as session:
        people = [person for person in find(session, wanted) if _within(agent.agency, person)]
        found = [masked(session, person) for person in people]
        details: dict[str, str | int | None] = {"by": by, "conversation": conversation, "found": len(found)}
        indexes: list[bytes | None] = [one.index for one in found]
        for index in indexes or [None]:
            audit.record(session, actor=agent.actor, action="hotline.searched", subject_index=index, details=details)
    return found


def _by_code(session: Session, bhxh_code: str) -> list[PersonRecord]:
    person = register.find_by_code(session, bhxh_code)
    return [person] if person else []


def _by_dossier(session: Session, number: str) -> list[PersonRecord]:
    dossier = dossiers.find(session, number)
    person = register.find_by_index(session, dossier.code_index) if dossier else None
    return [person] if person else []


WAYS: Final[dict[str, tuple[Callable[[str], str], Callable[[Session, str], list[PersonRecord]]]]] = {
    "phone": (parse_mobile, people_reached_by),
    "code": (parse_bhxh_code, _by_code),
    "card": (lambda written: parse_card(written).bhxh_code, _by_code),
    "dossier": (parse_number, _by_dossier),
}
"""What can be searched by: how it is read, and how people are found by it."""


def _within(agency: str | None, person: PersonRecord) -> bool:
    """Whether a person is of an agent's own agency: a province's (three digits) has its whole province, None has everybody."""
    if agency is None:
        return True
    if len(agency) > 3:
        return person.agency_code == agency
    province = province_by_card_code(person.province_code)
    return province is not None and province.agency_code == agency
