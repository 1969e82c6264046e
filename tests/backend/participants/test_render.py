"""What the chat says of a person's records."""

from datetime import date

import pytest

from backend.participants import benefits, participation
from backend.participants.cards import on_day
from backend.participants.participation import Length
from backend.participants.records import BenefitDecision, CardRecord, ParticipationPeriod
from backend.participants.render import (
    MOST_SHOWN,
    length,
    render_benefits,
    render_cards,
    render_participation,
    render_totals,
)
from bhxh.periods import year

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(("months", "told"), [(0, "0 tháng"), (11, "11 tháng"), (24, "2 năm"), (93, "7 năm 9 tháng")])
def test_length(months: int, told: str) -> None:
    assert length(Length(months)) == told


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2025-09-01", None, "Còn hạn từ 01/09/2025, chưa ghi ngày hết hạn"),
        ("2026-01-01", "2026-12-31", "Còn hạn, đến hết ngày 31/12/2026"),
        ("2026-01-01", "2026-11-30", "Sắp hết hạn: còn 11 ngày, đến hết ngày 30/11/2026"),
        ("2025-01-01", "2025-12-31", "Đã hết hạn từ sau ngày 31/12/2025"),
        ("2027-01-01", None, "Chưa đến hạn dùng: có giá trị từ ngày 01/01/2027"),
        (None, None, "chưa ghi thời hạn"),
    ],
)
def test_cards(since: str | None, until: str | None, told: str) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    assert told in render_cards([on_day(CardRecord("CN3797912345678", first, last), TODAY)])


def test_a_card_whose_level_the_law_has_changed() -> None:
    told = render_cards(
        [on_day(CardRecord("CN3797912345678", date(2026, 1, 1), None, "Bệnh viện A", date(2030, 1, 1)), TODAY)]
    )
    assert "Thẻ in mức 3, nay được hưởng mức 2 (Nghị quyết 261/2025/QH15" in told
    assert "Nơi đăng ký KCB ban đầu: Bệnh viện A" in told
    assert "Sẽ đủ 5 năm liên tục từ 01/01/2030" in told
    assert "chưa ghi nhận thẻ BHYT" in render_cards([])


def test_participation_and_totals() -> None:
    known = [
        ParticipationPeriod("bhxh", "2019-01", "2019-12", "Công ty A", "Thợ", "Hà Nội", 1, 5_000_000, 2),
        ParticipationPeriod("bhyt", "2026-01", None, "Hộ gia đình", "Thành viên", "Hà Nội", 0, 0),
    ]
    history = participation.history(known, period=None, today=TODAY)
    told = render_participation(history, None, [])
    assert "tính đến tháng 11/2026" in told
    assert (
        "BHXH: tổng 1 năm\n• 01/2019 – 12/2019: Công ty A\n  Thợ; mức đóng 5.000.000 đ/tháng\n  Trong đó đơn vị còn chậm đóng 2 tháng"
        in told
    )
    assert "• 01/2026 – nay: Hộ gia đình\n  Thành viên" in told
    assert "• BHYT: 11 tháng (01/2026 – 11/2026)" in render_totals(history, None, [])
    empty = participation.history([], period=None, today=TODAY)
    assert "BHTN; Năm 2020: hệ thống không ghi nhận" in render_totals(empty, year(2020), [participation.Kind.BHTN])


def test_long_lists_are_cut_and_say_so() -> None:
    known = [
        ParticipationPeriod("bhxh", f"{2000 + n}-01", f"{2000 + n}-06", "A", "B", "C", 1, 1)
        for n in range(MOST_SHOWN + 3)
    ]
    told = render_participation(participation.history(known, period=None, today=TODAY), None, [])
    assert told.count("• ") == MOST_SHOWN
    assert "và 3 giai đoạn cũ hơn" in told


def test_benefits() -> None:
    paid = BenefitDecision(
        "odts",
        "1/QĐ",
        date(2024, 4, 2),
        "Thai sản",
        date(2024, 3, 1),
        date(2024, 8, 31),
        None,
        42_480_000,
        "Đã chi trả",
    )
    monthly = BenefitDecision(
        "hang_thang", "2/QĐ", date(2010, 9, 15), "Lương hưu", date(2010, 10, 1), None, None, 6_215_000, "Đang hưởng"
    )
    found = [
        benefits.KindBenefits(benefits.Kind.ODTS, (paid,)),
        benefits.KindBenefits(benefits.Kind.HANG_THANG, (monthly,)),
    ]
    told = render_benefits(found, None, [])
    assert (
        "• Thai sản: 42.480.000 đ (Đã chi trả)\n  Từ 01/03/2024 đến 31/08/2024; quyết định 1/QĐ ngày 02/04/2024" in told
    )
    assert "• Lương hưu: 6.215.000 đ/tháng (Đang hưởng)\n  Từ 01/10/2010 đến nay" in told
    assert "Thất nghiệp: hệ thống không ghi nhận" in render_benefits([], None, [benefits.Kind.THAT_NGHIEP])
