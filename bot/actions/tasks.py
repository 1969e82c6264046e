"""Beginning a task, also out of the middle of another one, and going back to that one afterwards."""

from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bhxh.messages import text
from bot import knowledge
from bot.actions.base import BotAction, Events
from bot.actions.feedback_status import asks_for_result
from bot.actions.feedback_submit import FeedbackForm
from bot.actions.follow_up import accepted_task
from bot.actions.forms.step import BEGIN, RESUME
from bot.actions.replies import say
from bot.actions.said import Said
from bot.actions.wording import faq_brief, faq_meta


class BeginTask(BotAction):
    """Opens the form of the task that was asked for; one that is open is put aside and kept."""

    action_name: ClassVar[str] = BEGIN

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Says what the task is about in one sentence; the form's own question follows.

        How to send a feedback is nothing to who asks for the result of one.
        """
        name = said.intent if said.intent in knowledge.tasks() else accepted_task(tracker)
        task = knowledge.tasks()[name]
        answer = knowledge.answers()[said.faq if said.faq in task.faq else task.faq[0]]
        suspended = [form for form in tracker.get_slot("suspended") or [] if form != task.form]
        active = tracker.active_loop_name
        if active and active != task.form:
            say(dispatcher, text("bot.form.aside", title=_title(active)))
            suspended.append(active)
        if task.name != FeedbackForm.task or not asks_for_result(said):
            say(dispatcher, faq_brief(answer), meta=faq_meta(answer, task.name))
        return [SlotSet("suspended", suspended or None), SlotSet("requested_slot", None), ActiveLoop(task.form)]


class AfterTask(BotAction):
    """Goes back to the form that was put aside last, if any."""

    action_name: ClassVar[str] = RESUME

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Reopens it; the form itself says so and asks its question."""
        suspended = list(tracker.get_slot("suspended") or [])
        if not suspended:
            return []
        form = suspended.pop()
        return [SlotSet("suspended", suspended or None), SlotSet("requested_slot", None), ActiveLoop(form)]


def _title(form: str) -> str:
    return next(task.title for task in knowledge.tasks().values() if task.form == form)
