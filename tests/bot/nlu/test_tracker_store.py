import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.tracker_store import OneRowTrackerStore
from bot.tracker_retention import forget

DOMAIN = Domain.from_yaml("version: '3.1'\nslots:\n  card: {type: any, mappings: [{type: custom}]}\n")


def tracker(*events: object) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("s1", events, slots=DOMAIN.slots, domain=DOMAIN)


def opened() -> list[object]:
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def test_a_session_comes_back_as_it_was(tmp_path: Path) -> None:
    path = str(tmp_path / "tracker.db")
    turn = [
        UserUttered("tra mã [THE_1]", {"name": "lookup", "confidence": 0.9}),
        SlotSet("card", "[THE_1]"),
        BotUttered("Vâng"),
    ]
    asyncio.run(OneRowTrackerStore(DOMAIN, db=path).save(tracker(*opened(), *turn)))
    back = asyncio.run(OneRowTrackerStore(DOMAIN, db=path).retrieve("s1"))
    assert back is not None
    assert back.get_slot("card") == "[THE_1]"
    assert back.latest_message is not None and back.latest_message.text == "tra mã [THE_1]"
    assert [type(event).__name__ for event in back.events][-1] == "BotUttered"


def test_only_the_present_session_is_kept(tmp_path: Path) -> None:
    store = OneRowTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    old = [UserUttered("cũ"), SlotSet("card", "[THE_1]")]
    asyncio.run(store.save(tracker(*opened(), *old, *opened(), UserUttered("mới"))))
    back = asyncio.run(store.retrieve("s1"))
    assert back is not None
    assert back.get_slot("card") is None
    assert [event.text for event in back.events if isinstance(event, UserUttered)] == ["mới"]


def test_a_dialogue_that_goes_on_is_handed_out_of_memory_once(tmp_path: Path) -> None:
    store = OneRowTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    saved = tracker(*opened())
    asyncio.run(store.save(saved))
    assert store.as_saved("s1") is saved
    assert asyncio.run(store.retrieve("s1")) is saved
    assert store.as_saved("s1") is None
    again = asyncio.run(store.retrieve("s1"))
    assert again is not None and again is not saved and list(again.events) == list(saved.events)
    assert asyncio.run(store.retrieve("nobody")) is None
    assert asyncio.run(store.keys()) == ["s1"]


def test_what_others_delete_from_the_file_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    store = OneRowTrackerStore(DOMAIN, db=str(path))
    for remembered_by in (lambda: None, lambda: store.peek("s1")):
        asyncio.run(store.save(tracker(*opened(), UserUttered("cũ"))))
        remembered_by()
        assert forget(path, datetime.now(timezone.utc) + timedelta(seconds=1)) == 1
        assert store.peek("s1") is None and asyncio.run(store.retrieve("s1")) is None


def test_a_turn_that_failed_half_way_leaves_what_was_saved(tmp_path: Path) -> None:
    store = OneRowTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    asyncio.run(store.save(tracker(*opened())))
    under_way = asyncio.run(store.retrieve("s1"))
    assert under_way is not None
    under_way.update(SlotSet("card", "[THE_1]"))
    for _ in range(2):
        found = asyncio.run(store.retrieve("s1"))
        assert found is not None and found.get_slot("card") is None


def test_a_tracker_changed_after_saving_is_not_handed_out(tmp_path: Path) -> None:
    store = OneRowTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    saved = tracker(*opened())
    asyncio.run(store.save(saved))
    saved.update(SlotSet("card", "[THE_1]"))
    assert store.as_saved("s1") is None
    found = asyncio.run(store.retrieve("s1"))
    assert found is not None and found.get_slot("card") is None


def test_memory_is_bounded_and_the_longest_unused_goes_first(tmp_path: Path) -> None:
    store = OneRowTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    for number in range(300):
        asyncio.run(store.save(DialogueStateTracker.from_events(f"s{number}", opened(), DOMAIN.slots, domain=DOMAIN)))
        asyncio.run(store.save(tracker(*opened())))
    assert store.as_saved("s1") is not None
    assert store.as_saved("s0") is None
    assert len(store._saved) == 256


def test_a_missing_path_is_refused() -> None:
    with pytest.raises(ValueError, match="BHXH_TRACKER_DB"):
        OneRowTrackerStore(DOMAIN, db="")
