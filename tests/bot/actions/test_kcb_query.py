"""What of the KCB book is asked for, in the first sentence and after the book was shown."""

from typing import Any

import pytest

from bhxh.dates import now
from bhxh.text import strip_accents
from bot.actions.kcb_history import KcbForm, KcbVisits
from bot.actions.kcb_query import KcbQuery
from bot.actions.said import Said
from tests.bot.fake_internal import FakeInternal

from .conftest import Run

THIS_YEAR = now().year
LAST_YEAR = (f"{THIS_YEAR - 1}-01-01", f"{THIS_YEAR - 1}-12-31")
CHO_RAY = "Bệnh viện Chợ Rẫy"


def query(words: str) -> tuple[str | None, str | None, str | None, bool]:
    asked = KcbQuery.of(Said(words, "kcb_history", None, None, (), (), None))  # type: ignore[arg-type]
    return asked.since, asked.until, asked.facility, asked.latest


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("xem lịch sử khám chữa bệnh", (None, None, None, False)),
        ("năm ngoái tôi khám ở Chợ Rẫy hết bao nhiêu", (*LAST_YEAR, CHO_RAY, False)),
        ("chi phí khám bv Nguyễn Trãi năm 2024", ("2024-01-01", "2024-12-31", "Bệnh viện Nguyễn Trãi", False)),
        ("tôi khám ở Khánh Hòa năm 2023", ("2023-01-01", "2023-12-31", "Khánh Hòa", False)),
        ("khám phòng khám [CO_SO_1] năm 2023 hết mấy", ("2023-01-01", "2023-12-31", "phòng khám [CO_SO_1]", False)),
        ("lịch sử khám từ [NGAY_1] đến [NGAY_2]", ("[NGAY_1]", "[NGAY_2]", None, False)),
        ("lịch sử khám trước [NGAY_1]", (None, "[NGAY_1]", None, False)),
        ("từ ngày [NGAY_1] tôi đi khám những đâu", ("[NGAY_1]", None, None, False)),
        ("ngày [NGAY_1] tôi khám ở đâu", ("[NGAY_1]", "[NGAY_1]", None, False)),
        ("xem sổ khám của [HO_TEN_1] sinh [NGAY_1]", (None, None, None, False)),
        ("lần khám gần nhất của tôi", (None, None, None, True)),
        ("lần khám cuối cùng ở Chợ Rẫy", (None, None, CHO_RAY, True)),
        ("tôi ở Đồng Tháp muốn xem sổ khám bệnh", (None, None, None, False)),
    ],
)
def test_what_a_sentence_asks_for(words: str, asked: tuple[str | None, str | None, str | None, bool]) -> None:
    assert query(words) == asked
    plain = strip_accents(words)
    assert query(plain)[:2] == asked[:2] and query(plain)[3] == asked[3]
    assert (query(plain)[2] is None) == (asked[2] is None)


def test_what_is_not_named_again_stays() -> None:
    shown = KcbQuery(*LAST_YEAR, CHO_RAY)
    this_year = KcbQuery("2026-01-01", "2026-12-31")
    assert this_year.after(shown) == KcbQuery("2026-01-01", "2026-12-31", CHO_RAY)
    assert KcbQuery(facility="Nguyễn Trãi").after(shown) == KcbQuery(*LAST_YEAR, "Nguyễn Trãi")
    assert KcbQuery(latest=True).after(shown) == KcbQuery(facility=CHO_RAY, latest=True)
    assert KcbQuery().after(shown) == shown


def test_the_first_sentence_is_kept_until_the_person_is_known(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[MA_SO_1]": "7912345678", "[OTP_1]": "123456"}
    opening = [{"event": "action", "name": "action_begin_task"}, {"event": "action", "name": "kcb_form"}]
    asked = "năm ngoái tôi khám ở Chợ Rẫy hết bao nhiêu"
    opened = run(KcbForm, asked, intent="kcb_history", form="kcb_form", after_listen=opening)
    assert opened.requested == "kcb_code"
    code = run(KcbForm, "[MA_SO_1]", slots={**opened.slots, "requested_slot": "kcb_code"}, form="kcb_form")
    done = run(KcbForm, "[OTP_1]", slots={**code.slots, "requested_slot": "otp"}, form="kcb_form")
    path, body = internal.calls[-1]
    assert path.endswith("/kcb/visits")
    assert (body["since"], body["until"], body["facility"], body["latest"]) == (*LAST_YEAR, CHO_RAY, False)
    assert "[BANG_5]" in done.text and done.slots["kcb_shown"]["facility"] == CHO_RAY
    internal.identities.clear()


def test_a_time_named_beside_the_code_counts(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[MA_SO_1]": "7912345678"}
    code = run(KcbForm, "[MA_SO_1], năm 2024 thôi", slots={"requested_slot": "kcb_code"}, form="kcb_form")
    assert code.slots["kcb_query"]["since"] == "2024-01-01"
    card = run(KcbForm, "thẻ [MA_SO_1] cấp năm 2015", slots={"requested_slot": "kcb_code"}, form="kcb_form")
    assert card.requested == "otp" and not card.slots.get("kcb_query")


def follow(run: Run, words: str, shown: Any) -> Any:
    return run(KcbVisits, words, intent="kcb_year", slots={"kcb_shown": shown})


def test_follow_ups_belong_to_a_book_that_was_shown(run: Run, internal: FakeInternal) -> None:
    internal.identities["session-1"] = "kcb"
    cold = follow(run, "còn năm 2024", None)
    assert cold.messages[0]["custom"]["fallback"] is True
    shown = KcbQuery(*LAST_YEAR, CHO_RAY).as_wanted()
    warm = follow(run, "còn năm 2024 thì sao", shown)
    body = internal.calls[-1][1]
    assert (body["since"], body["facility"]) == ("2024-01-01", CHO_RAY)
    assert "[BANG_5]" in warm.text and warm.slots["kcb_shown"]["since"] == "2024-01-01"
    follow(run, "hết bao nhiêu tiền", shown)
    assert internal.calls[-1][1]["since"] == LAST_YEAR[0]
    follow(run, "lần gần nhất", shown)
    assert (internal.calls[-1][1]["latest"], internal.calls[-1][1]["since"]) == (True, None)
    again = follow(run, "năm khác", shown)
    assert "[BANG_4]" in again.text and again.slots["kcb_shown"]["facility"] is None
    internal.identities.clear()
