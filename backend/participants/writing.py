"""Writing to the register: what imports and the demo use."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.database import blind_index, keyring_of
from backend.importing.kinds import Outcome
from backend.participants.keys import benefit_details, benefit_key, name_birth, participation_key, phone_index
from backend.participants.models import Benefit, Card, Participation, Person
from backend.participants.records import BenefitDecision, CardRecord, ParticipationPeriod
from backend.participants.register import code_index


@dataclass(frozen=True)
class PersonData:
    """A person to write, with normalised values: `parse_bhxh_code`, `parse_full_name`, `parse_mobile`, `parse_personal_id`."""

    bhxh_code: str
    full_name: str
    date_of_birth: date
    gender: str
    province_code: str
    personal_id: str | None = None
    phone: str | None = None
    address: str | None = None
    agency_code: str | None = None
    guardian_code: str | None = None


class UnknownGuardian(LookupError):
    """The guardian's code is not in the register."""


class CardOfAnother(ValueError):
    """The card number is in the register under another person."""


_PLAIN = tuple(field.name for field in fields(PersonData) if field.name not in {"bhxh_code", "guardian_code"})


def give_guardian(session: Session, person_id: int, guardian_index: bytes) -> None:
    """Make whoever has this code (its blind index) the guardian of a person who has none; one that the register names stays."""
    person = session.get_one(Person, person_id)
    if person.guardian_id is None:
        person.guardian_id = session.scalar(select(Person.id).where(Person.code_index == guardian_index))


def save_person(session: Session, data: PersonData) -> tuple[int, Outcome]:
    """Add a person or bring the one with this code up to date; returns their id and what was done. Saving twice is harmless.

    Fields that `data` leaves out (None) are kept as they are. Raises `UnknownGuardian`.
    """
    index = code_index(session, data.bhxh_code)
    wanted: dict[str, object] = {name: getattr(data, name) for name in _PLAIN}
    if data.guardian_code is not None:
        wanted["guardian_id"] = _guardian(session, data.guardian_code)
    if data.personal_id is not None:
        wanted["personal_id_index"] = blind_index(session, "person.personal_id", data.personal_id)
    wanted["name_birth_index"] = name_birth(keyring_of(session), data.full_name, data.date_of_birth)
    if data.phone is not None:
        wanted["phone_index"] = phone_index(keyring_of(session), data.phone)
    person = session.scalar(select(Person).where(Person.code_index == index))
    if person is None:
        person = Person(code_index=index, bhxh_code=data.bhxh_code, **wanted)
        session.add(person)
        session.flush()
        return person.id, Outcome.ADDED
    changes = {name: value for name, value in wanted.items() if value is not None and getattr(person, name) != value}
    for name, value in changes.items():
        setattr(person, name, value)
    session.flush()
    # An index that was still to be filled in is no change of the person.
    return person.id, Outcome.CHANGED if changes.keys() - {"name_birth_index", "phone_index"} else Outcome.UNCHANGED


def correct(session: Session, person_id: int, *, full_name: str = "", phone: str = "", personal_id: str = "") -> None:
    """Bring single facts of a person up to date, normalised as in `PersonData`; empty ones are kept. Raises LookupError."""
    person = session.get(Person, person_id)
    if person is None:
        raise LookupError(person_id)
    if full_name:
        person.full_name = full_name
        person.name_birth_index = name_birth(keyring_of(session), full_name, person.date_of_birth)
    if phone:
        person.phone = phone
        person.phone_index = phone_index(keyring_of(session), phone)
    if personal_id:
        person.personal_id = personal_id
        person.personal_id_index = blind_index(session, "person.personal_id", personal_id)


def save_card(session: Session, person_id: int, card: CardRecord) -> Outcome:
    """Add a card, or bring its validity and facility up to date. Raises `CardOfAnother`."""
    index = blind_index(session, "card.number", card.number)
    row = session.scalar(select(Card).where(Card.number_index == index))
    if row is None:
        session.add(Card(person_id=person_id, number_index=index, **asdict(card)))
        session.flush()
        return Outcome.ADDED
    if row.person_id != person_id:
        raise CardOfAnother
    changes = {name: value for name, value in asdict(card).items() if value is not None and getattr(row, name) != value}
    for name, value in changes.items():
        setattr(row, name, value)
    session.flush()
    return Outcome.CHANGED if changes else Outcome.UNCHANGED


def add_participation(session: Session, person_id: int, periods: Iterable[ParticipationPeriod]) -> None:
    """Add stretches of paying in."""
    keyring, code = keyring_of(session), session.get_one(Person, person_id).bhxh_code
    for period in periods:
        details = asdict(period)
        entry = participation_key(keyring, code, period)
        session.add(Participation(person_id=person_id, kind=details.pop("kind"), details=details, entry_index=entry))


def add_benefits(session: Session, person_id: int, benefits: Iterable[BenefitDecision]) -> None:
    """Add benefit decisions."""
    keyring, code = keyring_of(session), session.get_one(Person, person_id).bhxh_code
    for benefit in benefits:
        entry = benefit_key(keyring, code, benefit)
        session.add(
            Benefit(person_id=person_id, kind=benefit.kind, details=benefit_details(benefit), entry_index=entry)
        )


def _guardian(session: Session, guardian_code: str) -> int:
    found = session.scalar(select(Person.id).where(Person.code_index == code_index(session, guardian_code)))
    if found is None:
        raise UnknownGuardian
    return found
