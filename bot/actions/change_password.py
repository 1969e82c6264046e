"""Changing a password one knows: where. Never here: a password typed into a chat would be one that others may have read."""

from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bhxh.messages import text
from bot import knowledge
from bot.actions.base import BotAction, Events
from bot.actions.replies import say, task_button
from bot.actions.said import Said
from bot.actions.wording import faq_brief, faq_meta

TASK = "change_password"


class ChangePassword(BotAction):
    """Says where the password is changed; for who has lost it, the other task is offered."""

    action_name: ClassVar[str] = "action_change_password"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """The page asks for the log-in itself, so nobody has to prove anything here."""
        answer = knowledge.answers()[knowledge.tasks()[TASK].faq[0]]
        link = await self.client.account_page(said.turn, "password")
        words = "\n".join([faq_brief(answer), text("bot.change_password.where", link=link)])
        say(dispatcher, words, [task_button("forgot_password")], faq_meta(answer, TASK))
        return []
