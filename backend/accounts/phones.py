"""Who is reached by a phone: the other way round of `service.phone_of`."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.accounts.models import Account
from backend.accounts.service import phone_of
from backend.database import Database, keyring_of
from backend.participants import register
from backend.participants.keys import phone_index
from backend.participants.phones import MOST, having_phone
from backend.participants.records import PersonRecord

_BATCH: Final = 1000


def people_reached_by(session: Session, phone: str) -> list[PersonRecord]:
    """Everybody whose codes by SMS go to this phone (`84…`), at most `MOST`: children of theirs without a phone, too.

    A phone of the register counts no more for whoever has an account with another.
    """
    by = Account.phone_index == phone_index(keyring_of(session), phone)
    owners = session.scalars(select(Account.person_id).where(by).order_by(Account.id).limit(MOST))
    with_account = [register.find_by_id(session, person_id) for person_id in owners]
    found = [person for person in (*with_account, *having_phone(session, phone)) if person is not None]
    minors = [minor for person in found for minor in register.minors_of(session, person.id)]
    people = {person.id: person for person in (*found, *minors)}
    return [person for person in people.values() if phone_of(session, person.bhxh_code) == phone][:MOST]


def index_phones(database: Database) -> int:
    """Fill in the index for accounts that were opened without it; returns how many. Works in short transactions."""
    filled = 0
    while True:
        with database.begin() as session:
            accounts = session.scalars(select(Account).where(Account.phone_index.is_(None)).limit(_BATCH)).all()
            for account in accounts:
                account.phone_index = phone_index(keyring_of(session), account.phone)
        filled += len(accounts)
        if len(accounts) < _BATCH:
            return filled
