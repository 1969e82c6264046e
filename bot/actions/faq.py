"""Answers: a question, and a task that has no conversation here."""

import re
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bhxh.card import groups
from bhxh.messages import text
from bot import knowledge
from bot.actions.base import BotAction, Events
from bot.actions.replies import Button, button, faq_meta, faq_text, say
from bot.actions.said import Said

_GROUP_CODE = re.compile(r"\b(?:[Mm]ã|[Mm]a|MÃ|[Tt]hẻ)\s+(?:đối tượng\s+|doi tuong\s+)?([A-Za-z]{2})\b(?=\s|$|[^\w])")


class AnswerFaq(BotAction):
    """Answers the FAQ that was asked or chosen by button; offers the task behind it when it can be done here."""

    action_name: ClassVar[str] = "action_answer_faq"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Says the answer."""
        answer = knowledge.answers()[said.entity("faq") or said.faq or ""]
        task = knowledge.task_beside().get(answer.id)
        words = faq_text(answer)
        if answer.id == "the_bhyt_ma_doi_tuong" and (meaning := group_meaning(said.text)):
            words = f"{meaning}\n{words}"
        say(dispatcher, words, offer(task, tracker.active_loop_name), faq_meta(answer, task or "faq"))
        return []


class AnswerTask(BotAction):
    """Answers a task that has no conversation with the FAQ nearest to what was said."""

    action_name: ClassVar[str] = "action_answer_task"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Says the answer, under the task's name."""
        task = knowledge.tasks()[said.intent]
        answer = knowledge.answers()[said.faq if said.faq in task.faq else task.faq[0]]
        say(dispatcher, faq_text(answer), meta=faq_meta(answer, task.name))
        return []


def offer(task: str | None, active_form: str | None) -> list[Button]:
    """The button that begins a task with a conversation, unless that one is already open."""
    found = knowledge.tasks().get(task or "")
    if found is None or found.form is None or found.form == active_form:
        return []
    return [button(text("bot.faq.here", title=found.title), found.name)]


def group_meaning(question: str) -> str | None:
    """The meaning of the group code that a question names ("mã TK là gì"), if it names one that exists."""
    for found in _GROUP_CODE.finditer(question):
        group = groups().get(found.group(1).upper())
        if group is not None:
            key = "bot.faq.group" if group.verified else "bot.faq.group_unverified"
            return text(key, code=group.code, meaning=group.meaning)
    return None
