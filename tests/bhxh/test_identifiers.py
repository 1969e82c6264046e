import pytest

from bhxh.identifiers import mask_code, mask_personal_id, parse_bhxh_code, parse_personal_id
from bhxh.problems import InvalidValue


@pytest.mark.parametrize("typed", ["7912345678", "79 1234 5678", "79.1234.5678", "7912-345-678", " 7912345678 "])
def test_a_code_in_any_spelling(typed: str) -> None:
    assert parse_bhxh_code(typed) == "7912345678"


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("", "code.empty", "10 chữ số"),
        ("791234567", "code.length", "9 chữ số"),
        ("79123456789", "code.length", "11 chữ số"),
        ("791234567O", "code.letter_o", "số 0 thay cho chữ O"),
        ("abc", "code.digits", "không có chữ cái"),
    ],
)
def test_a_bad_code_is_told_what_is_wrong(typed: str, code: str, told: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_bhxh_code(typed)
    assert (refused.value.code, told in refused.value.detail) == (code, True)


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        ("079 085 001 234", "cccd", "079085001234"),
        ("023456789", "cmnd", "023456789"),
        ("c1234567", "ho_chieu", "C1234567"),
        ("AB123456", "ho_chieu", "AB123456"),
    ],
)
def test_identity_papers(typed: str, kind: str, number: str) -> None:
    paper = parse_personal_id(typed)
    assert (paper.kind, paper.number) == (kind, number)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "personal_id.empty"),
        ("0790850012", "personal_id.length"),
        ("199085001234", "personal_id.place"),
        ("000085001234", "personal_id.place"),
        ("097085001234", "personal_id.place"),
        ("ABCDEFG", "personal_id.format"),
        ("C12345678901", "personal_id.format"),
    ],
)
def test_bad_identity_papers(typed: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_personal_id(typed)
    assert refused.value.code == code


def test_masks_hide_the_middle() -> None:
    assert mask_code("7912345678") == "79******78"
    assert mask_personal_id("079085001234") == "*********234"
