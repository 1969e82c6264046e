"""What a sentence asks of one's participation, and that it survives the identification."""

import pytest

from bot.actions.participation_history import QUERY, ParticipationForm, wanted
from bot.actions.said import Said
from tests.bot.fake_internal import FakeInternal

from .conftest import Run


def said(words: str) -> Said:
    return Said(words, "participation_history", None, None, (), (), None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "kinds", "total"),
    [
        ("xem quá trình đóng bảo hiểm của tôi", [], False),
        ("qua trinh dong bhxh", ["bhxh"], False),
        ("tổng thời gian đóng của tôi", [], True),
        ("em đóng bảo hiểm thất nghiệp được mấy tháng rồi", ["bhtn"], True),
        ("tra cứu quá trình đóng bhxh bhyt bhtn", ["bhtn", "bhyt", "bhxh"], False),
        ("quá trình đóng bảo hiểm tai nạn lao động", ["tnld"], False),
        ("mã số BHXH [MA_SO_1] đóng được bao lâu rồi", [], True),
        ("thẻ bhyt [THE_1], xem quá trình tham gia", [], False),
    ],
)
def test_kinds_and_totals(words: str, kinds: list[str], total: bool) -> None:
    asked = wanted(said(words))
    assert (asked["kinds"], asked["total"]) == (kinds, total)


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("quá trình đóng BHXH từ 2015 đến 2020", "2015-01-01", "2020-12-31"),
        ("năm 2022 tôi đóng mấy tháng", "2022-01-01", "2022-12-31"),
        ("quá trình đóng từ [NGAY_1] đến [NGAY_2]", "[NGAY_1]", "[NGAY_2]"),
        ("quá trình đóng của tôi, sinh ngày [NGAY_1]", None, None),
    ],
)
def test_time(words: str, since: str | None, until: str | None) -> None:
    asked = wanted(said(words))
    assert (asked["since"], asked["until"]) == (since, until)


def test_what_the_first_sentence_asked_is_shown_after_the_otp(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[MA_SO_1]": "7912345678", "[OTP_1]": "123456"}
    opened = run(
        ParticipationForm,
        "tổng thời gian đóng BHTN từ 2015 đến 2020 của [MA_SO_1]",
        intent="participation_history",
        slots={"requested_slot": None},
        form="participation_form",
        after_listen=[
            {"event": "action", "name": "action_begin_task"},
            {"event": "action", "name": "participation_form"},
        ],
        entities=[{"entity": "ma_so", "value": "[MA_SO_1]"}],
    )
    assert opened.requested == "otp"
    shown = run(
        ParticipationForm,
        "[OTP_1]",
        intent="provide_otp",
        slots={**opened.slots, "requested_slot": "otp"},
        form="participation_form",
        before=[{"event": "action", "name": "action_listen"}],
        entities=[{"entity": "otp", "value": "[OTP_1]"}],
    )
    path, body = internal.calls[-1]
    assert path == "/internal/v1/records/participation"
    assert {key: body[key] for key in ("since", "until", "kinds", "total")} == {
        "since": "2015-01-01",
        "until": "2020-12-31",
        "kinds": ["bhtn"],
        "total": True,
    }
    assert "[BANG_8]" in shown.text
    assert "/participation_history" in shown.payloads
    assert (shown.slots[QUERY], shown.requested) == (None, None)
