from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend import demo
from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.kcb import render, service
from backend.kcb.selection import Selected, Selection
from backend.kcb.visits import CostLine
from backend.participants.identity import Identity, IdentityExpired
from backend.participants.register import code_index, identify
from bhxh import periods
from bhxh.dates import utcnow
from bhxh.money import in_dong

AN, MUOI, NGOC, NOBODY = "7912345678", "4801789012", "7920456789", "7900000001"


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
            visits = service.visits(session, an, Selection(periods.year(year.year))).visits
            assert len(visits) == year.visits
            assert year.total == sum(visit.total for visit in visits)
            assert year.total == year.insurance + year.copay + year.self_pay
        latest = service.visits(session, an).visits
        assert [visit.admitted for visit in latest] == [date(2026, 4, 30)]
        assert service.visit(session, an, latest[0].id) == latest[0]
        assert service.visits(session, an, Selection(periods.year(1999))).visits == ()


def test_visits_come_newest_first(seeded: Database) -> None:
    with seeded.begin() as session:
        visits = service.visits(session, identity(session, AN), Selection(periods.year(2023))).visits
    assert [visit.admitted for visit in visits] == [date(2023, 11, 2), date(2023, 3, 14)]


def test_another_persons_visit_does_not_exist(seeded: Database) -> None:
    with seeded.begin() as session:
        strangers = service.visits(session, identity(session, MUOI)).visits
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
        of_the_demo = session.scalar(select(func.max(AuditEntry.sequence))) or 0
        an = identity(session, AN)
        service.years(session, an)
        service.visits(session, an, Selection(periods.year(2023), "Khánh Hòa"))
        service.visits(session, an)
        service.visit(session, an, 10**6)
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.sequence > of_the_demo).order_by(AuditEntry.sequence)
        ).all()
        assert [(entry.actor, entry.action, entry.details) for entry in entries] == [
            ("conversation:test", "kcb.years", {}),
            ("conversation:test", "kcb.visits", {"since": "2023-01-01", "until": "2023-12-31"}),
            ("conversation:test", "kcb.visits", {}),
            ("conversation:test", "kcb.visit", {"visit": 10**6, "found": 0}),
        ]
        assert {entry.subject_index for entry in entries} == {code_index(session, AN)}


@pytest.mark.parametrize(
    ("amount", "written"), [(0, "0 đ"), (999, "999 đ"), (1_250_000, "1.250.000 đ"), (50_600_000, "50.600.000 đ")]
)
def test_money(amount: int, written: str) -> None:
    assert in_dong(amount) == written


def test_rendering(seeded: Database) -> None:
    with seeded.begin() as session:
        an = identity(session, AN)
        years = service.years(session, an)
        selected = service.visits(session, an, Selection(periods.year(2023)))
    overview = render.render_years(years)
    assert overview.splitlines()[:3] == [
        "Sổ khám chữa bệnh: 6 lượt, 4 năm",
        "• Năm 2026: 1 lượt, tổng chi phí 595.700 đ",
        "  BHYT trả 332.560 đ, Ông/Bà trả 263.140 đ",
    ]
    visits = selected.visits
    assert render.render_visits(selected).splitlines() == [
        "Năm 2023: 2 lượt khám chữa bệnh",
        "Tổng cộng 5.327.600 đ; BHYT trả 3.439.260 đ, Ông/Bà trả 1.888.340 đ",
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
    assert "khoản khác" not in detail
    assert render.visit_title(visits[0]) == "02/11/2023 – Bệnh viện Đa khoa tỉnh Khánh Hòa"
    assert render.year_title(years[0]) == "Năm 2026 (1 lượt)"


def test_a_stay_of_many_lines_is_told_by_its_dearest(seeded: Database) -> None:
    with seeded.begin() as session:
        (visit, *_) = service.visits(session, identity(session, AN), Selection(periods.year(2023))).visits
    costs = tuple(
        CostLine(f"Thuốc {number}", "Viên", Decimal(10), 100 * number, 800 * number, 200 * number, 0)
        for number in range(1, 61)
    )
    rounded = CostLine("Thuốc lẻ giá", "Ống", Decimal(10), 187_001, 1_496_004, 374_001, 0)  # 187.000,5 đ each
    told = render.render_visit(replace(visit, costs=(*costs, rounded)))
    assert "• Thuốc lẻ giá: 10 ống, 1.870.005 đ\n• Thuốc 60: 10 viên x 6.000 đ = 60.000 đ\n" in told
    assert "Thuốc 47:" in told and "Thuốc 46:" not in told
    assert f"• 46 khoản khác: {in_dong(sum(line.total for line in costs[:46]))}. " in told


def test_rendering_nothing() -> None:
    assert "chưa có lượt khám nào" in render.render_years([])
    assert "chưa có lượt khám nào" in render.render_visits(Selected(Selection(), ()))
    assert "Năm 2020" in render.render_visits(Selected(Selection(periods.year(2020)), ()))


AT_CHO_RAY = "bệnh viện Chợ Rẫy"


@pytest.mark.parametrize(
    ("selection", "admitted"),
    [
        (Selection(periods.year(2025), AT_CHO_RAY), ["2025-11-18", "2025-05-14"]),
        (Selection(periods.Period(date(2025, 6, 1), date(2025, 12, 31)), AT_CHO_RAY), ["2025-11-18"]),
        (Selection(periods.Period(date(2025, 11, 18), date(2025, 11, 18))), ["2025-11-18"]),
        (Selection(periods.Period(date(2025, 11, 18), None)), ["2026-08-20", "2025-12-09", "2025-11-18"]),
        (Selection(periods.Period(None, date(2023, 12, 31))), ["2023-10-05"]),
        (Selection(None, "bv cho ray"), ["2025-11-18", "2025-05-14"]),
        (Selection(None, "Hùng Vương"), ["2024-03-01", "2023-10-05"]),
        (Selection(latest=True), ["2026-08-20"]),
        (Selection(None, AT_CHO_RAY, latest=True), ["2025-11-18"]),
        (Selection(periods.year(2024), latest=True), ["2024-03-01"]),
        (Selection(), ["2026-08-20"]),
    ],
)
def test_what_was_named_is_selected(seeded: Database, selection: Selection, admitted: list[str]) -> None:
    with seeded.begin() as session:
        selected = service.visits(session, identity(session, NGOC), selection)
    assert [visit.admitted.isoformat() for visit in selected.visits] == admitted
    assert not selected.elsewhere


def test_a_facility_without_visits_shows_those_of_the_time(seeded: Database) -> None:
    with seeded.begin() as session:
        ngoc = identity(session, NGOC)
        selected = service.visits(session, ngoc, Selection(periods.year(2026), AT_CHO_RAY))
        nothing = service.visits(session, ngoc, Selection(periods.year(2020), AT_CHO_RAY))
    shown = render.render_visits(selected)
    assert selected.elsewhere
    assert "Năm 2026: Ông/Bà không có lượt khám" in shown and AT_CHO_RAY in shown and "Nguyễn Trãi" in shown
    assert render.render_visits(nothing).count("\n") == 0


def test_the_heading_names_time_facility_and_sum(seeded: Database) -> None:
    with seeded.begin() as session:
        ngoc = identity(session, NGOC)
        shown = [
            render.render_visits(service.visits(session, ngoc, selection)).splitlines()[:2]
            for selection in (Selection(periods.year(2025), AT_CHO_RAY), Selection(latest=True))
        ]
    assert shown[0][0] == "Năm 2025, tại Bệnh viện Chợ Rẫy: 2 lượt khám chữa bệnh"
    assert shown[0][1].startswith("Tổng cộng 409.100 đ; BHYT trả")
    assert shown[1] == ["Lượt khám chữa bệnh gần nhất:", "Cơ sở: Bệnh viện Nguyễn Trãi (TP. Hồ Chí Minh)"]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2025-01-01", "2025-12-31", "Năm 2025"),
        ("2024-02-01", "2024-02-29", "Tháng 2/2024"),
        ("2025-05-14", "2025-05-14", "Ngày 14/05/2025"),
        ("2025-03-01", "2025-06-30", "Từ 01/03/2025 đến 30/06/2025"),
        ("2025-03-01", None, "Từ 01/03/2025 đến nay"),
        (None, "2023-12-31", "Đến hết ngày 31/12/2023"),
        (None, None, "Từ trước đến nay"),
    ],
)
def test_a_span_is_named_as_people_do(since: str | None, until: str | None, words: str) -> None:
    assert (
        periods.describe(periods.Period(since and date.fromisoformat(since), until and date.fromisoformat(until)))
        == words
    )  # type: ignore[arg-type]
