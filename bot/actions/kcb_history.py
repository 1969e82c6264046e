"""The KCB book: years, then visits, then one visit in detail. Only after an OTP; what was proven lives in the backend."""

import re
from dataclasses import replace
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from backend.client import KcbVisits as Visits
from backend.client import KcbYears, Refused
from bhxh.dates import now
from bhxh.messages import text
from bot.actions import past
from bot.actions.asked import asked_of
from bot.actions.base import BotAction, Events
from bot.actions.fallback import Fallback
from bot.actions.faq import AnswerFaq
from bot.actions.forms.identification import OTP
from bot.actions.forms.own_records import SUBJECT, OwnRecords
from bot.actions.forms.step import Step
from bot.actions.kcb_query import KcbQuery
from bot.actions.past import Past
from bot.actions.replies import Button, button, say
from bot.actions.said import Said

META = {"intent": "kcb_history"}
SHOWN = "kcb_shown"
"""A slot: what of the book was shown last (a `KcbQuery` as kept), so that "còn năm nay thì sao?" means the book and the same place."""
QUERY = "kcb_query"
"""A slot: what the first sentence asked for, until the person is identified."""

_WANTS_TO_SEE = re.compile(r"\b(?:xem|coi|kham|dieu tri|chi phi|thoi|chi can)\b")
_OTHER_YEARS = re.compile(r"\b(?:nam khac|cac nam|tat ca cac nam)\b")


class KcbForm(OwnRecords):
    """Asks for the BHXH code and an OTP, then shows the years, or the visits that the first sentence asked for."""

    form: ClassVar[str] = "kcb_form"
    task: ClassVar[str] = "kcb_history"
    slots: ClassVar[tuple[str, ...]] = (SUBJECT, OTP, QUERY)

    async def open(self, step: Step) -> None:
        """Where others may read along the book stays closed, and no OTP is sent for it."""
        if (await self.who(step))["private"]:
            await super().open(step)
            return
        step.say(text("kcb.not_here"), [], META)
        step.finished = True

    async def hear(self, step: Step, slot: str) -> bool:
        """Beside the code a time or a place may be named as well; "thẻ cấp năm 2015, hôm nay mới nhận mã" names none of a visit."""
        if slot == self.subject and _WANTS_TO_SEE.search(step.said.folded):
            self.keep(step)
        return await super().hear(step, slot)

    def keep(self, step: Step) -> None:
        """The visits named."""
        query = KcbQuery.of(step.said)
        if query.names_something:
            step.set(QUERY, query.as_wanted())

    async def identified(self, step: Step) -> None:
        """Shows the visits asked for, or all years, each a button."""
        query = KcbQuery.kept(step.get(QUERY))
        step.set(SHOWN, query.as_wanted())
        if query.names_something:
            step.say(*_visits(await self.client.kcb_visits(step.turn, None, query.as_wanted())), META)
        else:
            step.say(*_years(await self.client.kcb_years(step.turn)), META)


class KcbVisits(BotAction):
    """What follows the book once it was shown: a year chosen by button, "còn năm 2024", "còn ở Chợ Rẫy", "hết bao nhiêu tiền";
    "năm khác" shows the years again. Right after an answer "còn năm 2024" asks for that rule in that year."""

    action_name: ClassVar[str] = "action_kcb_visits"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Shows the visits, each a button. What has nothing to do with the book was not understood."""
        chosen, shown = said.entity("nam"), tracker.get_slot(SHOWN)
        if chosen is None and (faq := _rule_before(past.turns(tracker))) and _names_time(said.text):
            again = replace(said, intent="faq", faq=faq, questions=(), also=())
            return await AnswerFaq(self.client).act(dispatcher, tracker, again)
        if chosen is None and not shown:
            return await Fallback(self.client).act(dispatcher, tracker, said)
        query = (
            KcbQuery() if chosen or _OTHER_YEARS.search(said.folded) else KcbQuery.of(said).after(KcbQuery.kept(shown))
        )
        try:
            if chosen is None and not query.names_something:
                answer = _years(await self.client.kcb_years(said.turn))
            else:
                answer = _visits(await self.client.kcb_visits(said.turn, chosen, query.as_wanted()))
        except Refused as refusal:
            return _again(dispatcher, refusal)
        say(dispatcher, *answer, META)
        return [SlotSet(SHOWN, query.as_wanted())]


class KcbVisit(BotAction):
    """One visit chosen by button."""

    action_name: ClassVar[str] = "action_kcb_visit"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Shows it."""
        try:
            answer = await self.client.kcb_visit(said.turn, said.entity("luot") or "")
        except Refused as refusal:
            return _again(dispatcher, refusal)
        say(dispatcher, text("bot.kcb.visit", detail=answer["detail"]), [_other_years()], META)
        return []


def _rule_before(before: list[Past]) -> str | None:
    """The FAQ answered in the turn before, unless it was about the book itself."""
    metas = [reply.meta for reply in before[-1].replies] if before else []
    return next((meta["faq"] for meta in metas if meta.get("faq") and meta.get("intent") != META["intent"]), None)


def _names_time(words: str) -> bool:
    return asked_of(words, now().date()).time is not None


def _years(answer: KcbYears) -> tuple[str, list[Button]]:
    buttons = [button(year["title"], "kcb_year", nam=year["handle"]) for year in answer["years"]]
    return text("bot.kcb.years", overview=answer["overview"]), buttons


def _visits(answer: Visits) -> tuple[str, list[Button]]:
    buttons = [button(visit["title"], "kcb_visit", luot=visit["handle"]) for visit in answer["visits"]]
    return text("bot.kcb.visits", list=answer["list"]), [*buttons, _other_years()]


def _other_years() -> Button:
    return button(text("bot.kcb.other_years"), "kcb_history")


def _again(dispatcher: CollectingDispatcher, refusal: Refused) -> Events:
    say(dispatcher, refusal.detail, [button(text("bot.kcb.identify"), "kcb_history")], META)
    return []
