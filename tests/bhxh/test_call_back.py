"""Who wants to be called, and who leaves the number with it."""

import pytest

from bhxh.call_back import leaves_number, wants_call


@pytest.mark.parametrize(
    "said",
    [
        "gọi lại cho tôi 0912345678",
        "goi lai cho toi so 0912 345 678",
        "nhờ điện lại giúp số +84 912.345.678",
        "Gọi cho em qua số 0912-345-678 nhé",
        "liên hệ lại với tôi theo số 84912345678",
    ],
)
def test_a_number_with_the_wish(said: str) -> None:
    assert wants_call(said) and leaves_number(said)


@pytest.mark.parametrize(
    "said", ["gọi lại cho tôi", "gọi lại cho tôi 12345", "gọi lại thẻ 7912345678901234", "nhân viên gọi lại giúp"]
)
def test_a_wish_without_a_number(said: str) -> None:
    assert wants_call(said) and not leaves_number(said)


@pytest.mark.parametrize(
    "said", ["số của tôi là 0912345678", "tôi gọi tổng đài mãi không được", "đổi số 0912345678", ""]
)
def test_no_wish(said: str) -> None:
    assert not leaves_number(said)
