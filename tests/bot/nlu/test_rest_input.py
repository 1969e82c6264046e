"""The engine's only input, without a server; tests/bot/dialogues talk to it over HTTP."""

import asyncio

import pytest
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.rest_input import MAX_TEXT, BadRequest, EngineInput, Incoming, Replies, state_of

GOOD = {"sender": "s", "text": "xin chào", "turn": "t"}


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {**GOOD, "text": None},
        {**GOOD, "text": 7},
        {**GOOD, "text": "  "},
        {**GOOD, "sender": ""},
        {key: value for key, value in GOOD.items() if key != "turn"},
        {**GOOD, "text": "a" * (MAX_TEXT + 1)},
    ],
)
def test_a_body_that_is_not_the_contract_is_refused(body: object) -> None:
    with pytest.raises(BadRequest):
        Incoming.of(body)


def test_a_good_body() -> None:
    assert Incoming.of({**GOOD, "more": 1}) == Incoming("s", "xin chào", "t")


@pytest.mark.parametrize("credentials", [None, {}, {"token": None}, {"token": ""}])
def test_it_does_not_start_without_a_token(credentials: dict[str, str] | None) -> None:
    with pytest.raises(ValueError, match="BHXH_ENGINE_TOKEN"):
        EngineInput.from_credentials(credentials)


def test_a_reply_stays_in_one_piece() -> None:
    replies = Replies()
    buttons = [{"title": "a", "payload": "/a"}]
    asyncio.run(replies.send_response("s", {"text": "một\n\nhai", "buttons": buttons, "custom": {"faq": "x"}}))
    asyncio.run(replies.send_response("s", {"text": "ba", "custom": {}}))
    assert replies.messages == [
        {"text": "một\n\nhai", "buttons": buttons, "custom": {"faq": "x"}},
        {"text": "ba", "buttons": []},
    ]


def tracker(parse: dict[str, object], *events: object) -> DialogueStateTracker:
    said = UserUttered("x", intent=parse.get("intent"), entities=parse.get("entities"), parse_data=parse)
    slot = AnySlot("requested_slot", mappings=[], influence_conversation=False)
    return DialogueStateTracker.from_events("s", [ActionExecuted("action_listen"), said, *events], slots=[slot])


def test_the_state_names_what_was_understood_and_what_is_asked() -> None:
    parse = {
        "intent": {"name": "faq", "confidence": 0.8},
        "intent_ranking": [{"name": "faq", "faq": "kcb_xem_lich_su", "task": "kcb_history", "confidence": 0.8}],
        "faq": "kcb_xem_lich_su",
        "task": "kcb_history",
        "entities": [],
    }
    state = state_of(tracker(parse, ActiveLoop("kcb_form"), SlotSet("requested_slot", "otp")))
    assert state["parse"] == {
        "intent": "kcb_history",
        "confidence": 0.8,
        "faq": "kcb_xem_lich_su",
        "ranking": [{"intent": "faq", "faq": "kcb_xem_lich_su", "confidence": 0.8}],
    }
    assert (state["form"], state["requested_slot"]) == ("kcb_form", "otp")


def test_a_button_names_its_faq_and_a_closed_form_asks_nothing() -> None:
    parse = {"intent": {"name": "faq", "confidence": 1.0}, "entities": [{"entity": "faq", "value": "tu_tuat"}]}
    state = state_of(tracker(parse, SlotSet("requested_slot", "otp")))
    assert state["parse"]["faq"] == "tu_tuat"
    assert (state["form"], state["requested_slot"]) == (None, None)
