"""A whole address told apart into fields."""

import pytest

from backend.registration.addresses import part_for, split_address
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
