import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from backend import demo
from backend.accounts import service
from backend.config import BackendConfig
from backend.credentials import passwords
from backend.database import Database
from backend.demo.citizens import WITH_ACCOUNT
from backend.demo.costs import base_wage
from backend.demo.directory import employers, facilities
from backend.demo.people import DemoPerson, demo_people
from backend.registration.agencies import agencies
from bhxh.card import groups, parse_card
from bhxh.dates import format_date
from bhxh.identifiers import parse_bhxh_code, parse_personal_id
from bhxh.names import parse_full_name
from bhxh.phone import parse_mobile, to_local
from bhxh.places import province_by_card_code
from tests.support.passwords import make_cheap

PEOPLE = {person.data.full_name: person for person in demo_people()}
CENTURY = {("nam", 19): "0", ("nữ", 19): "1", ("nam", 20): "2", ("nữ", 20): "3"}


@pytest.fixture(params=PEOPLE.values(), ids=PEOPLE.keys())
def person(request: pytest.FixtureRequest) -> DemoPerson:
    found: DemoPerson = request.param
    return found


def test_card_code_and_names_keep_the_rules(person: DemoPerson) -> None:
    data = person.data
    for number in (person.card, *(card.number for card in person.cards)):
        card = parse_card(number)
        assert card.bhxh_code == data.bhxh_code == parse_bhxh_code(data.bhxh_code)
        assert card.province == data.province_code
        assert card.group in groups()
    assert person.card == person.cards[0].number
    assert parse_full_name(data.full_name) == data.full_name
    assert data.phone is None or parse_mobile(data.phone) == data.phone
    province = province_by_card_code(data.province_code)
    assert province and data.agency_code in agencies() and data.agency_code.startswith(province.agency_code)


def test_the_identity_number_tells_province_sex_and_birth_year(person: DemoPerson) -> None:
    """Nghị định 137/2015/NĐ-CP, Điều 13 and Thông tư 07/2016/TT-BCA: 3 digits place, 1 century and sex, 2 year, 6 random."""
    data, born = person.data, person.data.date_of_birth
    if data.personal_id is None:
        assert born > date(2008, 11, 20), "only a child may have none"
        return
    assert parse_personal_id(data.personal_id).kind == "cccd"
    assert data.personal_id[3] == CENTURY[data.gender, born.year // 100]
    assert data.personal_id[4:6] == f"{born.year % 100:02d}"


def test_costs_add_up_and_follow_the_level(person: DemoPerson) -> None:
    level = parse_card(person.card).level
    assert person.visits or person.note
    for visit in person.visits:
        for line in visit.costs:
            assert line.total == line.insurance + line.copay + line.self_pay + line.other
            assert min(line.insurance, line.copay, line.self_pay, line.other) >= 0
        covered = visit.total - visit.self_pay
        expected = 100 if covered < 0.15 * base_wage(visit.admitted) else {3: 95, 4: 80}[level]
        assert visit.benefit_percent == expected
        assert abs(visit.insurance - covered * expected / 100) <= len(visit.costs)
        assert visit.admitted <= visit.discharged <= visit.paid_on <= date(2026, 11, 20)
        assert re.fullmatch(r"[A-Z]\d\d(\.\d)?", visit.icd10)


def test_the_histories_tell_what_the_notes_say() -> None:
    an, ngoc, han = PEOPLE["Nguyễn Văn An"], PEOPLE["Trần Thị Bích Ngọc"], PEOPLE["Lê Trần Gia Hân"]
    tuan, muoi, bao = PEOPLE["Phạm Văn Tuấn"], PEOPLE["Võ Thị Mười"], PEOPLE["Đặng Quốc Bảo"]
    assert {visit.year for visit in an.visits} == {2023, 2024, 2025, 2026}
    assert len({visit.province for visit in an.visits}) == 2
    assert len({period.employer for period in ngoc.participation}) == 2
    assert any("Thai sản" in benefit.scheme and benefit.from_date.year == 2024 for benefit in ngoc.benefits)
    assert han.data.guardian_code == ngoc.data.bhxh_code and han.data.phone is None
    assert [benefit.kind for benefit in tuan.benefits] == ["hang_thang"]
    overlapping = [visit for visit in muoi.visits if visit.admitted.year == 2026]
    assert {visit.province for visit in overlapping} == {"Đà Nẵng", "Gia Lai"}
    assert [(benefit.kind, benefit.from_date.year) for benefit in bao.benefits] == [("that_nghiep", 2025)]
    assert any(period.arrears_months for period in bao.participation)


@pytest.fixture
def seeded(database: Database, config: BackendConfig) -> Iterator[Database]:
    assert demo.seed(config) == 6
    yield database


def test_seeding_twice_adds_nothing(seeded: Database, config: BackendConfig) -> None:
    def counts() -> list[int]:
        with seeded.reading() as session:
            tables = ("person", "card", "participation", "benefit", "kcb_visit")
            return [session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]

    before = counts()
    assert demo.seed(config) == 0
    assert counts() == before


def test_nothing_personal_lies_readable_in_the_database_file(
    seeded: Database, config: BackendConfig, tmp_path: Path
) -> None:
    seeded.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("backend.sqlite*"))
    assert b"person" in stored
    public = {
        draft.name for draft in (*facilities(), *employers())
    }  # the directory names hospitals and firms, of nobody
    for person in demo_people():
        data = person.data
        values = {data.bhxh_code, data.full_name, data.personal_id, data.address, format_date(data.date_of_birth)}
        values |= {data.date_of_birth.isoformat(), data.phone, to_local(data.phone) if data.phone else None}
        values |= {card.number for card in person.cards} | {card.facility for card in person.cards}
        values |= {period.employer for period in person.participation} | {period.job for period in person.participation}
        values |= {benefit.scheme for benefit in person.benefits} | {benefit.decision for benefit in person.benefits}
        for visit in person.visits:
            values |= {visit.facility, visit.diagnosis, visit.admitted.isoformat(), visit.department}
            values |= {line.name for line in visit.costs}
            assert f'"{visit.icd10}"'.encode() not in stored
        for value in values - public - {None, ""}:
            assert value is not None and value.encode() not in stored, value


def test_the_demo_stays_out_of_production(config: BackendConfig) -> None:
    with pytest.raises(demo.NotInProduction):
        demo.seed(replace(config, env="production"))


def test_the_demos_citizens_log_in_with_its_password(
    database: Database, config: BackendConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_cheap(monkeypatch)
    for password in ("mat-khau-thu", "mat-khau-moi"):
        demo.seed(replace(config, demo_password=password))
        with database.reading() as session:
            accounts = [service.find_by_code(session, person.data.bhxh_code) for person in demo_people()]
            rows = session.execute(text("SELECT password_hash, must_change FROM account WHERE demo")).all()
        assert [account.demo for account in accounts if account] == [True] * len(WITH_ACCOUNT) == [True] * len(rows)
        assert all(passwords.matches(row.password_hash, password) and not row.must_change for row in rows)
