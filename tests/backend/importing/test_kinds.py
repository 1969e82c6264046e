"""Cards, participation, benefits and visits from CSV: stored as people see them, twice the same, and wrong rows named."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.models import AuditEntry
from backend.database import Database
from backend.importing.kinds import Kind
from backend.importing.run import Report, import_rows
from backend.importing.sealing import Sealer
from backend.importing.source import Source
from backend.kcb import service as book
from backend.kcb.importing import VISITS
from backend.kcb.models import KcbVisit
from backend.kcb.selection import Selection
from backend.participants import benefits, cards, participation, register
from backend.participants.identity import Identity
from backend.participants.importing import BENEFITS, CARDS, PARTICIPATION, PEOPLE
from backend.participants.models import Benefit, Card, Participation
from backend.participants.writing import add_participation
from bhxh import periods
from bhxh.dates import utcnow
from kit.crypto import Keyring, new_keyset

from . import files

KINDS = (
    (CARDS, files.CARDS, Card, 2),
    (PARTICIPATION, files.PARTICIPATION, Participation, 2),
    (BENEFITS, files.BENEFITS, Benefit, 1),
    (VISITS, files.KCB, KcbVisit, 2),
)


@pytest.fixture
def people(database: Database, tmp_path: Path) -> Database:
    assert take(database, PEOPLE, tmp_path, files.PEOPLE).added == 2
    return database


def take(database: Database, kind: Kind, folder: Path, content: str) -> Report:
    return import_rows(database, kind, files.write(folder, content), actor="cli")


def lan(session: Session) -> Identity:
    found = register.identify(session, files.LAN, actor="test", expires_at=utcnow() + timedelta(minutes=1))
    assert found
    return found


def test_what_was_imported_is_what_people_see(people: Database, tmp_path: Path) -> None:
    for kind, content, _, rows in KINDS:
        report = take(people, kind, tmp_path, content)
        assert (report.added, report.problems) == (rows, []), kind.name
    with people.begin() as session:
        (card,) = cards.of(session, lan(session), date(2026, 11, 20))
        assert (card.card.number, card.card.valid_to, card.card.five_years_from) == (
            f"DN479{files.LAN}",
            date(2026, 12, 31),
            date(2015, 8, 1),
        )
        history = participation.of(session, lan(session), today=date(2019, 3, 1))
        assert [(one.kind, one.total.months, one.arrears.months) for one in history.kinds] == [
            ("bhxh", 101, 0),
            ("tnld", 3, 2),
        ]
        assert history.kinds[0].stretches[0].period.salary == 5_000_000
        (sick,) = benefits.of(session, lan(session))
        assert (sick.decisions[0].amount, sick.decisions[0].to_date) == (42_480_000, date(2024, 8, 31))
        assert (sick.decisions[0].account, sick.decisions[0].bank) == ("19020405678", "Agribank")
        visits = book.visits(session, lan(session), Selection(periods.Period(None, None))).visits
        assert [
            (one.care, one.total, one.insurance, one.copay, one.self_pay, one.benefit_percent) for one in visits
        ] == [
            ("Ngoại trú", 200_000, 144_000, 36_000, 20_000, 80),
            ("Nội trú", 1_000_000, 1_000_000, 0, 0, 100),
        ]
        assert visits[0].province == "TP. Hồ Chí Minh" or "Hồ Chí Minh" in visits[0].province


@pytest.mark.parametrize("case", KINDS, ids=[kind.name for kind, *_ in KINDS])
def test_twice_changes_nothing_and_new_values_are_taken(
    people: Database, tmp_path: Path, case: tuple[Kind, str, type, int]
) -> None:
    kind, content, table, rows = case
    take(people, kind, tmp_path, content)
    again = take(people, kind, tmp_path, content)
    assert (again.added, again.changed, again.unchanged) == (0, 0, rows)
    other = {"01/08/2015": "02/08/2015", "4800000": "4900000", "42.480.000": "42.480.001", "Viêm họng cấp": "Viêm họng"}
    for old, new in other.items():
        content = content.replace(old, new)
    changed = take(people, kind, tmp_path, content)
    assert (changed.added, changed.changed, changed.unchanged) == (0, 1, rows - 1)
    doubled = take(people, kind, tmp_path, content + content.split("\n", 1)[1])
    assert (doubled.added, doubled.unchanged) == (0, 2 * rows)
    with people.reading() as session:
        assert session.scalar(select(func.count()).select_from(table)) == rows
        assert [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))][
            -1
        ] == f"{kind.name}.import"


def test_the_same_new_row_twice_in_one_file_is_one(people: Database, tmp_path: Path) -> None:
    line = files.KCB.splitlines()[1]
    report = take(people, VISITS, tmp_path, f"{files.KCB}{line.replace('Viêm họng cấp', 'Viêm họng')}\n")
    assert (report.added, report.changed) == (2, 1)


def test_a_stretch_the_register_has_already_is_not_added_again(people: Database, tmp_path: Path) -> None:
    take(people, PARTICIPATION, tmp_path, files.PARTICIPATION)
    with people.begin() as session:
        periods_known = participation.records_of(session, lan(session).person_id)
        session.query(Participation).delete()
        add_participation(session, lan(session).person_id, periods_known)
    report = take(people, PARTICIPATION, tmp_path, files.PARTICIPATION)
    assert (report.added, report.changed) == (0, 2)


@pytest.mark.parametrize(
    ("kind", "content", "wrong"),
    [
        (CARDS, files.CARDS.replace("DN 4", "DN 9"), ("so_the_bhyt", "card.level")),
        (CARDS, files.CARDS.replace("31/12/2026", "31/12/2025"), ("den_ngay", "importing.ends_before")),
        (PARTICIPATION, files.PARTICIPATION.replace(",BHXH", ",BHXY"), ("loai", "importing.participation_kind")),
        (PARTICIPATION, files.PARTICIPATION.replace("08/2010", "13/2010"), ("tu_thang", "importing.month")),
        (PARTICIPATION, files.PARTICIPATION.replace("12/2018", "07/2010"), ("den_thang", "importing.ends_before")),
        (PARTICIPATION, files.PARTICIPATION.replace("5.000.000", "-5"), ("muc_luong", "importing.money")),
        (
            PARTICIPATION,
            files.PARTICIPATION.replace("4800000,0", "4800000,601"),
            ("so_thang_cham_dong", "importing.months_count"),
        ),
        (BENEFITS, files.BENEFITS.replace(",odts", ",om"), ("nhom", "importing.benefit_kind")),
        (BENEFITS, files.BENEFITS.replace("02/04/2024", "02/04/2999"), ("ngay_qd_huong", "importing.future")),
        (VISITS, files.KCB.replace("LK-1,79024", "LK-1,7902"), ("ma_cskcb", "importing.facility_code")),
        (VISITS, files.KCB.replace("LK-1", "=cmd()"), ("ma_lk", "importing.visit_number")),
        (VISITS, files.KCB.replace("J02.9", "viêm"), ("ma_benh", "importing.icd10")),
        (VISITS, files.KCB.replace("200000,144000", "200004,144000"), ("tong_chi_phi", "importing.costs_sum")),
        (VISITS, files.KCB.replace("14/03/2025,14", "15/03/2025,14"), ("ngay_ra", "importing.ends_before")),
        (
            VISITS,
            files.KCB.replace("14/03/2025,14/03/2025", "14/03/1925,14/03/1925"),
            ("ngay_vao", "importing.too_early"),
        ),
        (VISITS, files.KCB.replace("Ngoại trú", "Tại nhà"), ("hinh_thuc", "importing.care")),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, kind: Kind, content: str, wrong: tuple[str | None, str]) -> None:
    source = Source.open(files.write(tmp_path, content), kind)
    sealer = Sealer(kind, Keyring.from_settings(new_keyset(), "only-for-tests"))
    (batch,) = sealer.here(source)(0)
    (problem,) = batch.problems
    assert (problem.row, problem.column, problem.code) == (2, *wrong)
    assert problem.detail and files.LAN not in problem.detail
    assert len(batch.sealed) == content.count("\n") - 2


def test_rows_of_people_who_are_not_in_the_register(people: Database, tmp_path: Path) -> None:
    report = take(people, CARDS, tmp_path, files.CARDS.replace(files.LAN, "7999999999"))
    assert [(problem.row, problem.code) for problem in report.problems] == [(2, "importing.person_unknown")]
    assert report.added == 1


def test_a_visit_number_of_another_person_is_refused(people: Database, tmp_path: Path) -> None:
    take(people, VISITS, tmp_path, files.KCB)
    report = take(people, VISITS, tmp_path, files.KCB.replace(files.LAN, files.BINH))
    assert {problem.code for problem in report.problems} == {"importing.kcb_visit_of_another"}
    elsewhere = take(people, VISITS, tmp_path, files.KCB.replace(",79024,", ",79025,"))
    assert elsewhere.added == 2
