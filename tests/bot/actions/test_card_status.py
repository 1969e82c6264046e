"""The card conversation: nothing without an identity, a card number instead of the code, one identity for all own records."""

from bhxh.messages import text
from bot.actions.card_status import CardForm
from bot.actions.kcb_history import KcbForm
from tests.bot.fake_internal import FakeInternal

from .conftest import Outcome, Run


def opened(run: Run, words: str, **more: object) -> Outcome:
    return run(
        CardForm,
        words,
        intent="card_status",
        slots={"requested_slot": None},
        form="card_form",
        after_listen=[{"event": "action", "name": "action_begin_task"}, {"event": "action", "name": "card_form"}],
        **more,
    )


def test_without_an_identity_the_code_is_asked(run: Run, internal: FakeInternal) -> None:
    internal.identities.clear()
    done = opened(run, "thẻ tôi còn hạn không")
    assert (done.requested, [path.rpartition("v1/")[2] for path, _ in internal.calls]) == ("kcb_code", ["identity"])


def test_the_card_named_in_the_sentence_gets_the_otp(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[THE_1]": "HS4797912345678"}
    done = opened(run, "thẻ [THE_1] còn hạn không", entities=[{"entity": "the", "value": "[THE_1]"}])
    assert done.requested == "otp"
    assert [path.rpartition("v1/")[2] for path, _ in internal.calls] == ["lookup/card", "otp/start"]


def test_who_has_seen_the_kcb_book_is_not_asked_again(run: Run, internal: FakeInternal) -> None:
    internal.identities["session-1"] = "kcb"
    try:
        done = opened(run, "thẻ tôi còn hạn không")
    finally:
        internal.identities.clear()
    assert "[BANG_7]" in done.text
    assert done.requested is None


def test_who_holds_the_phone_sees_it_at_once(run: Run, internal: FakeInternal) -> None:
    internal.values, internal.holds_phone = {"[MA_SO_1]": "7912345678"}, True
    try:
        done = opened(run, "thẻ của [MA_SO_1] còn hạn không", entities=[{"entity": "ma_so", "value": "[MA_SO_1]"}])
    finally:
        internal.holds_phone = False
        internal.identities.clear()
    assert "[BANG_7]" in done.text and done.requested is None
    assert [path.rpartition("v1/")[2] for path, _ in internal.calls] == ["otp/start", "records/cards"]


def test_the_kcb_book_stays_closed_where_others_may_read_along(run: Run, internal: FakeInternal) -> None:
    internal.values, internal.private = {"[MA_SO_1]": "7912345678"}, False
    began = [{"event": "action", "name": "action_begin_task"}, {"event": "action", "name": "kcb_form"}]
    slots = {"requested_slot": None}
    try:
        done = run(KcbForm, "xem kcb [MA_SO_1]", intent="kcb_history", slots=slots, form="kcb_form", after_listen=began)
    finally:
        internal.private = True
    assert done.text == text("kcb.not_here") and done.requested is None
    assert [path.rpartition("v1/")[2] for path, _ in internal.calls] == ["identity"]
