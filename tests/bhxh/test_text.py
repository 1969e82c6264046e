import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh.text import clean, fix_tone, fold, nfc, strip_accents


def test_every_vietnamese_letter_becomes_ascii() -> None:
    letters = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
    for letter in letters + letters.upper():
        assert strip_accents(letter).isascii()
        assert strip_accents(unicodedata.normalize("NFD", letter)).isascii()
        assert strip_accents(letter).isupper() == letter.isupper()


@given(st.text(st.one_of(st.characters(), st.characters(min_codepoint=0xC0, max_codepoint=0x370))))
def test_folding_is_what_unicode_says_of_the_whole_text(text: str) -> None:
    marks_gone = "".join(c for c in unicodedata.normalize("NFD", nfc(text)) if not unicodedata.combining(c))
    assert strip_accents(text) == marks_gone.replace("đ", "d").replace("Đ", "D")
    assert fold(text) == " ".join(re.split(r"\s+", strip_accents(text).lower())).strip()


@pytest.mark.parametrize(
    ("typed", "fixed"),
    [("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuý", "thúy"), ("quý", "quý"), ("toán", "toán"), ("huỷ", "hủy"), ("HOÀ", "HÒA"),
     ("nghĩa", "nghĩa"), ("thủy", "thủy"), ("quỳ", "quỳ")],
)  # fmt: skip
def test_tone_marks_have_one_place(typed: str, fixed: str) -> None:
    assert fix_tone(typed) == fixed
    assert fix_tone(unicodedata.normalize("NFD", typed)) == fixed


@given(st.text())
def test_cleaning_is_stable_and_leaves_nothing_unprintable(typed: str) -> None:
    cleaned = clean(typed)
    assert clean(cleaned) == cleaned
    assert cleaned == nfc(cleaned)
    assert all(character == "\n" or unicodedata.category(character) not in {"Cc", "Cs"} for character in cleaned)


def test_cleaning_keeps_what_a_person_wrote() -> None:
    assert clean("  tra\u200b cứu\tmã\r\nsố\x00 BHXH 😀 ") == "tra cứu mã\nsố BHXH 😀"


@given(st.text())
def test_decomposed_and_composed_fold_alike(typed: str) -> None:
    assert fold(unicodedata.normalize("NFD", typed)) == fold(nfc(typed))


def test_fold() -> None:
    assert fold("  Đường  Nguyễn Thị Thuỷ ") == "duong nguyen thi thuy"
