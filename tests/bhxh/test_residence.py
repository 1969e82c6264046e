"""Where somebody says to live, in sentences about something else."""

import pytest

from bhxh.residence import find_residence
from bhxh.text import strip_accents


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("tôi ở quận 5 TPHCM muốn đăng ký tài khoản", "quận 5, TPHCM"),
        ("đăng ký tài khoản cho tôi, tôi ở Bình Định", "Bình Định"),
        ("mã số [MA_SO_1], ở TPHCM, sđt [DIEN_THOAI_1]", "TPHCM"),
        ("tên [HO_TEN_1], mã [MA_SO_1], TPHCM", "TPHCM"),
        ("tôi sống tại huyện Tuy Phước, tỉnh Bình Định", "huyện Tuy Phước, tỉnh Bình Định"),
        ("ở phường 11, quận 5, TP.HCM", "phường 11, quận 5, TP.HCM"),
        ("ở xã Phước Sơn huyện Tuy Phước Bình Định", "xã Phước Sơn, huyện Tuy Phước, Bình Định"),
        ("tôi ở quận Gò Vấp thành phố Hồ Chí Minh", "quận Gò Vấp, thành phố Hồ Chí Minh"),
        ("địa chỉ: quận Ba Đình, Hà Nội", "quận Ba Đình, Hà Nội"),
        ("em ở HN", "HN"),
    ],
)
def test_a_home(words: str, place: str) -> None:
    assert find_residence(words) == place
    assert find_residence(strip_accents(words)) == strip_accents(place)


@pytest.mark.parametrize(
    "words",
    [
        "đăng ký tài khoản",
        "quê Bình Định",
        "tôi khám ở Khánh Hòa",
        "làm ở Bình Dương",
        "BHXH ở Đồng Tháp",
        "nộp ở Hà Nội được không",
        "sinh [NGAY_1] ở Đồng Tháp",
        "bệnh viện Đà Nẵng",
    ],
)
def test_what_is_no_home(words: str) -> None:
    assert find_residence(words) is None
    assert find_residence(strip_accents(words)) is None
