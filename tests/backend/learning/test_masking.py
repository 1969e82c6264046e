"""The second masking: nothing that points at a person is kept for months."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.conversations.masking import Found, mask
from backend.learning.masking import LONGEST, bare


@pytest.mark.parametrize(
    ("masked", "kept"),
    [
        ("thẻ [THE_12] của [HO_TEN_3] đâu", "thẻ [THE_1] của [HO_TEN_1] đâu"),
        ("mẫu 01 và 2 tháng, 10 tuổi", "mẫu 01 và 2 tháng, 10 tuổi"),
        ("nhà 123 hay 12/34 hay 1 2 3, năm 2024", "nhà [SO_1] hay [SO_1] hay [SO_1], năm [SO_1]"),
        ("viết cho toi@thu hoặc https://mang.example/toi, www.toi.example", "viết cho [EMAIL_1] hoặc"),
        ("hỏi giùm Lan Phương với", "hỏi giùm [HO_TEN_1] với"),
        ("ở Đồng Nai hỏi Bảo hiểm xã hội Việt Nam", "ở Đồng Nai hỏi Bảo hiểm xã hội Việt Nam"),
        ("Alo. Mất thẻ BHYT rồi", "Alo. Mất thẻ BHYT rồi"),
        ("MẤT THẺ RỒI", "MẤT THẺ RỒI"),
        ("hai\tdòng\r\nmột\x00 câu\u2028nữa", "hai dòng một câu nữa"),
    ],
)
def test_what_is_left(masked: str, kept: str) -> None:
    assert bare(masked) == kept


@pytest.mark.parametrize("masked", ["[THE_1], [MA_SO_2].", "12345", "?!", "🙂", ""])
def test_without_words_nothing_is_left(masked: str) -> None:
    assert bare(masked) is None


def test_a_letter_is_cut_between_words() -> None:
    kept = bare("mất thẻ " * 400)
    assert kept is not None and LONGEST - 10 < len(kept) <= LONGEST and kept.endswith(("mất", "thẻ"))


@given(st.text(max_size=200), st.integers(100, 10**15))
def test_no_number_of_three_digits_survives(around: str, number: int) -> None:
    typed = f"{around} {number} không hiểu"
    engine = "".join(f"[{piece.kind}_1]" if isinstance(piece, Found) else piece for piece in mask(typed))
    kept = bare(engine)
    if kept is not None:
        digits = "".join(c if c.isdecimal() and c.isascii() else " " for c in kept)
        assert all(len(run) < 3 for run in digits.split())
        assert str(number) not in kept
