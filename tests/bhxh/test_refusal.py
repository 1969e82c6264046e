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
        "benh vien ko chiu nhan the vssid cua toi, toi dang o day ne",
        "bv k nhan the vssid",
        "hok chiu nhan the bhyt",
        "bv k cho xai the",
        "benh vien khong quet dc the",
        "ko xai duoc the bhyt o quay",
        "the vssid ko xai duoc o benh vien",
        "thẻ vssid hổng dùng được, tôi đang ở quầy",
        "the cua toi ho ko chiu quet",
        "the vssid ko dc chap nhan",
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
        "ko nhan dc the",
        "tôi k nhận đc thẻ",
        "không đúng ngày sinh trên thẻ BHYT",
        "khong dung ten tren the",
        "tôi không dùng thẻ giấy nữa",
        "the bhyt het han khong dung duoc",
        "mất thẻ bhyt, điện thoại không dùng được",
        "ko dung duoc ung dung vssid de xem the",
        "",
    ],
)
def test_no_refused_card(said: str) -> None:
    assert not tells_of_refusal(said)
