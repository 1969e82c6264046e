"""Finding people by the phone that the register has of them: a caller's number may be that of a whole family."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.database import Database, keyring_of
from backend.participants.keys import phone_index
from backend.participants.models import Person
from backend.participants.records import PersonRecord
from backend.participants.register import record_of

MOST: Final = 20
"""People on one number; a number that more have declared is nobody's own."""
_BATCH: Final = 1000


def having_phone(session: Session, phone: str) -> list[PersonRecord]:
    """Those whom the register has under this phone (`84…`), at most `MOST`."""
    by = Person.phone_index == phone_index(keyring_of(session), phone)
    return [record_of(person) for person in session.scalars(select(Person).where(by).order_by(Person.id).limit(MOST))]


def index_phones(database: Database) -> int:
    """Fill in the index for people who were stored without it; returns how many. Works in short transactions."""
    filled = 0
    while True:
        with database.begin() as session:
            without = Person.phone.is_not(None) & Person.phone_index.is_(None)
            people = session.scalars(select(Person).where(without).limit(_BATCH)).all()
            for person in people:
                person.phone_index = phone_index(keyring_of(session), person.phone or "")
        filled += len(people)
        if len(people) < _BATCH:
            return filled
