"""Spans of time, seen from Friday 20/11/2026."""

from datetime import date

import pytest

from bhxh.periods import Period, find_period
from bhxh.text import strip_accents

TODAY = date(2026, 11, 20)

SPANS = [
    ("năm nay", "2026-01-01", "2026-12-31"),
    ("năm ngoái tôi khám ở Chợ Rẫy hết bao nhiêu", "2025-01-01", "2025-12-31"),
    ("năm vừa rồi", "2025-01-01", "2025-12-31"),
    ("năm kia", "2024-01-01", "2024-12-31"),
    ("2 năm trước", "2024-01-01", "2024-12-31"),
    ("hồi năm 2024", "2024-01-01", "2024-12-31"),
    ("2019", "2019-01-01", "2019-12-31"),
    ("2023-2024", "2023-01-01", "2024-12-31"),
    ("từ năm 2023 đến năm 2025", "2023-01-01", "2025-12-31"),
    ("từ 2023 đến nay", "2023-01-01", "2026-11-20"),
    ("từ năm ngoái đến giờ", "2025-01-01", "2026-11-20"),
    ("từ đầu năm đến nay", "2026-01-01", "2026-11-20"),
    ("đầu năm 2025", "2025-01-01", "2025-04-30"),
    ("cuối năm ngoái", "2025-09-01", "2025-12-31"),
    ("6 tháng đầu năm nay", "2026-01-01", "2026-06-30"),
    ("nửa cuối năm 2025", "2025-07-01", "2025-12-31"),
    ("quý 1 năm 2025", "2025-01-01", "2025-03-31"),
    ("quý II/2025", "2025-04-01", "2025-06-30"),
    ("từ tháng 3", "2026-03-01", "2026-11-20"),
    ("từ tháng 3 đến nay", "2026-03-01", "2026-11-20"),
    ("từ tháng ba tới giờ", "2026-03-01", "2026-11-20"),
    ("từ tháng 12", "2025-12-01", "2026-11-20"),
    ("sau tháng 3 năm 2025", "2025-04-01", "2026-11-20"),
    ("tháng 3", "2026-03-01", "2026-03-31"),
    ("tháng 12", "2025-12-01", "2025-12-31"),
    ("tháng mười hai năm 2024", "2024-12-01", "2024-12-31"),
    ("tháng năm năm ngoái", "2025-05-01", "2025-05-31"),
    ("tháng 5/2025", "2025-05-01", "2025-05-31"),
    ("T5/2025", "2025-05-01", "2025-05-31"),
    ("tháng này", "2026-11-01", "2026-11-30"),
    ("tháng trước", "2026-10-01", "2026-10-31"),
    ("3 tháng gần đây", "2026-08-20", "2026-11-20"),
    ("ba tháng qua", "2026-08-20", "2026-11-20"),
    ("năm tháng gần đây", "2026-06-20", "2026-11-20"),
    ("trong 6 tháng trở lại đây", "2026-05-20", "2026-11-20"),
    ("nửa năm nay", "2026-05-20", "2026-11-20"),
    ("2 năm nay", "2024-11-20", "2026-11-20"),
    ("30 ngày qua", "2026-10-21", "2026-11-20"),
    ("từ tháng 3 đến tháng 6", "2026-03-01", "2026-06-30"),
    ("từ tháng 3 đến tháng 6 năm 2024", "2024-03-01", "2024-06-30"),
    ("từ tháng 10 đến tháng 2 năm nay", "2025-10-01", "2026-02-28"),
    ("từ tháng 10 năm ngoái đến tháng 2 năm nay", "2025-10-01", "2026-02-28"),
    ("từ ngày 1/3/2025 đến ngày 30/6/2025", "2025-03-01", "2025-06-30"),
    ("từ 1/3 đến 30/6", "2026-03-01", "2026-06-30"),
    ("mùng 2 tháng 3", "2026-03-02", "2026-03-02"),
    ("ngày 25/12", "2025-12-25", "2025-12-25"),
    ("hôm qua", "2026-11-19", "2026-11-19"),
    ("tuần trước", "2026-11-09", "2026-11-15"),
    ("trước năm 2024", None, "2023-12-31"),
]


@pytest.mark.parametrize(("words", "since", "until"), SPANS)
@pytest.mark.parametrize("plain", [False, True])
def test_spans_as_people_name_them(words: str, since: str | None, until: str, plain: bool) -> None:
    found = find_period(strip_accents(words) if plain else words, TODAY)
    assert found is not None
    assert found.period == Period(since and date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "tra mã bhxh",
        "tháng 13",
        "31/2/2025",
        "con gái 10 tuổi",
        "đóng 15 năm",
        "thẻ mức 4",
        "mấy tháng nay",
        "năm khác",
        "nghỉ thai sản bao lâu",
    ],
)
def test_what_names_no_span(words: str) -> None:
    assert find_period(words, TODAY) is None


def test_the_rest_of_the_sentence_is_kept() -> None:
    found = find_period("Năm ngoái tôi khám ở Chợ Rẫy hết bao nhiêu", TODAY)
    assert found is not None and found.rest == "toi kham o cho ray het bao nhieu"


def test_both_ends_of_a_period_belong_to_it() -> None:
    period = Period(date(2025, 3, 1), date(2025, 3, 31))
    assert period.holds(date(2025, 3, 1)) and period.holds(date(2025, 3, 31))
    assert not period.holds(date(2025, 2, 28)) and not period.holds(date(2025, 4, 1))
    assert Period(None, None).holds(TODAY)
