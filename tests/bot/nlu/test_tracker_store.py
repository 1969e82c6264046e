import asyncio
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.tracker_store import OneRowTrackerStore

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


def test_what_was_just_saved_is_handed_out_once(tmp_path: Path) -> None:
    store = OneRowTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    saved = tracker(*opened())
    asyncio.run(store.save(saved))
    assert store.take_saved("s1") is saved
    assert store.take_saved("s1") is None
    assert asyncio.run(store.retrieve("nobody")) is None
    assert asyncio.run(store.keys()) == ["s1"]


def test_a_missing_path_is_refused() -> None:
    with pytest.raises(ValueError, match="BHXH_TRACKER_DB"):
        OneRowTrackerStore(DOMAIN, db="")
