"""Places out of whole sentences, and values that were given to another question."""

import pytest

from backend.conversations.masking import Found, Kind, mask


@pytest.mark.parametrize(
    ("field", "text", "place"),
    [
        ("province", "tôi đang sinh sống tại tỉnh Bình Định", "tỉnh Bình Định"),
        ("province", "dạ em ở Hà Nội ạ", "Hà Nội"),
        ("province", "toi o binh dinh nhe", "binh dinh"),
        ("district", "à không, tôi ở quận 5 cơ", "quận 5"),
        ("district", "huyện Tuy Phước bạn nhé", "huyện Tuy Phước"),
        ("commune", "tôi ở xã Phước Sơn", "xã Phước Sơn"),
        ("street", "nhà tôi ở 12 Trần Hưng Đạo", "12 Trần Hưng Đạo"),
        ("district", "A Lưới", "A Lưới"),
        ("district", "u minh", "u minh"),
        ("district", "Ô Môn", "Ô Môn"),
        ("street", "thôn Kỳ Sơn, không có số nhà", "thôn Kỳ Sơn, không có số nhà"),
    ],
)
def test_the_place_in_a_sentence(field: str, text: str, place: str) -> None:
    assert mask(text, field) == [Found(Kind.DIA_CHI, place)]


@pytest.mark.parametrize(
    ("field", "text", "kind"),
    [
        ("bhxh_code", "số điện thoại di động của tôi là 0978123456", "DIEN_THOAI"),
        ("phone", "số cccd 079085001234", "GIAY_TO"),
        ("bhxh_code", "mã số trên thẻ bhyt của tôi là 7912345678", "MA_SO"),
        ("otp", "7912345678", "MA_SO"),
        ("card", "DN47979I2345678", "THE"),
    ],
)
def test_a_value_is_what_the_person_calls_it(field: str, text: str, kind: str) -> None:
    assert [piece.kind for piece in mask(text, field, otp_pending=field == "otp") if isinstance(piece, Found)] == [kind]


@pytest.mark.parametrize("text", ["đồ ngu", "cấp cứu, bố tôi ngất xỉu", "hello can you help me please"])
def test_what_is_not_ours_is_no_name(text: str) -> None:
    assert mask(text, "full_name") == [text]


def test_a_name_may_sound_like_an_insult() -> None:
    assert isinstance(mask("nguyễn thị mày", "full_name")[0], Found)


def test_lines_stay_apart() -> None:
    assert mask("mất thẻ thì sao\nquên mật khẩu thì sao") == ["mất thẻ thì sao\nquên mật khẩu thì sao"]
