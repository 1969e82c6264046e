"""A whole address told apart into fields."""

import pytest

from backend.registration.addresses import part_for, split_address, split_place
from backend.registration.agencies import find_agency, find_home_province


def test_an_address_in_one_line() -> None:
    assert split_address("số 7 ngõ 5 Hoàng Hoa Thám, tổ 3, phường Ngọc Hà, quận Ba Đình, Hà Nội") == {
        "street": "số 7 ngõ 5 Hoàng Hoa Thám, tổ 3",
        "commune": "phường Ngọc Hà",
        "district": "quận Ba Đình",
        "province": "Hà Nội",
    }


@pytest.mark.parametrize("written", ["Hà Nội", "quận 5", " Bình Định ", ""])
def test_one_part_is_no_address(written: str) -> None:
    assert split_address(written) == {}


def test_short_forms_and_dashes() -> None:
    found = split_address("12 Trần Hưng Đạo - P.11 - Q5 - TPHCM")
    assert found == {"street": "12 Trần Hưng Đạo", "commune": "P.11", "district": "Q5", "province": "TPHCM"}


@pytest.mark.parametrize(
    ("field", "written", "part"),
    [
        ("commune", "phường 11, quận 5", "phường 11"),
        ("district", "phường 11, quận 5", "quận 5"),
        ("commune", "Phước Sơn, Tuy Phước", "Phước Sơn, Tuy Phước"),
    ],
)
def test_the_part_that_a_field_asks_for(field: str, written: str, part: str) -> None:
    assert part_for(field, written) == part


def test_the_agency_of_the_province_by_its_kind_alone() -> None:
    province = find_home_province("Bình Định")
    assert find_agency("BHXH tỉnh", province).code == province.agency_code


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Quận 5, TP.HCM", ("TP.HCM", "Quận 5")),
        ("phường 11, quận 5, TP. Hồ Chí Minh", ("TP. Hồ Chí Minh", "quận 5")),
        ("quận 5", (None, "quận 5")),
        ("Bình Định", ("Bình Định", "")),
        ("[07915]", ("Hồ Chí Minh", "07915")),
        ("huyện Tuy Phước Bình Định", ("Bình Định", "huyện Tuy Phước")),
    ],
)
def test_a_place_for_an_agency(written: str, expected: tuple[str | None, str]) -> None:
    assert split_place(written) == expected
