from datetime import date

import pytest

from backend import demo
from backend.config import BackendConfig
from backend.database import Database
from backend.participants import register
from backend.participants.register import HouseholdMatch

AN, NGOC, HAN, BAO = "7912345678", "7920456789", "7931567890", "0112890123"


@pytest.fixture
def seeded(database: Database, config: BackendConfig) -> Database:
    demo.seed(config)
    return database


def test_a_person_is_found_by_code_alone(seeded: Database) -> None:
    with seeded.reading() as session:
        found = register.find_by_code(session, AN)
        assert found and (found.full_name, found.phone, found.agency_code) == ("Nguyễn Văn An", "84912345678", "07915")
        assert register.find_by_code(session, "7912345679") is None


def test_the_otp_goes_to_the_phone_on_record_and_for_a_child_to_the_guardian(seeded: Database) -> None:
    with seeded.reading() as session:
        assert register.phone_on_record(session, AN) == "84912345678"
        assert register.phone_on_record(session, HAN) == register.phone_on_record(session, NGOC) == "84903456789"
        assert register.phone_on_record(session, "7900000001") is None


def test_a_grown_up_child_without_a_phone_has_none(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "is_minor", lambda born: False)
    with seeded.reading() as session:
        assert register.phone_on_record(session, HAN) is None


@pytest.mark.parametrize(
    ("today", "minor"), [(date(2031, 6, 19), True), (date(2031, 6, 20), False), (date(2026, 11, 20), True)]
)
def test_minor_until_the_18th_birthday(today: date, minor: bool) -> None:
    assert register.is_minor(date(2013, 6, 20), today) is minor


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        (AN, "Nguyễn Văn An", HouseholdMatch.MATCH),
        (AN, "  NGUYỄN  VĂN AN ", HouseholdMatch.MATCH),
        (AN, "Nguyễn Vân An", HouseholdMatch.NAME_DIFFERS),
        (AN, "Nguyen Van An", HouseholdMatch.NAME_DIFFERS),
        ("7900000001", "Nguyễn Văn An", HouseholdMatch.NOT_FOUND),
    ],
)
def test_household_register(seeded: Database, code: str, name: str, expected: HouseholdMatch) -> None:
    with seeded.reading() as session:
        assert register.household_match(session, code, name) is expected
