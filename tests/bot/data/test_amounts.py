"""Answers worked out for the sum that a question names."""

from datetime import date

import pytest

from bot import knowledge
from bot.amounts import rules, worked_out
from bot.facts import facts

DAY = date(2026, 11, 20)


def test_every_rule_belongs_to_an_answer_and_can_be_worked_out() -> None:
    assert set(rules()) <= set(knowledge.answers())
    for faq in rules():
        assert worked_out(faq, "lương 8 triệu", DAY, facts()), faq


@pytest.mark.parametrize(
    ("faq", "said", "expected"),
    [
        ("that_nghiep_muc_huong", "lương 8tr5 thì lãnh thất nghiệp bao nhiêu", "5.100.000 đồng"),
        ("tu_nguyen_muc_dong", "thu nhập 5 triệu đóng tự nguyện bao nhiêu", "1.100.000 đồng"),
        ("om_dau_muc_huong", "lương 10.000.000 nghỉ ốm được mấy", "7.500.000 đồng"),
        ("thai_san_thoi_gian_muc_huong", "luong 7 trieu ruoi sinh con duoc bao nhieu", "45.000.000 đồng"),
    ],
)
def test_worked_out(faq: str, said: str, expected: str) -> None:
    assert expected in (worked_out(faq, said, DAY, facts()) or "")


def test_a_sum_below_the_least_and_above_the_most_is_told_so() -> None:
    low = worked_out("tu_nguyen_muc_dong", "thu nhập 800 nghìn", DAY, facts()) or ""
    high = worked_out("tu_nguyen_muc_dong", "thu nhập 90 triệu", DAY, facts()) or ""
    assert "ít nhất là 1.500.000 đồng" in low and "330.000 đồng" in low
    assert "nhiều nhất là 50.600.000 đồng" in high and "11.132.000 đồng" in high


@pytest.mark.parametrize(
    ("faq", "said"),
    [
        ("that_nghiep_muc_huong", "trợ cấp thất nghiệp bao nhiêu"),
        ("that_nghiep_muc_huong", "lúc 5 triệu lúc 8 triệu thì tính sao"),
        ("that_nghiep_muc_huong", "gửi xe 5 nghìn"),
        ("the_bhyt_mat", "lương 8 triệu"),
    ],
)
def test_nothing_to_work_out(faq: str, said: str) -> None:
    assert worked_out(faq, said, DAY, facts()) is None


def test_a_day_without_a_known_figure_gives_no_sum() -> None:
    assert worked_out("tu_nguyen_muc_dong", "thu nhập 5 triệu", date(1990, 1, 1), facts()) is None
