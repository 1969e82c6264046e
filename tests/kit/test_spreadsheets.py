"""No text that somebody else has written is run by who opens an export."""

import pytest

from kit.spreadsheets import harmless_cell


@pytest.mark.parametrize(
    "words", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  @x", "|cmd", "%0A"]
)
def test_what_a_spreadsheet_would_run_is_text(words: str) -> None:
    assert harmless_cell(words) == f"'{words}"


@pytest.mark.parametrize("words", ["", "Nguyễn Văn An", "7912345678", "5 = 5", " "])
def test_other_words_stay(words: str) -> None:
    assert harmless_cell(words) == words
