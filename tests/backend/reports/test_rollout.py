"""The roll-out to the digit of the letter, counted from first log-ins, ranked, and without small groups."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import update

from backend.accounts import service as accounts
from backend.accounts.models import Account
from backend.database import Database
from backend.declined import Declined
from backend.demo.people import demo_people
from backend.participants.register import code_index
from backend.participants.writing import save_person
from backend.registration.scope import Scope
from backend.reports import headcounts
from backend.reports.build import Span, build
from backend.reports.percent import counted, percent, written
from backend.reports.rollout import Rollout, rollout
from backend.reports.suppression import pair
from backend.units import service as units
from backend.units.models import Group, UnitKind
from bhxh.dates import VIETNAM
from tests.backend.reports.conftest import LETTER, NOW, load, school, workbook
from tests.support.archives import bomb


def spread(database: Database, scope: Scope, day: date) -> Rollout:
    with database.reading() as session:
        return rollout(session, scope, datetime.combine(day, datetime.max.time(), VIETNAM), day)


def test_the_table_of_letter_222_to_the_digit(database: Database) -> None:
    assert load(database, *LETTER).rows == 2
    staff, pupils = spread(database, Scope("07915"), date(2021, 6, 17)).sums
    for each, sentence in ((staff, "1.978/2.447 = 80,83\u00a0%"), (pupils, "13.775/40.230 = 34,24\u00a0%")):
        assert each.installed is not None
        assert f"{counted(each.installed)}/{counted(each.total)} = {written(each.share)}" == sentence
        assert (each.as_of, each.deadline) == (date(2021, 6, 15), date(2021, 6, 30))


def test_the_same_file_again_changes_nothing_and_a_newer_count_replaces_the_older(database: Database) -> None:
    for _ in range(2):
        load(database, *LETTER)
    load(database, ("PGDQ5", "Các trường", "truong", "07915", "can_bo", 2450, "30/06/2021", "30/06/2021", 2450))
    now, before = (spread(database, Scope(None), date(2021, 6, day)) for day in (30, 16))
    assert [(line.installed, line.total) for line in now.lines] == [(2450, 2450), (13775, 40230)]
    assert [(line.installed, line.total) for line in before.lines] == [(1978, 2447), (13775, 40230)]


def test_scopes_see_their_own(database: Database) -> None:
    load(database, *LETTER)
    for agency, lines in (("07915", 2), ("079", 2), ("07901", 0), ("001", 0), (None, 2)):
        assert len(spread(database, Scope(agency), date(2021, 6, 30)).lines) == lines
    assert load(database, *LETTER, agency="07901").rows == 0


def test_the_best_are_ranked_and_small_groups_left_out(database: Database) -> None:
    load(
        database,
        school("A", "can_bo", 100, 90),
        school("B", "can_bo", 50, 45),
        school("C", "can_bo", 20, 19),  # one person has not: known to everybody there
        school("D", "can_bo", 4, 4),
        school("E", "can_bo", 200, 100),
    )
    found = spread(database, Scope(None), date(2026, 11, 20))
    assert {line.unit_code: line.installed for line in found.lines} == {
        "A": 90, "B": None, "C": None, "D": None, "E": 100,  # all but one of C and D together use it: B goes with them
    }  # fmt: skip
    assert [line.unit_code for line in found.ranked] == ["A", "E"]
    assert found.sums[0].installed == 258


def test_one_left_out_takes_another_along(database: Database) -> None:
    load(database, school("A", "can_bo", 100, 90), school("B", "can_bo", 50, 25), school("C", "can_bo", 20, 2))
    found = spread(database, Scope(None), date(2026, 11, 20))
    assert {line.unit_code: line.installed for line in found.lines} == {"A": 90, "B": None, "C": None}


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(4, 100, None), (5, 100, 5), (96, 100, None), (100, 100, 100), (0, 100, 0), (2, 4, None)],
)
def test_a_part_of_a_group(part: int, whole: int, told: int | None) -> None:
    assert pair(part, whole) == told


def test_shares_are_rounded_as_the_letters_do() -> None:
    assert written(percent(1, 3)) == "33,33\u00a0%"
    assert written(percent(1, 800)) == "0,13\u00a0%"  # half up
    assert written(percent(0, 0)) == "–"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({3: "99999"}, "danh mục"),
        ({0: "=1+1"}, "mã đơn vị"),
        ({1: ""}, "tên đơn vị"),
        ({2: "trại"}, "loại"),
        ({4: "phụ huynh"}, "nhóm"),
        ({5: -3}, "số nguyên"),
        ({5: "nhiều"}, "số nguyên"),
        ({8: 2448}, "đã cài đặt"),
        ({6: ""}, "ngày"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(database: Database, changed: dict[int, object], word: str) -> None:
    row = tuple(changed.get(place, cell) for place, cell in enumerate(LETTER[0]))
    done = load(database, LETTER[1], row)
    assert done.rows == 0 and [error.row for error in done.errors] == [3] and word in done.errors[0].detail
    assert not spread(database, Scope(None), date(2026, 11, 20)).lines


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"ma_don_vi,ten_don_vi\n"])
def test_a_file_that_is_none_is_refused(database: Database, data: bytes) -> None:
    with pytest.raises(Declined) as refused, database.begin() as session:
        headcounts.load(session, data, Scope(None), "staff:test", NOW)
    assert refused.value.code == "report.file"


def test_a_bomb_is_refused_before_it_is_read(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headcounts, "CalamineWorkbook", None)  # whatever opens it falls down
    with pytest.raises(Declined), database.begin() as session:
        headcounts.load(session, bomb(), Scope(None), "staff:test", NOW)


def test_missing_columns_are_named(database: Database) -> None:
    with pytest.raises(Declined) as refused, database.begin() as session:
        headcounts.load(session, workbook(heading=("ma_don_vi",)), Scope(None), "staff:test", NOW)
    assert refused.value.code == "report.columns" and "tong_so" in refused.value.detail


def test_an_empty_country_has_a_report(database: Database) -> None:
    with database.reading() as session:
        report = build(session, Scope(None), Span(date(2026, 10, 1), date(2026, 10, 31)), NOW)
    assert all(not table.rows for table in report.tables)


def test_first_log_ins_are_counted_against_the_units_headcounts(database: Database) -> None:
    people = [person for person in demo_people() if person.data.phone][:6]
    assert len(people) >= 5
    with database.begin() as session:
        unit = units.save_unit(session, code="TA1501", name="THCS Ba Đình", agency_code="07915", kind=UnitKind.SCHOOL)
        one = units.save_class(session, unit.id, name="9A", group=Group.PUPIL, headcount=40, as_of=date(2026, 9, 5))
        for person in people:
            person_id, _ = save_person(session, person.data)
            code = person.data.bhxh_code
            units.save_member(session, one.id, code_index(session, code), person.data.full_name)
            accounts.open_account(session, person_id=person_id, phone="84912345678", email=None, actor="test", now=NOW)
        session.execute(update(Account).values(first_login_at=datetime(2026, 11, 10, tzinfo=VIETNAM)))
    load(database, ("TA1501", "THCS Ba Đình", "truong", "07915", "hoc_sinh", 41, "01/11/2026", "31/12/2026", ""))
    before, after = (spread(database, Scope("07915"), date(2026, 11, day)) for day in (9, 20))
    assert [(line.installed, line.total, line.own) for line in before.lines] == [(0, 40, True)]
    assert [(line.installed, line.total, line.deadline) for line in after.lines] == [
        (len(people), 40, date(2026, 12, 31))
    ]
