"""Small talk, help, starting over, and messages that mean nothing outside a form."""

from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bhxh.messages import text
from bhxh.phrases import NOT_OURS
from bot import knowledge
from bot.actions import past
from bot.actions.base import BotAction, Events
from bot.actions.follow_up import accept, offer_others, turned_down
from bot.actions.replies import menu, say
from bot.actions.said import Said
from bot.actions.wording import faq_meta, faq_text

# What an open form's own question makes superfluous or contradicts is said shorter there.
_SHORTER_IN_FORM = {"greet", "thanks", "goodbye"}
_WITHOUT_MENU = {"goodbye", "thanks", "emergency", "medical_advice", "others_data"}


class Chat(BotAction):
    """One text per intent, with the menu where the person may not know what to do next."""

    action_name: ClassVar[str] = "action_chat"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Says it; an intent with an FAQ beside it answers with that."""
        task = knowledge.tasks().get(said.intent)
        if task is not None:
            answer = knowledge.answers()[task.faq[0]]
            say(dispatcher, faq_text(answer), meta=faq_meta(answer, task.name))
            return []
        before = past.turns(tracker) if said.intent in {"affirm", "deny"} else []
        if said.intent == "deny" and turned_down(said, before):
            offer_others(dispatcher, before)
            return []
        if said.intent == "affirm" and (events := await accept(self, dispatcher, tracker, said)) is not None:
            return events
        # Inside a form its question follows; a menu in between would only lead away from it.
        in_form = bool(tracker.active_loop_name)
        buttons = [] if in_form or said.intent in _WITHOUT_MENU else menu()
        key = f"bot.{said.intent}.in_form" if in_form and said.intent in _SHORTER_IN_FORM else f"bot.{said.intent}"
        say(dispatcher, text(key), buttons, _meta(said))
        # Values given before anybody asked are kept for the task that will ask for them.
        return [SlotSet("given", said.text)] if said.intent == "provide_value" and said.only_handles else []


def _meta(said: Said) -> dict[str, Any]:
    """What was told not to be ours is a fallback to the chat API: no question of ours was answered."""
    if said.intent in NOT_OURS:
        return {"intent": "fallback", "fallback": True, "faq": None}
    return {"intent": said.intent}


class StartOver(BotAction):
    """Drops whatever is under way, here and in the backend."""

    action_name: ClassVar[str] = "action_start_over"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Discards the draft, closes the form and forgets every slot."""
        await self.client.discard_registration(said.turn)
        under_way = tracker.active_loop_name or tracker.get_slot("suspended")
        say(
            dispatcher,
            text("bot.start_over" if under_way else "bot.start_over.nothing"),
            menu(),
            {"intent": "start_over"},
        )
        return [AllSlotsReset(), ActiveLoop(None)]
