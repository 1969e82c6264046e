"""Schools and classes to hand the form in through."""

import pytest
from sqlalchemy.orm import Session

from backend.registration.schools import find_school, save_school, schools_of


@pytest.fixture
def schools(session: Session) -> Session:
    save_school(
        session, code="TC1", name="Trường THCS Ánh Sáng", agency_code="07915", classes=["10A", "9B", "9A", "9A"]
    )
    save_school(session, code="TH2", name="Trường Tiểu học An Bình", agency_code="07916", classes=["1/1"])
    return session


def test_classes_are_unique_and_in_reading_order(schools: Session) -> None:
    school = find_school(schools, "TC1")
    assert school is not None
    assert school.classes == ("9A", "9B", "10A")


def test_an_agency_has_its_schools_and_a_province_all(schools: Session) -> None:
    assert [school.code for school in schools_of(schools, "07915")] == ["TC1"]
    assert [school.code for school in schools_of(schools, "079")] == ["TC1", "TH2"]
    assert schools_of(schools, "052") == []


def test_saving_again_replaces_the_classes(schools: Session) -> None:
    save_school(schools, code="TC1", name="Trường THCS Ánh Sáng", agency_code="07915", classes=["6A1"])
    school = find_school(schools, "TC1")
    assert school is not None
    assert school.classes == ("6A1",)
