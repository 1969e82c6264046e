"""Finding one person by what they know of themselves, for the public look-up of a BHXH code (Công văn 3717/BHXH-CNTT, phần II)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.database import Database, blind_index, keyring_of
from backend.participants.keys import name_birth
from backend.participants.models import Person
from backend.participants.records import PersonRecord
from backend.participants.register import code_index, record_of
from bhxh.places import province_by_card_code
from bhxh.text import clean, fix_tone, fold, strip_accents

_BATCH = 1000


@dataclass(frozen=True)
class Known:
    """What somebody says of themselves: province (card code) and name, and at least one of the others, each normalised."""

    province_code: str
    full_name: str
    personal_id: str | None = None
    date_of_birth: date | None = None
    bhxh_code: str | None = None


def find_matching(session: Session, known: Known) -> PersonRecord | None:
    """The one person whom everything said fits; None when there is none, or more than one. Raises ValueError for a name alone."""
    if known.bhxh_code is not None:
        by = Person.code_index == code_index(session, known.bhxh_code)
    elif known.personal_id is not None:
        by = Person.personal_id_index == blind_index(session, "person.personal_id", known.personal_id)
    elif known.date_of_birth is not None:
        by = Person.name_birth_index == name_birth(keyring_of(session), known.full_name, known.date_of_birth)
    else:
        raise ValueError("a name alone finds nobody")
    fitting = [person for person in session.scalars(select(Person).where(by)) if _fits(person, known)]
    return record_of(fitting[0]) if len(fitting) == 1 else None


def _fits(person: Person, known: Known) -> bool:
    return (
        _same_province(person.province_code, known.province_code)
        and _same_name(person.full_name, known.full_name)
        and known.personal_id in (None, person.personal_id)
        and known.date_of_birth in (None, person.date_of_birth)
        and known.bhxh_code in (None, person.bhxh_code)
    )


def _same_province(registered: str, said: str) -> bool:
    """Since 01/7/2025 people may name the province that theirs became part of (Nghị quyết 202/2025/QH15)."""
    theirs, other = province_by_card_code(registered), province_by_card_code(said)
    return registered == said or bool(theirs and other and theirs.name_2025 and theirs.name_2025 == other.name_2025)


def _same_name(registered: str, said: str) -> bool:
    """Typed without any marks it is compared without; with marks, they must be right: Vân is not Văn."""
    if strip_accents(said) == said:
        return fold(clean(registered)) == fold(clean(said))
    return [fix_tone(word) for word in clean(registered).casefold().split()] == [
        fix_tone(word) for word in clean(said).casefold().split()
    ]


def index_names(database: Database) -> int:
    """Fill in the index of names for people who were stored without it; returns how many. Works in short transactions."""
    filled = 0
    while True:
        with database.begin() as session:
            people = session.scalars(select(Person).where(Person.name_birth_index.is_(None)).limit(_BATCH)).all()
            for person in people:
                person.name_birth_index = name_birth(keyring_of(session), person.full_name, person.date_of_birth)
        filled += len(people)
        if len(people) < _BATCH:
            return filled
