"""The engine's own promises: token, errors, order in a burst, sessions, and what stays out of its database and logs."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.bot.engine import Engine
from tests.bot.fake_internal import FakeInternal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

GOOD = {"sender": "s", "text": "xin chào", "turn": "t"}


@pytest.mark.parametrize("token", ["", "wrong", "engine-token-of-the-test"])
def test_without_the_token_nothing_is_said(engine: Engine, token: str) -> None:
    assert engine.post(GOOD, token=token)[0] == 401


@pytest.mark.parametrize(
    "body", [b"", b"no json", b"[]", {}, {**GOOD, "text": 7}, {**GOOD, "text": ""}, {**GOOD, "turn": None}]
)
def test_a_bad_body_is_refused(engine: Engine, body: object) -> None:
    assert engine.post(body)[0] == 400


def test_stock_channels_and_the_http_api_are_closed(engine: Engine) -> None:
    import urllib.error
    import urllib.request

    for path in ("/webhooks/rest/webhook", "/conversations/s/tracker", "/model", "/model/parse"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(urllib.request.Request(f"{engine.url}{path}", data=b"{}", method="POST"))
        assert refused.value.code in {404, 405}


def test_the_answer_has_the_shape_of_the_contract(engine: Engine) -> None:
    answer = engine.say(uuid4().hex, "mất thẻ bhyt")
    assert set(answer) == {"messages", "parse", "form", "requested_slot"}
    assert set(answer["parse"]) == {"intent", "confidence", "faq", "ranking"}
    assert len(answer["parse"]["ranking"]) == 5
    assert set(answer["parse"]["ranking"][0]) == {"intent", "faq", "confidence"}
    assert set(answer["messages"][0]) <= {"text", "buttons", "custom"}


def test_a_burst_of_one_person_is_answered_in_full(engine: Engine) -> None:
    sender = uuid4().hex
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: engine.say(sender, "mất thẻ bhyt"), range(4)))
    assert [len(answer["messages"]) for answer in answers] == [1, 1, 1, 1]


def test_twenty_people_at_once(engine: Engine, internal: FakeInternal) -> None:
    internal.values = {"[THE_1]": "HS4797912345678"}
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: engine.say(uuid4().hex, "tra mã số trên thẻ [THE_1]"), range(40)))
    assert all("[MA_SO_9]" in answer["messages"][-1]["text"] for answer in answers)


def test_a_turn_that_comes_again_is_answered_as_before_and_understood_once(
    engine: Engine, internal: FakeInternal
) -> None:
    sender = uuid4().hex
    internal.values = {"[MA_SO_1]": "7912345678"}
    engine.say(sender, "/register_account")
    answer = engine.say(sender, "[MA_SO_1]", turn="2")
    assert answer["requested_slot"] == "full_name"
    calls = list(internal.calls)
    assert engine.say(sender, "[MA_SO_1]", turn="2") == answer
    assert internal.calls == calls


def test_a_turn_that_is_asked_for_again_while_it_runs_is_understood_once(
    engine: Engine, internal: FakeInternal
) -> None:
    sender = uuid4().hex
    internal.values = {"[MA_SO_1]": "7912345678"}
    engine.say(sender, "/register_account")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: engine.say(sender, "[MA_SO_1]", turn="2"), range(4)))
    assert [answer["requested_slot"] for answer in answers] == ["full_name"] * 4
    assert all(answer == answers[0] for answer in answers)


def test_a_turn_whose_action_failed_is_done_anew(engine: Engine, internal: FakeInternal) -> None:
    sender = uuid4().hex
    internal.values = {"[MA_SO_1]": "7912345678"}
    engine.say(sender, "/register_account")
    internal.down = True
    try:
        assert engine.say(sender, "[MA_SO_1]", turn="2")["requested_slot"] == "bhxh_code"
    finally:
        internal.down = False
    assert engine.say(sender, "[MA_SO_1]", turn="2")["requested_slot"] == "full_name"


def test_an_ended_turn_is_said_honestly(engine: Engine, internal: FakeInternal) -> None:
    sender = uuid4().hex
    internal.values = {"[THE_1]": "HS4797912345678"}
    engine.say(sender, "/lookup_code_by_card")
    internal.stopped_turns = True
    try:
        answer = engine.say(sender, "[THE_1]")
    finally:
        internal.stopped_turns = False
    assert "tạm gián đoạn" in answer["messages"][0]["text"]
    assert answer["requested_slot"] == "card"


def test_no_value_is_in_the_tracker_or_in_a_log(engine: Engine, internal: FakeInternal) -> None:
    """The stand-in knows values only by handle, so a value could only come from an answer that leaked one."""
    internal.values = {"[THE_1]": "HS4797912345678"}
    engine.say(uuid4().hex, "tra mã số trên thẻ [THE_1]")
    with sqlite3.connect(engine.tracker_db) as database:
        kept = "\n".join(row[0] for row in database.execute("SELECT dialogue FROM tracker"))
    logs = "\n".join(path.read_text(errors="replace") for path in engine.logs.glob("*.log"))
    for secret in (
        "4797912345678",
        '7912345678"',
        "0903123456",
        "internal-token-of-the-tests",
        "engine-token-of-the-tests",
    ):
        assert secret not in logs
        if not secret.startswith("7912345678"):
            assert secret not in kept
    assert "mất thẻ" not in logs
