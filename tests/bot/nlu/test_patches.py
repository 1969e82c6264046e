"""Two slow spots of the frozen engine that we replace. These tests fail when what is replaced is no longer what it was."""

import asyncio
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.actions.action import RemoteAction
from rasa.core.lock_store import InMemoryLockStore, LockStore
from rasa.core.tracker_store import RedisTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain

from bot.nlu import action_reply_validator, lock_store
from bot.nlu.tracker_store import OneRowTrackerStore

GOOD = {"events": [{"event": "slot", "name": "x", "value": 1}], "responses": [{"text": "a"}]}
BAD = [
    {"events": "no list", "responses": []},
    {"events": [{"name": "without event"}], "responses": []},
    {"events": [], "responses": "no list"},
    [],
]


def test_the_validator_is_ours_and_replaces_what_we_read() -> None:
    assert RemoteAction._validate_action_result is action_reply_validator._validate_action_result
    assert action_reply_validator.source_digest() == action_reply_validator.REPLACED_SOURCE


def test_installing_twice_keeps_the_original() -> None:
    original = RemoteAction._validate_action_result_replaced
    action_reply_validator.install()
    assert RemoteAction._validate_action_result_replaced is original


def test_the_compiled_validator_says_what_the_original_said() -> None:
    action = RemoteAction("action_x", None)
    assert action._validate_action_result(GOOD) is RemoteAction._validate_action_result_replaced(action, GOOD) is True
    for reply in BAD:
        with pytest.raises(jsonschema.ValidationError) as ours:
            action._validate_action_result(reply)
        with pytest.raises(jsonschema.ValidationError) as theirs:
            RemoteAction._validate_action_result_replaced(action, reply)
        assert list(ours.value.path) == list(theirs.value.path)


_VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.lists(st.none(), max_size=1))
_EVENTS = st.dictionaries(
    st.sampled_from(["event", "name", "value", "timestamp", "metadata", "policy"]),
    st.one_of(_VALUES, st.sampled_from(["slot", "active_loop", "followup", "bot", "user", "entities"])),
)
_REPLIES = st.one_of(
    _VALUES,
    st.fixed_dictionaries(
        {},
        optional={
            "events": st.one_of(_VALUES, st.lists(_EVENTS, max_size=2)),
            "responses": st.one_of(_VALUES, st.lists(st.one_of(_VALUES, _EVENTS), max_size=2)),
        },
    ),
)


@given(_REPLIES)
def test_what_is_plainly_valid_is_valid_by_the_schema(reply: object) -> None:
    if action_reply_validator.plainly_valid(reply):
        action_reply_validator._validator().validate(reply)


def test_what_our_actions_answer_is_plainly_valid() -> None:
    events = [
        {"event": "slot", "timestamp": None, "name": "card", "value": "[THE_1]"},
        {"event": "slot", "timestamp": None, "name": "requested_slot", "value": None},
        {"event": "active_loop", "timestamp": None, "name": "kcb_form"},
    ]
    assert action_reply_validator.plainly_valid({"events": events, "responses": [{"text": "a", "buttons": []}]})


def test_the_engine_still_waits_a_second_by_default() -> None:
    """When this fails, the engine has changed and our lock store may no longer be needed."""
    assert LockStore.lock.__wrapped__.__defaults__[-1] == 1


def test_the_next_message_of_a_person_gets_the_lock_within_a_few_looks() -> None:
    looks: list[float] = []

    async def turns() -> list[int]:
        store, order = lock_store.PollingLockStore(), []
        real_sleep = asyncio.sleep

        async def sleep(seconds: float) -> None:
            looks.append(seconds)
            await real_sleep(0)

        async def turn(number: int) -> None:
            async with store.lock("conversation"):
                order.append(number)
                for _ in range(3):
                    await real_sleep(0)

        asyncio.sleep = sleep
        try:
            await asyncio.gather(*(turn(number) for number in range(4)))
        finally:
            asyncio.sleep = real_sleep
        return order

    assert asyncio.run(turns()) == [0, 1, 2, 3]
    assert looks
    assert set(looks) == {lock_store.POLL_SECONDS}
    assert issubclass(lock_store.PollingLockStore, InMemoryLockStore)


def test_the_stores_of_both_endpoint_files_are_those_we_mean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = {
        "BHXH_TRACKER_DB": str(tmp_path / "tracker.db"),
        "BHXH_ACTIONS_URL": "http://127.0.0.1:1/webhook",
        "BHXH_REDIS_HOST": "127.0.0.1",
        "BHXH_REDIS_PORT": "6379",
        "BHXH_REDIS_PASSWORD": "x",
        "BHXH_REDIS_TLS": "",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    root = Path(__file__).parents[3]
    domain = Domain.empty()
    plain = AvailableEndpoints.read_endpoints(str(root / "endpoints.yml"))
    assert type(LockStore.create(plain.lock_store)) is lock_store.PollingLockStore
    assert type(TrackerStore.create(plain.tracker_store, domain)) is OneRowTrackerStore
    scaled = AvailableEndpoints.read_endpoints(str(root / "endpoints.redis.yml"))
    assert type(LockStore.create(scaled.lock_store)) is lock_store.PollingLockStore
    tracker_store = TrackerStore.create(scaled.tracker_store, domain)
    assert type(tracker_store) is RedisTrackerStore
    assert tracker_store.record_exp == 86400
