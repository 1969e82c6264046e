"""Visits of facilities that gave their codes alone: who reads the book reads names, as the directory has them that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from backend import demo, places
from backend.config import BackendConfig
from backend.database import Database
from backend.kcb import service
from backend.kcb.departments import department_named
from backend.kcb.render import render_visit, render_visits, visit_title
from backend.kcb.selection import Selection
from backend.kcb.visits import Visit
from backend.participants.register import identify
from bhxh import periods
from bhxh.dates import utcnow
from tests.backend.kcb.test_kcb import AN, identity

CODE, NAME = "79988", "Bệnh viện Mới Mở"
EVER = Selection(periods.Period(None, None))


@pytest.fixture
def book(database: Database, config: BackendConfig) -> Database:
    demo.seed(config)
    return database


def visited(session: Session, **changes: object) -> int:
    """Another visit of An's, like the latest."""
    an = identity(session, AN)
    latest: Visit = service.visits(session, an).visits[0]
    return service.record_visit(session, an.person_id, replace(latest, facility=CODE, department="K01", **changes))


def called(session: Session, name: str) -> None:
    places.save(session, [places.Draft(places.Kind.FACILITY, CODE, name, "79")])


def read(session: Session, visit_id: int) -> Visit:
    found = service.visit(session, identity(session, AN), visit_id)
    assert found is not None
    return found


def test_the_facility_is_called_as_the_directory_has_it_that_day(book: Database) -> None:
    with book.begin() as session:
        number = visited(session)
        assert read(session, number).facility == f"Cơ sở KCB mã {CODE}"
        for name in (NAME, "Bệnh viện Đã Đổi Tên"):
            called(session, name)
            one, an = read(session, number), identity(session, AN)
            assert (one.facility, one.department) == (name, "Khoa Khám bệnh")
            assert name in render_visit(one) and name in visit_title(one)
            assert name in render_visits(service.visits(session, an, EVER))
            assert [one.id for one in service.visits(session, an, Selection(facility=name)).visits] == [number]


def test_visits_imported_before_codes_were_stored_are_named_too(book: Database) -> None:
    with book.begin() as session:
        an = identity(session, AN)
        one = replace(read(session, visited(session)), facility=f"Cơ sở KCB mã {CODE}", department="Khoa K03;K19")
        number = service.record_visit(session, an.person_id, one)
        assert read(session, number).facility == f"Cơ sở KCB mã {CODE}"
        called(session, NAME)
        named = read(session, number)
        assert (named.facility, named.department) == (NAME, "Khoa Nội tổng hợp, Khoa Ngoại tổng hợp")


def test_a_reported_name_stays_whatever_the_directory_says(book: Database) -> None:
    with book.begin() as session:
        before = service.visits(session, identity(session, AN), EVER).visits
        places.save(session, [places.Draft(places.Kind.EMPLOYER, CODE, "Công ty Mẫu", "79")])
        number = visited(session)
        assert read(session, number).facility == f"Cơ sở KCB mã {CODE}", "an employer has that code, no facility"
        assert [one for one in service.visits(session, identity(session, AN), EVER).visits if one.id != number] == [
            *before
        ]


def test_a_long_book_asks_the_directory_once(book: Database) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "directory_entry" in statement:
            asked.append(statement)

    with book.begin() as session:
        for days in range(40):
            visited(session, admitted=date(2020, 1, 1) + timedelta(days=days))
        an = identify(session, AN, actor="test", expires_at=utcnow() + timedelta(minutes=1))
        assert an is not None
        event.listen(book.engine, "before_cursor_execute", note)
        assert len(service.visits(session, an, EVER).visits) > 40
        assert len(asked) == 1
        service.years(session, an)
        assert len(asked) == 1, "the years name no facility"
        event.remove(book.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("reported", "shown"),
    [
        ("K01", "Khoa Khám bệnh"),
        ("K02; K03,", "Khoa Hồi sức cấp cứu, Khoa Nội tổng hợp"),
        ("K18;K18", "Khoa Nhi"),
        ("K0249", "Khoa Hồi sức cấp cứu - Chống độc"),
        ("K99", "Khoa K99"),
        ("K0199", "Khoa K0199"),
        ("K01;NGOAI2", "Khoa Khám bệnh, Khoa NGOAI2"),
        ("Khoa Nội", "Khoa Nội"),
        ("Nội, Nhi", "Nội, Nhi"),
        ("Khoa Khám bệnh; K02", "Khoa Khám bệnh; K02"),
        ("", ""),
    ],
)
def test_departments(reported: str, shown: str) -> None:
    assert department_named(reported) == shown


def test_a_cell_of_separators_costs_nothing() -> None:
    assert department_named("K01" + "; ," * 90 + "é").startswith("K01;")
