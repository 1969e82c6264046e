"""Health facilities in running text, and what fits what a person said."""

import pytest

from bhxh.facilities import find_facility, follows_kind, is_hospital, names_facility
from bhxh.text import strip_accents


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("năm ngoái tôi khám ở Chợ Rẫy hết bao nhiêu", "Bệnh viện Chợ Rẫy"),
        ("khám ở BV Nguyễn Trãi hết 350k", "Bệnh viện Nguyễn Trãi"),
        ("tôi khám bv lê lợi năm kia", "Bệnh viện Lê Lợi"),
        ("bệnh viện Việt Nam - Cu Ba", "Bệnh viện Hữu nghị Việt Nam - Cu Ba Đồng Hới"),
        ("mổ ở việt đức", "Bệnh viện Hữu nghị Việt Đức"),
        ("sinh ở từ dũ hết bao nhiêu", "Bệnh viện Từ Dũ"),
        ("nằm viện Bạch Mai tháng trước", "Bệnh viện Bạch Mai"),
        ("còn ở nguyễn trãi thì sao", "Bệnh viện Nguyễn Trãi"),
        ("khám tại trạm y tế phường 11", "trạm y tế phường 11"),
        ("khám ở TTYT huyện Tuy Phước hết 1,2 triệu", "TTYT huyện Tuy Phước"),
        ("bệnh viện huyện năm 2024", "bệnh viện huyện"),
        ("phòng khám đa khoa Hoàng Long năm ngoái", "phòng khám đa khoa Hoàng Long"),
        ("tôi khám ở Khánh Hòa năm 2023", "Khánh Hòa"),
    ],
)
def test_facilities_in_a_sentence(words: str, name: str) -> None:
    found, plain = find_facility(words), find_facility(strip_accents(words))
    assert found is not None and found.name == name
    assert words[found.start : found.end] == found.written
    assert plain is not None and strip_accents(plain.name) == strip_accents(name)


@pytest.mark.parametrize(
    "words",
    [
        "bệnh viện nào",
        "bệnh viện có khám BHYT không",
        "viện phí bao nhiêu",
        "tôi nằm viện tháng trước",
        "xuất viện chưa",
        "nhà ở Nguyễn Trãi",
        "tôi ở Đồng Tháp, năm ngoái khám hết bao nhiêu",
        "sinh 1987 ở Đồng Tháp",
    ],
)
def test_sentences_without_a_facility(words: str) -> None:
    assert find_facility(words) is None
    assert find_facility(strip_accents(words)) is None


@pytest.mark.parametrize(
    ("said", "facility", "province", "fits"),
    [
        ("bv nguyen trai", "Bệnh viện Nguyễn Trãi", "TP. Hồ Chí Minh", True),
        ("Chợ Rẫy", "Bệnh viện Nguyễn Trãi", "TP. Hồ Chí Minh", False),
        ("Khánh Hòa", "Bệnh viện Đa khoa tỉnh Khánh Hòa", "Khánh Hòa", True),
        ("Sài Gòn", "Bệnh viện Nguyễn Trãi", "TP. Hồ Chí Minh", True),
        ("Hà Nội", "Bệnh viện Nguyễn Trãi", "TP. Hồ Chí Minh", False),
        ("bệnh viện tỉnh", "Bệnh viện Đa khoa tỉnh Bình Định", "Bình Định", True),
        ("bệnh viện huyện", "Trung tâm Y tế Quy Nhơn", "Bình Định", True),
        ("bệnh viện huyện", "Bệnh viện Chợ Rẫy", "TP. Hồ Chí Minh", False),
        ("ttyt quy nhơn", "Trung tâm Y tế Quy Nhơn", "Bình Định", True),
        ("bv nhi đồng", "Bệnh viện Nhi Đồng 1", "TP. Hồ Chí Minh", True),
        ("bv nhi đồng 2", "Bệnh viện Nhi Đồng 1", "TP. Hồ Chí Minh", False),
    ],
)
def test_what_was_said_is_compared_with_the_book(said: str, facility: str, province: str, fits: bool) -> None:
    assert names_facility(said, facility, province) is fits


def test_a_word_for_a_person_is_no_word_for_a_facility() -> None:
    assert follows_kind("khám ở bệnh viện ")
    assert not follows_kind("tôi là sinh viên ")
    assert not follows_kind("nhân viên ")
    assert is_hospital("BV Chợ Rẫy") and is_hospital("nguyen trai") and not is_hospital("Nguyễn Văn An")
