"""What a row may hold, what is said about one that may not, and which rows repeat a person."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxh.text import clean
from sms_gateway.campaigns.importing.columns import match_columns
from sms_gateway.campaigns.importing.duplicates import Persons, Seen
from sms_gateway.campaigns.importing.problems import ImportRefused
from sms_gateway.campaigns.importing.rows import RowChecker, _is_clean
from sms_gateway.campaigns.lifecycle import RowError
from sms_gateway.campaigns.rows import Recipient

FIELDS = ("ho_ten", "ma_so_bhxh")
CHECKER = RowChecker(match_columns(["so_dien_thoai", "ho_ten", "ma_so_bhxh"], FIELDS))


def check(phone: str, name: str = "Nguyễn An", code: str = "7912345678") -> Recipient | RowError:
    return CHECKER.check(7, [phone, name, code])


@pytest.mark.parametrize(
    ("written", "msisdn"),
    [
        ("0912345678", "84912345678"),
        ("912345678", "84912345678"),
        ("+84 912 345 678", "84912345678"),
        ("'0912345678", "84912345678"),
        ("0912.345.678", "84912345678"),
        ("01632345678", "84332345678"),
        ("1632345678", "84332345678"),
        ("84912345678", "84912345678"),
    ],
)
def test_phones_as_spreadsheets_hold_them(written: str, msisdn: str) -> None:
    assert check(written) == Recipient(7, msisdn, ("Nguyễn An", "7912345678"))


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (["02838223344", "An", "7912345678"], "so_dien_thoai", "phone.length"),
        (["0283822334", "An", "7912345678"], "so_dien_thoai", "phone.not_mobile"),
        (["+14155552671", "An", "7912345678"], "so_dien_thoai", "phone.length"),
        (["9.03E+08", "An", "7933344455"], "so_dien_thoai", "scientific"),
        (["", "An", "7912345678"], "so_dien_thoai", "phone.empty"),
        (["09123x5678", "An", "7912345678"], "so_dien_thoai", "phone.digits"),
        (["0912345678", " ", "7912345678"], "ho_ten", "empty"),
        (["0912345678", "\u200b", "7912345678"], "ho_ten", "empty"),
        (["0912345678", "A" * 301, "7912345678"], "ho_ten", "too_long"),
        (["0912345678", "Tr\ufffdn", "7912345678"], "ho_ten", "encoding"),
        (["0912345678", "Nguy?n V?n An", "7912345678"], "ho_ten", "letters_lost"),
        (["0903111222", "An", "133344455"], "ma_so_bhxh", "leading_zero"),
        (["0912345678", "An", "7.91E+09"], "ma_so_bhxh", "scientific"),
        (["0912345678", "An", "791234567O"], "ma_so_bhxh", "code.letter_o"),
        (["0912345678", "An"], "ma_so_bhxh", "code.empty"),
        (["0912345678", "An", "7912345678", "thừa"], None, "too_many_cells"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(cells: list[str], column: str | None, code: str) -> None:
    error = CHECKER.check(7, cells)
    assert isinstance(error, RowError)
    assert (error.row, error.column, error.code) == (7, column, code)
    assert not any(len(cell) > 4 and cell in error.detail for cell in cells), "an error must not repeat the value"


def test_values_are_cleaned_and_empty_cells_at_the_end_are_nothing() -> None:
    assert CHECKER.check(7, ["0912345678", "  Nguye\u0302\u0303n\u00a0 An\n", "79 1234 5678", "", ""]) == Recipient(
        7, "84912345678", ("Nguyễn An", "7912345678")
    )


@given(st.text())
def test_the_short_cut_for_clean_values_agrees_with_cleaning(value: str) -> None:
    if _is_clean(value):
        assert clean(value) == value


@pytest.mark.parametrize(
    "header", [["Số điện thoại", "Họ tên", "Mã số BHXH"], ["MA_SO_BHXH", " ho_ten ", "So Dien Thoai"]]
)
def test_columns_in_any_order_and_as_people_write_them(header: list[str]) -> None:
    columns = match_columns(header, FIELDS)
    assert sorted(columns.names) == ["ho_ten", "ma_so_bhxh", "so_dien_thoai"]
    assert columns.names[columns.phone] == "so_dien_thoai"


@pytest.mark.parametrize(
    ("header", "code", "named"),
    [
        (["so_dien_thoai", "ho_ten"], "columns_missing", "ma_so_bhxh"),
        (["ho_ten", "ma_so_bhxh"], "columns_missing", "so_dien_thoai"),
        (["so_dien_thoai", "ho_ten", "ma_so_bhxh", "Họ Tên"], "columns_duplicate", "ho_ten"),
        (["so_dien_thoai", "ho_ten", "ma_so_bhxh", "ghi_chu"], "columns_unknown", "ghi_chu"),
        (["so_dien_thoai", "ho_ten", "", "ma_so_bhxh"], "columns_unnamed", "3"),
    ],
)
def test_a_wrong_header_is_refused_naming_the_columns(header: list[str], code: str, named: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        match_columns(header, FIELDS)
    assert refused.value.code == code
    assert named in refused.value.detail


class Repeats:
    """A file's rows, batch by batch."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._persons, self._seen = Persons(columns, b"0" * 16), Seen()

    def split(self, batch: Sequence[Recipient]) -> tuple[list[Recipient], list[tuple[int, int]]]:
        repeated = self._seen.repeated([(self._persons.of(one), one.row) for one in batch])
        return [one for one in batch if one.row not in repeated], [*repeated.items()]


def test_duplicates_are_person_and_phone_across_batches() -> None:
    seen = Repeats(FIELDS)
    first = Recipient(2, "84912345678", ("Nguyễn An", "7912345678"))
    same_person = Recipient(3, "84912345678", ("NGUYỄN AN", "7912345678"))
    household = Recipient(4, "84912345678", ("Nguyễn Bình", "7912345679"))
    other_phone = Recipient(5, "84912345679", ("Nguyễn An", "7912345678"))
    again = Recipient(6, "84912345679", ("Nguyễn An", "7912345678"))
    assert seen.split([first, same_person, household]) == ([first, household], [(3, 2)])
    assert seen.split([other_phone, again]) == ([other_phone], [(6, 5)])


def test_without_a_code_the_person_is_all_the_values() -> None:
    seen = Repeats(("ho_ten", "lop"))
    rows = [Recipient(2, "84912345678", ("Nguyễn An", "6A")), Recipient(3, "84912345678", ("nguyen an", "6a"))]
    assert seen.split(rows) == ([rows[0]], [(3, 2)])


def test_every_duplicate_is_found_in_any_order() -> None:
    chance = random.Random(5)
    rows = [Recipient(i, f"849{chance.randrange(200):08d}", ("x", f"{chance.randrange(5):010d}")) for i in range(2000)]
    seen = Repeats(FIELDS)
    fresh = [r for start in range(0, 2000, 77) for r in seen.split(rows[start : start + 77])[0]]
    keys = [(r.msisdn, r.values[1]) for r in fresh]
    assert len(keys) == len(set(keys)) == len({(r.msisdn, r.values[1]) for r in rows})
