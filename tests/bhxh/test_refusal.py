"""Who tells that a facility refuses the card, and who does not."""

import pytest

from bhxh.refusal import tells_of_refusal


@pytest.mark.parametrize(
    "said",
    [
        "Tôi đi khám mà bệnh viện không nhận thẻ",
        "benh vien khong nhan the tren dien thoai",
        "họ từ chối thẻ vssid của tôi",
        "quầy không chịu nhận thẻ BHYT",
        "thẻ của tôi bị từ chối ở bệnh viện",
        "Phòng khám không cho dùng thẻ điện tử",
        "thẻ không được chấp nhận",
    ],
)
def test_a_refused_card(said: str) -> None:
    assert tells_of_refusal(said)


@pytest.mark.parametrize(
    "said",
    [
        "tôi không nhận được thẻ",  # it has not come
        "công ty không nhận như thế",
        "hồ sơ của tôi bị từ chối",
        "làm sao đổi thẻ",
        "không nhận được mã OTP",
        "",
    ],
)
def test_no_refused_card(said: str) -> None:
    assert not tells_of_refusal(said)
