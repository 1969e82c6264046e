"""The household register behind one interface: embedded (the product's own register) or another system's, by HTTP."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from backend.database import Database
from backend.households.names import Comparison, Likeness, compare
from backend.participants import register


class RegisterAway(Exception):
    """The register does not answer, or not as agreed. ``reason`` is a code for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Member:
    """A person as the household register has them. ``personal_id`` and ``phone`` (`84…`) where it has any."""

    bhxh_code: str
    full_name: str
    date_of_birth: date
    gender: str
    province_code: str
    personal_id: str | None = None
    phone: str | None = None
    address: str | None = None


class HouseholdRegister(Protocol):
    """Where a BHXH code is looked up."""

    def find(self, bhxh_code: str) -> Member | None:
        """The person with this code (10 digits), None when there is none. Raises RegisterAway."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class EmbeddedRegister:
    """The register that this product keeps itself (`backend.participants`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, bhxh_code: str) -> Member | None:
        """The person with this code. Never away for longer than the database."""
        with self._database.reading() as session:
            person = register.find_by_code(session, bhxh_code)
        if person is None:
            return None
        return Member(
            bhxh_code=person.bhxh_code,
            full_name=person.full_name,
            date_of_birth=person.date_of_birth,
            gender=person.gender,
            province_code=person.province_code,
            personal_id=person.personal_id,
            phone=person.phone,
            address=person.address,
        )

    def close(self) -> None:
        """The database belongs to others."""


class Verdict(StrEnum):
    """What the register says to a code and a name. ``NEAR``: an officer has to say whether it is one person."""

    FOUND = "found"
    NEAR = "near"
    NAME_DIFFERS = "name_differs"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class Check:
    """The register's answer to a declared code and name; ``member`` and ``names`` are None when the code is unknown."""

    verdict: Verdict
    member: Member | None = None
    names: Comparison | None = None


_VERDICTS = {Likeness.SAME: Verdict.FOUND, Likeness.NEAR: Verdict.NEAR, Likeness.OTHER: Verdict.NAME_DIFFERS}


def check(households: HouseholdRegister, bhxh_code: str, full_name: str) -> Check:
    """Whether code and name exist in the household register (Công văn 3717/BHXH-CNTT, Phụ lục 02). Raises RegisterAway."""
    member = households.find(bhxh_code)
    if member is None:
        return Check(Verdict.NOT_FOUND)
    names = compare(full_name, member.full_name)
    return Check(_VERDICTS[names.likeness], member, names)
