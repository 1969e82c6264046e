from datetime import date, datetime, timezone

import pytest

from bhxh.dates import format_date, parse_date
from bhxh.names import looks_like_name, parse_full_name
from bhxh.places import find_province, provinces
from bhxh.problems import InvalidValue


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nguyễn thị thu hà", "Nguyễn Thị Thu Hà"),
        ("  VÕ   THỊ MƯỜI ", "Võ Thị Mười"),
        ("Y Băk Niê", "Y Băk Niê"),
        ("Cao Minh Long", "Cao Minh Long"),
        ("Phan Thu Trang", "Phan Thu Trang"),
        ("Cao Kim Nhung", "Cao Kim Nhung"),
        ("Phan Mai Dung", "Phan Mai Dung"),
        ("Trần-Lê Anh", "Trần-lê Anh"),
    ],
)
def test_names_are_taken_with_their_marks(typed: str, name: str) -> None:
    assert parse_full_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name.empty"),
        ("Hà", "name.one_word"),
        ("Nguyễn Văn 2", "name.characters"),
        ("Nguyễn <b>An</b>", "name.characters"),
        ("nguyen thi thu ha", "name.no_accents"),
        ("Nguyễn " + "An " * 30, "name.too_long"),
    ],
)
def test_names_that_cannot_be_taken(typed: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_full_name(typed)
    assert refused.value.code == code


def test_what_looks_like_a_name() -> None:
    assert looks_like_name("tran van binh")
    assert looks_like_name("Lê Trần Gia Hân")
    assert not looks_like_name("thẻ của tôi hết hạn chưa")
    assert not looks_like_name("Nguyễn")


@pytest.mark.parametrize(
    "typed",
    [
        "2/3/1987",
        "02.03.1987",
        "2-3-87",
        "ngày 2 tháng 3 năm 1987",
        "2 thang 3 1987",
        "02031987",
        "1987-03-02",
        "mùng 2 tháng 3 năm 1987",
        "mồng hai tháng ba năm 1987",
        "ngày mùng 2/3 năm 87",
    ],
)
def test_dates_in_every_spelling(typed: str) -> None:
    assert parse_date(typed) == date(1987, 3, 2)


@pytest.mark.parametrize("typed", ["", "31/2/2020", "13/13/2020", "hôm qua", "2/3", "1/1/0000"])
def test_dates_that_do_not_exist(typed: str) -> None:
    with pytest.raises(InvalidValue):
        parse_date(typed)


def test_a_moment_is_shown_on_viet_nams_calendar() -> None:
    assert format_date(datetime(2026, 1, 1, 18, 0, tzinfo=timezone.utc)) == "02/01/2026"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("TPHCM", "79"), ("tp. hồ chí minh", "79"), ("Sài Gòn", "79"), ("HN", "01"), ("BR-VT", "77"), ("bà rịa vũng tàu", "77"),
     ("đắk lắk", "66"), ("dak lak", "66"), ("tỉnh Đồng Tháp", "87"), ("Huế", "46"), ("Thừa Thiên Huế", "46"), ("hoà bình", "17")],
)  # fmt: skip
def test_provinces_as_people_write_them(typed: str, code: str) -> None:
    found = find_province(typed)
    assert found is not None
    assert found.card_code == code


def test_there_were_63_provinces_and_are_34() -> None:
    territorial = [province for province in provinces() if province.name_2025]
    assert len(territorial) == 63
    assert len({province.name_2025 for province in territorial}) == 34
    assert find_province("Atlantis") is None
