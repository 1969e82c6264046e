"""Finding people in the register. Look-ups go by the blind index of a normalised BHXH code.

What is found here is for the product's own decisions (may an OTP go out, and where to; does a name match). What a person is
shown goes through `profile`, `cards`, `participation` and `benefits` beside this file and `backend.kcb.service`, which ask for an
`Identity` and leave a trace.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.database import blind_index
from backend.participants.identity import Identity
from backend.participants.models import Person
from backend.participants.records import PersonRecord
from bhxh.dates import age_on, now
from bhxh.identifiers import parse_bhxh_code, parse_personal_id
from bhxh.problems import InvalidValue
from bhxh.text import clean, fix_tone

ADULT = 18


class HouseholdMatch(StrEnum):
    """Result of comparing a code and a name with the household register (HGĐ), as the officer sees it."""

    MATCH = "match"
    NOT_FOUND = "not_found"
    NAME_DIFFERS = "name_differs"


def code_index(session: Session, bhxh_code: str) -> bytes:
    """The blind index of a BHXH code (10 digits): the key of a person in the register and their subject in the audit log."""
    return blind_index(session, "person.bhxh_code", bhxh_code)


def find_by_code(session: Session, bhxh_code: str) -> PersonRecord | None:
    """The person with this BHXH code (as `parse_bhxh_code` returns it), or None."""
    person = session.scalar(select(Person).where(Person.code_index == code_index(session, bhxh_code)))
    return record_of(person) if person else None


def code_of_number(session: Session, written: str) -> str:
    """The BHXH code that a person means by a number: the code itself, or their 12-digit personal ID, which serves as one since 01/8/2025
    (CV 1804/BHXH-QLT). An ID of nobody in the register, or of several, is given back: a code of nobody. Raises InvalidValue."""
    try:
        return parse_bhxh_code(written)
    except InvalidValue as wrong:
        if wrong.code != "code.personal_id":
            raise
    number = parse_personal_id(written).number
    theirs = Person.personal_id_index == blind_index(session, "person.personal_id", number)
    codes = session.scalars(select(Person.bhxh_code).where(theirs).limit(2)).all()
    return codes[0] if len(codes) == 1 else number


def find_by_index(session: Session, index: bytes) -> PersonRecord | None:
    """The person whose code has this blind index (`code_index`), or None."""
    person = session.scalar(select(Person).where(Person.code_index == index))
    return record_of(person) if person else None


def find_by_id(session: Session, person_id: int) -> PersonRecord | None:
    """The person with this row id, or None."""
    person = session.get(Person, person_id)
    return record_of(person) if person else None


def minors_of(session: Session, guardian_id: int) -> list[PersonRecord]:
    """Those under 18 whose guardian this person is, the eldest first."""
    people = session.scalars(select(Person).where(Person.guardian_id == guardian_id))
    minors = [record_of(person) for person in people if is_minor(person.date_of_birth)]
    return sorted(minors, key=lambda minor: (minor.date_of_birth, minor.id))


def phone_on_record(session: Session, bhxh_code: str) -> str | None:
    """Where an OTP for this person goes: the declared phone (`84…`), a minor's guardian's where the minor has none, or None."""
    person = find_by_code(session, bhxh_code)
    if person is None:
        return None
    if person.phone is None and person.guardian_id is not None and is_minor(person.date_of_birth):
        guardian = session.get(Person, person.guardian_id)
        return guardian.phone if guardian else None
    return person.phone


def identify(session: Session, bhxh_code: str, *, actor: str, expires_at: datetime) -> Identity | None:
    """The identity of somebody who has just passed an OTP for this code; None when the code is not in the register.

    The caller vouches for the OTP; `actor` is an opaque id such as "conversation:<id>".
    """
    index = code_index(session, bhxh_code)
    person_id = session.scalar(select(Person.id).where(Person.code_index == index))
    return None if person_id is None else Identity(person_id, index, actor, expires_at)


def identity_of(session: Session, person_id: int, *, actor: str, expires_at: datetime) -> Identity | None:
    """The identity of somebody who is logged in as this person, or as the guardian of this child; None when there is no such person.

    The caller vouches for the log-in and for the guardianship, or for an agent who has given a reason; `actor` is an opaque id such as
    "citizen:<account id>" or "staff:<user name>".
    """
    index = session.scalar(select(Person.code_index).where(Person.id == person_id))
    return None if index is None else Identity(person_id, index, actor, expires_at)


def household_match(session: Session, bhxh_code: str, full_name: str) -> HouseholdMatch:
    """Compare with the household register (Công văn 222/CV-BHXH): the code must exist and the name be the same.

    Case and the placing of tone marks don't count, diacritics do: "Nguyễn Văn An" and "Nguyễn Vân An" are two people.
    """
    person = find_by_code(session, bhxh_code)
    if person is None:
        return HouseholdMatch.NOT_FOUND
    same = _comparable(person.full_name) == _comparable(full_name)
    return HouseholdMatch.MATCH if same else HouseholdMatch.NAME_DIFFERS


def is_minor(date_of_birth: date, today: date | None = None) -> bool:
    """Under 18 on that day (today in Viet Nam)."""
    return age_on(date_of_birth, today or now().date()) < ADULT


def record_of(person: Person) -> PersonRecord:
    """The row as a plain value."""
    return PersonRecord(
        id=person.id,
        bhxh_code=person.bhxh_code,
        full_name=person.full_name,
        date_of_birth=person.date_of_birth,
        gender=person.gender,
        personal_id=person.personal_id,
        phone=person.phone,
        address=person.address,
        province_code=person.province_code,
        agency_code=person.agency_code,
        guardian_id=person.guardian_id,
    )


def _comparable(name: str) -> list[str]:
    return [fix_tone(word) for word in clean(name).casefold().split()]
