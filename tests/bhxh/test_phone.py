import pytest

from bhxh.phone import mask_phone, parse_mobile, telco, to_local, was_migrated
from bhxh.problems import InvalidValue


@pytest.mark.parametrize(
    "typed",
    ["0912345678", "84912345678", "+84912345678", "+84 (0)912 345 678", "0912 345 678", "091.234.5678", "0084912345678",
     "912345678"],
)  # fmt: skip
def test_one_number_in_every_spelling(typed: str) -> None:
    assert parse_mobile(typed) == "84912345678"


# Quyết định 798/QĐ-BTTTT, the whole table.
@pytest.mark.parametrize(
    ("old", "new"),
    [("0120", "070"), ("0121", "079"), ("0122", "077"), ("0126", "076"), ("0128", "078"), ("0123", "083"), ("0124", "084"),
     ("0125", "085"), ("0127", "081"), ("0129", "082"), ("0162", "032"), ("0163", "033"), ("0164", "034"), ("0165", "035"),
     ("0166", "036"), ("0167", "037"), ("0168", "038"), ("0169", "039"), ("0186", "056"), ("0188", "058"), ("0199", "059")],
)  # fmt: skip
def test_eleven_digit_numbers_are_migrated(old: str, new: str) -> None:
    assert to_local(parse_mobile(old + "1234567")) == new + "1234567"
    assert was_migrated(old + "1234567")
    assert not was_migrated(new + "1234567")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("12", 2), ("0912 345 67", 9), ("+84 91 234 567", 9), ("09123456789", 11), ("1202 555 0100", 11)],
)
def test_the_digits_that_were_typed_are_counted(typed: str, digits: int) -> None:
    """Whoever typed two is not told of three: the zero that a spreadsheet may have lost is no digit of theirs."""
    with pytest.raises(InvalidValue) as refused:
        parse_mobile(typed)
    assert f"{digits} chữ số, trong khi" in refused.value.detail


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone.empty"),
        ("091234567", "phone.length"),
        ("09123456789", "phone.length"),
        ("02838535285", "phone.length"),
        ("0212345678", "phone.not_mobile"),
        ("0112345678", "phone.not_mobile"),
        ("+1 202 555 0100", "phone.length"),
        ("không có", "phone.digits"),
        ("０９１２３４５６７８", "phone.digits"),
    ],
)
def test_bad_numbers(typed: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_mobile(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("local", "owner"),
    [("0321234567", "viettel"), ("0861234567", "viettel"), ("0811234567", "vinaphone"), ("0701234567", "mobifone"),
     ("0521234567", "vietnamobile"), ("0591234567", "gmobile"), ("0871234567", "itel"), ("0551234567", "wintel")],
)  # fmt: skip
def test_the_range_tells_its_first_owner(local: str, owner: str) -> None:
    assert telco(parse_mobile(local)) == owner


def test_only_three_digits_are_shown() -> None:
    assert mask_phone("84912345678") == "*******678"
