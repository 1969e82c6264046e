"""Small talk, help, starting over, and messages that mean nothing outside a form."""

from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset
from rasa_sdk.executor import CollectingDispatcher

from bhxh.messages import text
from bot import knowledge
from bot.actions.base import BotAction, Events
from bot.actions.replies import faq_meta, faq_text, menu, say
from bot.actions.said import Said

_WITHOUT_MENU = {"goodbye", "thanks"}


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
        # Inside a form its question follows; a menu in between would only lead away from it.
        buttons = [] if tracker.active_loop_name or said.intent in _WITHOUT_MENU else menu()
        say(dispatcher, text(f"bot.{said.intent}"), buttons, {"intent": said.intent})
        return []


class StartOver(BotAction):
    """Drops whatever is under way, here and in the backend."""

    action_name: ClassVar[str] = "action_start_over"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Discards the draft, closes the form and forgets every slot."""
        await self.client.discard_registration(said.turn)
        say(dispatcher, text("bot.start_over"), menu(), {"intent": "start_over"})
        return [AllSlotsReset(), ActiveLoop(None)]
