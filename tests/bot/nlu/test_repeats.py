"""Turns that come a second time: the saved answer again, or a dialogue taken back."""

import asyncio
import logging
from pathlib import Path

import pytest
from aiohttp import ServerDisconnectedError
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.nlu import repeats
from bot.nlu.tracker_store import OneRowTrackerStore

DOMAIN = Domain.from_yaml("version: '3.1'\nslots:\n  card: {type: any, mappings: [{type: custom}]}\n")


def tracker(*events: Event) -> DialogueStateTracker:
    opened = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    return DialogueStateTracker.from_events("s1", [*opened, *events], slots=DOMAIN.slots, domain=DOMAIN)


def turn(name: str, *then: Event) -> list[Event]:
    return [UserUttered("x", metadata={"turn": name}), *then, ActionExecuted("action_listen")]


def said(text: str, **custom: object) -> BotUttered:
    return BotUttered(text, {"buttons": [], "custom": {"fallback": False, **custom}})


def texts(dialogue: DialogueStateTracker, name: str) -> list[str] | None:
    found = repeats.answer_of(dialogue, name)
    return None if found is None else [message["text"] for message in found]


def test_the_last_turn_is_answered_as_it_was() -> None:
    dialogue = tracker(
        *turn("1", said("một")), *turn("2", said("hai"), SlotSet("card", "[THE_1]"), said("ba", faq="x"))
    )
    assert texts(dialogue, "2") == ["hai", "ba"]
    found = repeats.answer_of(dialogue, "2")
    assert found is not None and found[1]["custom"] == {"fallback": False, "faq": "x"}


@pytest.mark.parametrize(
    "events",
    [
        [],
        turn("1", said("một")),
        [*turn("2", said("hai")), *turn("3", said("ba"))],
        turn("2"),
        turn("2", said("hai"), said("hỏng", failed=True)),
        [UserUttered("x")],
    ],
)
def test_a_turn_that_is_new_or_failed_has_no_answer(events: list[Event]) -> None:
    assert repeats.answer_of(tracker(*events), "2") is None


def test_a_turn_that_failed_half_way_is_taken_back(tmp_path: Path) -> None:
    store = OneRowTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    first = turn("1", SlotSet("card", "[THE_1]"), said("một"))
    asyncio.run(store.save(tracker(*first, *turn("2", SlotSet("card", "[THE_2]"), said("hỏng", failed=True)))))
    kept = store.peek("s1")
    assert kept is not None
    asyncio.run(repeats.take_back(store, kept, "2"))
    for again in (store, OneRowTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))):
        back = asyncio.run(again.retrieve("s1"))
        assert back is not None and back.get_slot("card") == "[THE_1]"
        assert texts(back, "1") == ["một"]
        assert len(back.events) == len(tracker(*first).events)


def test_another_turn_is_not_taken_back(tmp_path: Path) -> None:
    store = OneRowTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    dialogue = tracker(*turn("1", said("một")))
    asyncio.run(repeats.take_back(store, dialogue, "2"))
    assert texts(dialogue, "1") == ["một"]


def test_an_action_that_failed_is_noticed_in_its_own_turn_alone() -> None:
    repeats.install()
    logger = logging.getLogger("rasa.core.processor")

    async def play(fails: bool) -> bool:
        with repeats.watched() as failures:
            await asyncio.sleep(0)
            if fails:
                try:
                    raise ValueError
                except ValueError:
                    logger.exception("an action")
            await asyncio.sleep(0.01)
            return bool(failures)

    async def both() -> list[bool]:
        return list(await asyncio.gather(play(True), play(False)))

    assert asyncio.run(both()) == [True, False]


def test_a_server_that_is_away_is_told_from_an_action_that_is_wrong() -> None:
    def failed(reason: Exception) -> BaseException:
        error = RasaException("an action")
        error.__context__ = reason
        return error

    assert repeats.actions_are_away([failed(ServerDisconnectedError())])
    assert not repeats.actions_are_away([failed(ValueError())])
    assert not repeats.actions_are_away([])


def test_what_was_looked_at_is_handed_out_once(tmp_path: Path) -> None:
    path = str(tmp_path / "tracker.db")
    asyncio.run(OneRowTrackerStore(DOMAIN, db=path).save(tracker(*turn("1", said("một")))))
    store = OneRowTrackerStore(DOMAIN, db=path)
    looked_at = store.peek("s1")
    assert looked_at is not None and store.peek("s1") is looked_at
    assert asyncio.run(store.retrieve("s1")) is looked_at
    assert store.as_saved("s1") is None
    assert store.peek("nobody") is None
