from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import demo
from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.kcb import render, service
from backend.participants.identity import Identity, IdentityExpired
from backend.participants.register import code_index, identify
from bhxh.dates import utcnow

AN, MUOI, NOBODY = "7912345678", "4801789012", "7900000001"


@pytest.fixture
def seeded(database: Database, config: BackendConfig) -> Database:
    demo.seed(config)
    return database


def identity(session: Session, code: str, minutes: int = 10) -> Identity:
    found = identify(session, code, actor="conversation:test", expires_at=utcnow() + timedelta(minutes=minutes))
    assert found
    return found


def test_years_visits_and_one_visit(seeded: Database) -> None:
    with seeded.begin() as session:
        an = identity(session, AN)
        years = service.years(session, an)
        assert [year.year for year in years] == [2026, 2025, 2024, 2023]
        for year in years:
            visits = service.visits(session, an, year.year)
            assert len(visits) == year.visits
            assert year.total == sum(visit.total for visit in visits)
            assert year.total == year.insurance + year.copay + year.self_pay
        latest = service.visits(session, an)
        assert [visit.admitted for visit in latest] == [date(2026, 4, 30)]
        assert service.visit(session, an, latest[0].id) == latest[0]
        assert service.visits(session, an, 1999) == []


def test_visits_come_newest_first(seeded: Database) -> None:
    with seeded.begin() as session:
        visits = service.visits(session, identity(session, AN), 2023)
    assert [visit.admitted for visit in visits] == [date(2023, 11, 2), date(2023, 3, 14)]


def test_another_persons_visit_does_not_exist(seeded: Database) -> None:
    with seeded.begin() as session:
        strangers = service.visits(session, identity(session, MUOI))
        assert service.visit(session, identity(session, AN), strangers[0].id) is None


def test_nothing_is_read_with_an_expired_identity(seeded: Database) -> None:
    with seeded.begin() as session:
        late = identity(session, AN, minutes=0)
        for read in (
            lambda: service.years(session, late),
            lambda: service.visits(session, late),
            lambda: service.visit(session, late, 1),
        ):
            with pytest.raises(IdentityExpired):
                read()


def test_an_unknown_code_gives_no_identity(seeded: Database) -> None:
    with seeded.begin() as session:
        assert identify(session, NOBODY, actor="conversation:test", expires_at=utcnow()) is None


def test_every_read_leaves_a_trace_without_personal_data(seeded: Database) -> None:
    with seeded.begin() as session:
        an = identity(session, AN)
        service.years(session, an)
        service.visits(session, an, 2023)
        service.visit(session, an, 10**6)
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
        assert [(entry.actor, entry.action, entry.details) for entry in entries] == [
            ("conversation:test", "kcb.years", {}),
            ("conversation:test", "kcb.visits", {"year": 2023}),
            ("conversation:test", "kcb.visit", {"visit": 10**6, "found": 0}),
        ]
        assert {entry.subject_index for entry in entries} == {code_index(session, AN)}


@pytest.mark.parametrize(
    ("amount", "written"), [(0, "0 đ"), (999, "999 đ"), (1_250_000, "1.250.000 đ"), (50_600_000, "50.600.000 đ")]
)
def test_money(amount: int, written: str) -> None:
    assert render.money(amount) == written


def test_rendering(seeded: Database) -> None:
    with seeded.begin() as session:
        an = identity(session, AN)
        years = service.years(session, an)
        visits = service.visits(session, an, 2023)
    overview = render.render_years(years)
    assert overview.splitlines()[:3] == [
        "Sổ khám chữa bệnh: 6 lượt, 4 năm",
        "• Năm 2026: 1 lượt, tổng chi phí 595.700 đ",
        "  BHYT trả 332.560 đ, Ông/Bà trả 263.140 đ",
    ]
    assert render.render_visits(visits).splitlines() == [
        "Năm 2023: 2 lượt khám chữa bệnh",
        "1. 02/11/2023 – 06/11/2023: Bệnh viện Đa khoa tỉnh Khánh Hòa (Khánh Hòa)",
        "   Viêm ruột thừa cấp khác và không xác định (K35.8)",
        "   Tổng 5.241.700 đ; BHYT trả 3.353.360 đ, Ông/Bà trả 1.888.340 đ",
        "2. 14/03/2023: Bệnh viện Nguyễn Trãi (TP. Hồ Chí Minh)",
        "   Viêm họng cấp, không đặc hiệu (J02.9)",
        "   Tổng 85.900 đ; BHYT trả 85.900 đ, Ông/Bà trả 0 đ",
    ]
    detail = render.render_visit(visits[0])
    assert "Khoa: Khoa" not in detail
    assert "Vào: 02/11/2023 – Ra: 06/11/2023" in detail
    assert "• Ngày giường điều trị ngoại khoa loại 2: 5 ngày x 223.800 đ = 1.119.000 đ" in detail
    assert "Tổng chi phí: 5.241.700 đ" in detail and "19009696" in detail
    assert render.visit_title(visits[0]) == "02/11/2023 – Bệnh viện Đa khoa tỉnh Khánh Hòa"
    assert render.year_title(years[0]) == "Năm 2026 (1 lượt)"


def test_rendering_nothing() -> None:
    assert "chưa có lượt khám nào" in render.render_years([])
    assert "chưa có lượt khám nào" in render.render_visits([])
    assert "Năm 2020" in render.render_visits([], 2020)
