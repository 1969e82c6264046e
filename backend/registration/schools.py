"""Schools that collect declarations, and their classes: what a citizen chooses from who hands the form in through a school.

A school belongs to the agency that receives its dossiers; its coordinator (`/can-bo`) keeps the list of classes. Nothing here is
personal data.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.registration.models import School, SchoolClass
from bhxh.text import clean, fold


@dataclass(frozen=True)
class SchoolRecord:
    """A school: ``code`` is its unit code at BHXH ("TA1501"), ``classes`` the names of its classes in reading order."""

    code: str
    name: str
    agency_code: str
    classes: tuple[str, ...]


def save_school(session: Session, *, code: str, name: str, agency_code: str, classes: Iterable[str]) -> None:
    """Adds a school or changes it; its classes are those given from now on. Dossiers keep the class they were declared with."""
    school = session.get(School, code)
    if school is None:
        session.add(School(code=code, name=clean(name), agency_code=agency_code))
    else:
        school.name, school.agency_code = clean(name), agency_code
    session.flush()
    session.execute(delete(SchoolClass).where(SchoolClass.school_code == code))
    session.add_all(SchoolClass(school_code=code, name=each) for each in dict.fromkeys(map(clean, classes)))
    session.flush()


def find_school(session: Session, code: str) -> SchoolRecord | None:
    """The school of a unit code."""
    school = session.get(School, code)
    return None if school is None else _record(session, school)


def schools_of(session: Session, agency_code: str) -> list[SchoolRecord]:
    """The schools whose dossiers an agency receives, by name; a provincial agency's (three digits) are those of the whole province."""
    query = select(School).where(School.agency_code.startswith(agency_code, autoescape=True))
    schools = session.scalars(query).all()
    return sorted((_record(session, school) for school in schools), key=lambda school: fold(school.name))


def _record(session: Session, school: School) -> SchoolRecord:
    names = session.scalars(select(SchoolClass.name).where(SchoolClass.school_code == school.code))
    return SchoolRecord(school.code, school.name, school.agency_code, tuple(sorted(names, key=_reading_order)))


def _reading_order(name: str) -> tuple[int, str]:
    """Class 9A before class 10A."""
    digits = name[: len(name) - len(name.lstrip("0123456789"))]
    return (int(digits or 0), fold(name))
