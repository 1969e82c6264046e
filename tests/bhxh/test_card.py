import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh.card import explain, groups, levels, mask_card, parse_card
from bhxh.places import provinces
from bhxh.problems import InvalidValue

cards = st.builds(
    lambda group, level, province, code: f"{group}{level}{province}{code:010d}",
    st.sampled_from(sorted(groups())),
    st.integers(1, 5),
    st.sampled_from([province.card_code for province in provinces()]),
    st.integers(0, 9_999_999_999),
)


@given(
    cards,
    st.lists(st.sampled_from(["", " ", ".", "-", "  ", " - ", "_", "/"]), min_size=14, max_size=14),
    st.booleans(),
)
def test_every_usual_spelling_of_a_card_is_read(number: str, separators: list[str], lower: bool) -> None:
    typed = "".join(character + separator for character, separator in zip(number, [*separators, ""], strict=True))
    card = parse_card(typed.lower() if lower else typed)
    assert card.number == number
    assert card.bhxh_code == number[-10:]
    assert card.level == int(number[2])


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("", "card.empty", "15 ký tự"),
        ("DN479791234567", "card.length", "14 ký tự"),
        ("DN47979123456789", "card.length", "16 ký tự"),
        ("124797912345678", "card.letters", "chữ cái"),
        ("ĐN4797912345678", "card.letters", "chữ cái"),
        ("DN479791234567O", "card.letter_o", "thứ 15"),
        ("DN479791234567X", "card.digits", "thứ 15"),
        ("DN4797912345６78", "card.digits", "thứ 13"),
        ("XX4797912345678", "card.group", "XX"),
        ("DN0797912345678", "card.level", "0"),
        ("DN6797912345678", "card.level", "6"),
        ("DN4997912345678", "card.province", "99"),
    ],
)
def test_a_bad_card_is_told_what_is_wrong_with_it(typed: str, code: str, told: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_card(typed)
    assert refused.value.code == code
    assert told in refused.value.detail
    assert parse_card(refused.value.example)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(typed: str) -> None:
    try:
        assert len(parse_card(typed).number) == 15
    except InvalidValue as refused:
        assert refused.detail.endswith(".") or refused.detail.endswith("Minh.")


def test_the_parts_are_explained_in_printed_order() -> None:
    parts = explain(parse_card("HC4 01 0110129425"))
    assert [label for label, _ in parts] == ["Mã đối tượng", "Mức hưởng", "Nơi phát hành", "Mã số BHXH"]
    assert parts[0][1] == "HC: Cán bộ, công chức, viên chức"
    assert parts[1][1].startswith("4: 80%")
    assert parts[2][1] == "01: BHXH TP. Hà Nội"
    assert parts[3][1] == "0110129425"


def test_a_meaning_that_nobody_verified_is_not_shown_as_one() -> None:
    shown = dict(explain(parse_card("TG3797912345678")))["Mã đối tượng"]
    assert "19009696" in shown
    assert "mã bổ sung" in shown


def test_the_masked_card_keeps_only_both_ends() -> None:
    assert mask_card("DN4797912345678") == "DN479******5678"


def test_data_is_whole_and_composed() -> None:
    assert set(levels()) == {1, 2, 3, 4, 5}
    assert len(groups()) == 54
    assert all(group.meaning == unicodedata.normalize("NFC", group.meaning) for group in groups().values())
