"""Sums of money in sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh.money import amounts_in


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("lương 8 triệu", 8_000_000),
        ("luong 8tr", 8_000_000),
        ("lương 8tr5", 8_500_000),
        ("lương 8 triệu rưỡi", 8_500_000),
        ("8 triệu 500 nghìn", 8_500_000),
        ("lương tám triệu", 8_000_000),
        ("mười hai triệu một tháng", 12_000_000),
        ("thu nhập 1,5 triệu", 1_500_000),
        ("thu nhap 1.5tr", 1_500_000),
        ("3tr25", 3_250_000),
        ("hết 500k", 500_000),
        ("hết 500 ngàn", 500_000),
        ("năm trăm nghìn", 500_000),
        ("một trăm hai mươi nghìn", 120_000),
        ("15 củ", 15_000_000),
        ("2 tỷ 3", 2_300_000_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("lương cơ bản 4.680.000đ", 4_680_000),
        ("lương 4680000 đồng", 4_680_000),
        ("4,680,000 vnđ", 4_680_000),
        ("lương em là 9.000.000", 9_000_000),
    ],
)
def test_sum(said: str, value: int) -> None:
    assert [amount.value for amount in amounts_in(said)] == [value]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "năm 2024",
        "đóng được 8 năm",
        "gọi 19009696",
        "mã số 7912345678",
        "con tôi 10 tuổi",
        "trường tiểu học số 3",
        "tỷ lệ 4,5%",
        "ngày 8.3.2024",
        "khám 3 lần",
        "nhà 5 người",
        "nhà có 2 cụ già",
    ],
)
def test_no_sum(said: str) -> None:
    assert amounts_in(said) == []


def test_several_and_where_they_stand() -> None:
    said = "trước đóng 5 triệu, nay lương 7tr5 thì sao"
    assert [(amount.value, said[amount.start : amount.end]) for amount in amounts_in(said)] == [
        (5_000_000, "5 triệu"),
        (7_500_000, "7tr5"),
    ]


def test_months_behind_a_sum_are_no_part_of_it() -> None:
    assert [amount.value for amount in amounts_in("lương 8 triệu 6 tháng liền")] == [8_000_000]


@given(st.text(alphabet="0123456789 .,trkiệuđồngnăm", max_size=40))
def test_any_text_is_read_without_error(said: str) -> None:
    assert all(amount.value > 0 and amount.start < amount.end <= len(said) for amount in amounts_in(said))


@given(st.integers(min_value=1, max_value=999_999_999))
def test_written_in_full_with_its_currency(value: int) -> None:
    written = f"{value * 1000:,}".replace(",", ".")
    assert [amount.value for amount in amounts_in(f"hết {written} đồng")] == [value * 1000]
