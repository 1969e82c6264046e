"""Which benefits a sentence asks for."""

import pytest

from bot.actions.benefits import wanted
from bot.actions.said import Said


@pytest.mark.parametrize(
    ("words", "kinds", "since"),
    [
        ("xem các chế độ tôi đã hưởng", [], None),
        ("năm 2024 tôi nghỉ thai sản nhận được bao nhiêu tiền", ["odts"], "2024-01-01"),
        ("lương hưu hàng tháng của tôi", ["hang_thang"], None),
        ("tôi đã lãnh bảo hiểm xã hội một lần chưa, xem giúp", ["mot_lan"], None),
        ("trợ cấp thất nghiệp từ [NGAY_1]", ["that_nghiep"], "[NGAY_1]"),
        ("xem tiền ốm đau và trợ cấp thất nghiệp", ["odts", "that_nghiep"], None),
    ],
)
def test_kinds_and_time(words: str, kinds: list[str], since: str | None) -> None:
    asked = wanted(Said(words, "benefits", None, None, (), (), None))  # type: ignore[arg-type]
    assert (asked["kinds"], asked["since"]) == (kinds, since)
