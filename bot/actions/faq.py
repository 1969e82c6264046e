"""Answers: a question, and a task that has no conversation here."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bhxh import dates
from bhxh.card import groups
from bhxh.messages import text
from bhxh.places import Province
from bot import knowledge
from bot.actions.asked import asked_about
from bot.actions.base import BotAction, Events
from bot.actions.figures import figures_asked, figures_named
from bot.actions.replies import Button, button, say, task_button
from bot.actions.said import Said
from bot.actions.sms_syntax import faq_of, syntax
from bot.actions.telling import Asked, change_days, least_checked
from bot.actions.wording import faq_meta, faq_text, sourced
from bot.amounts import worked_out
from bot.facts import facts

_GROUP_CODE = re.compile(r"\b(?:[Mm]ã|[Mm]a|MÃ|[Tt]hẻ)\s+(?:đối tượng\s+|doi tuong\s+)?([A-Za-z]{2})\b(?=\s|$|[^\w])")


SMS_COMMAND = "sms_command"


class AnswerFaq(BotAction):
    """Answers the FAQ that was asked or chosen by button, or each of several; offers the task behind it."""

    action_name: ClassVar[str] = "action_answer_faq"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Says the answers."""
        today = dates.now().date()
        faqs = said.questions or [said.entity("faq") or said.faq or ""]
        asked = await self.asked(said, today, faqs)
        ahead = [text(f"bot.{said.told}")] if said.told else []
        ahead += figures_asked(said.text, asked, today, facts())
        for faq in faqs:
            answer = knowledge.answers()[faq]
            task = knowledge.task_beside().get(faq)
            by_sms = syntax(said) if faq_of(said) == faq else None
            worked = worked_out(faq, said.text, today, facts()) if asked.time is None else None
            whole = sourced(by_sms, answer, asked) if by_sms else faq_text(answer, asked)
            words = "\n".join([*ahead, *([worked] if worked else []), whole])
            ahead = []
            if faq == "the_bhyt_ma_doi_tuong" and (meaning := group_meaning(said.text)):
                words = f"{meaning}\n{words}"
            if faq == "thu_tuc_sap_nhap_tinh" and asked.province is not None and asked.province.name_2025:
                words = f"{merger(asked.province)}\n{words}"
            buttons = [*offer(task, tracker.active_loop_name), *next_steps(answer, tracker.active_loop_name)]
            answer_beside(dispatcher, words, buttons, faq_meta(answer, task or "faq", asked), said.also)
        return []

    async def asked(self, said: Said, today: date, faqs: Sequence[str]) -> Asked:
        """The time and place that the questions are about."""
        changes = {day for faq in faqs for day in change_days(knowledge.answers()[faq], facts())}
        for fact in figures_named(said.text, facts()):
            changes |= {period.since for period in fact.periods if period.since is not None}
        return await asked_about(self.client, said, today, changes)


class AnswerTask(BotAction):
    """Answers a task that has no conversation with the FAQ nearest to what was said."""

    action_name: ClassVar[str] = "action_answer_task"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Says the answer, under the task's name."""
        task = knowledge.tasks()[said.intent]
        faq = said.faq if said.faq in task.faq else faq_of(said)
        answer = knowledge.answers()[faq if faq in task.faq else task.faq[0]]
        asked = await asked_about(self.client, said, dates.now().date(), change_days(answer, facts()))
        by_sms = syntax(said) if faq_of(said) == answer.id and said.intent == SMS_COMMAND else None
        words = sourced(by_sms, answer, asked) if by_sms else faq_text(answer, asked)
        answer_beside(dispatcher, words, [], faq_meta(answer, task.name, asked), said.also)
        return []


def answer_beside(
    dispatcher: CollectingDispatcher, words: str, buttons: list[Button], meta: dict[str, Any], also: Sequence[str]
) -> None:
    """Says an answer; the questions that came close to it are offered as buttons."""
    offered = [faq for faq in also if faq in knowledge.answers() and faq != meta["faq"]]
    if offered:
        words = "\n".join([words, text("bot.faq.also")])
        buttons = [*buttons, *(button(knowledge.answers()[faq].question, "faq", faq=faq) for faq in offered)]
        meta = {**meta, "offered": offered}
    say(dispatcher, words, buttons, meta)


def offer(task: str | None, active_form: str | None) -> list[Button]:
    """The button that begins a task with a conversation, unless that one is already open."""
    found = knowledge.tasks().get(task or "")
    if found is None or found.form is None or found.form == active_form:
        return []
    return [button(text("bot.faq.here", title=found.title), found.name)]


def next_steps(answer: knowledge.Answer, active_form: str | None) -> list[Button]:
    """The tasks an answer leads to; a person where nobody has checked what it says. None in the middle of a form."""
    if active_form is not None:
        return []
    unsure = least_checked(wording.checked for wording in answer.wordings) == "no"
    steps = [*answer.next, *(["talk_to_agent"] if unsure else [])]
    beside = knowledge.task_beside().get(answer.id)
    return [task_button(task) for task in dict.fromkeys(steps) if task != beside]


def merger(province: Province) -> str:
    """To which of the 34 provinces one of the 63 belongs."""
    kept = province.name == province.name_2025
    key = "bot.faq.province_kept" if kept else "bot.faq.province_merged"
    return text(key, name=province.name, now=province.name_2025, code=province.card_code)


def group_meaning(question: str) -> str | None:
    """The meaning of the group code that a question names ("mã TK là gì"), if it names one that exists."""
    for found in _GROUP_CODE.finditer(question):
        group = groups().get(found.group(1).upper())
        if group is not None:
            key = "bot.faq.group" if group.verified else "bot.faq.group_unverified"
            return text(key, code=group.code, meaning=group.meaning)
    return None
