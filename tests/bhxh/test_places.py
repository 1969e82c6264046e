"""Provinces in running text, by every name people have for them."""

import pytest

from bhxh.places import find_places, find_province, provinces
from bhxh.text import strip_accents


def named(text: str) -> list[str]:
    return [place.province.card_code for place in find_places(text)]


@pytest.mark.parametrize("province", [province for province in provinces() if province.name_2025], ids=lambda p: p.name)
def test_each_of_the_63_and_34_names_is_found_in_a_sentence(province) -> None:
    for name in (province.name, strip_accents(province.name), province.name.upper()):
        assert named(f"tôi ở tỉnh {name} thì nộp ở đâu") == [province.card_code], name
    assert find_province(province.name_2025) is not None
    assert len(named(f"nhà tôi ở {province.name_2025}, sáp nhập rồi")) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("tra mã bhxh ở TPHCM", "79"),
        ("ở tp.hcm nha", "79"),
        ("em sống ở sài gòn", "79"),
        ("o sai gon", "79"),
        ("ở sg", "79"),
        ("dân SG", "79"),
        ("ở hn", "01"),
        ("HN", "01"),
        ("quê BR-VT", "77"),
        ("bà rịa vũng tàu", "77"),
        ("ba ria - vung tau", "77"),
        ("ở ĐN", "48"),
        ("ở đắc lắc", "66"),
        ("o daklak", "66"),
        ("thừa thiên - huế", "46"),
        ("tt huế", "46"),
        ("o hue", "46"),
        ("thanh hoá", "38"),
        ("tôi ở Nha Trang", "56"),
        ("ở qui nhơn", "52"),
        ("ngoài TP Vinh", "40"),
        ("quận 5 TP. Hồ Chí Minh", "79"),
    ],
)
def test_spoken_names(words: str, code: str) -> None:
    assert named(words) == [code]


def test_several_in_their_order() -> None:
    assert named("chuyển từ Nam Định vào Bà Rịa - Vũng Tàu rồi ra HN") == ["36", "77", "01"]


@pytest.mark.parametrize(
    "words",
    ["chị Huệ hỏi", "đó sơn là gì", "thẻ DN của tôi", "ct chưa đóng cho em", "làm ở ct may", "ở dn nhỏ", "tra mã bhxh", "gia lại hạn thẻ"],
)  # fmt: skip
def test_what_only_sounds_like_a_province(words: str) -> None:
    assert named(words) == []


def test_a_person_is_no_province() -> None:
    assert find_province("Huệ") is None
    assert find_province("Huế") is not None
    assert find_province("hue") is not None


def test_where_it_stands() -> None:
    text = "nhà ở tp. đà nẵng ạ"
    [place] = find_places(text)
    assert text[place.start : place.end] == place.written == "tp. đà nẵng"
