"""The KCB book: years, then visits, then one visit in detail. Only after an OTP; what was proven lives in the backend."""

import re
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from backend.client import KcbVisits as Visits
from backend.client import KcbYears, OtpPurpose, Refused
from bhxh.dates import now
from bhxh.messages import text
from bot.actions.base import BotAction, Events
from bot.actions.fallback import Fallback
from bot.actions.forms.identification import Identification
from bot.actions.forms.step import Step
from bot.actions.replies import Button, button, say
from bot.actions.said import Said

META = {"intent": "kcb_history"}
SHOWN = "kcb_shown"
"""A slot: whether the book was shown in this conversation, so that a bare year means a year of it."""

_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_YEARS_AGO = (
    (re.compile(r"\bnam nay\b"), 0),
    (re.compile(r"\bnam (?:ngoai|truoc|roi)\b"), 1),
    (re.compile(r"\bnam kia\b"), 2),
)


class KcbForm(Identification):
    """Asks for the BHXH code and an OTP, then shows the years, or the year that the first sentence named."""

    form: ClassVar[str] = "kcb_form"
    task: ClassVar[str] = "kcb_history"
    slots: ClassVar[tuple[str, ...]] = ("kcb_code", "otp", "kcb_year")
    purpose: ClassVar[OtpPurpose] = "kcb"
    subject: ClassVar[str] = "kcb_code"
    subject_kinds: ClassVar[tuple[str, ...]] = ("MA_SO", "THE")

    def has_entries(self, step: Step) -> bool:
        """The year alone is nothing to lose."""
        return bool(step.get(self.subject))

    async def subject_of(self, step: Step, handle: str) -> str:
        """A card number will do as well: the code is in it."""
        return (await self.client.lookup_card(step.turn, handle))["code"] if handle.startswith("[THE_") else handle

    async def open(self, step: Step) -> None:
        """Keeps the year that was named for after the identification."""
        step.set("kcb_year", year_in(step.said.folded))
        await super().open(step)

    async def identified(self, step: Step) -> None:
        """Shows the year asked for, or all years, each a button."""
        step.set(SHOWN, True)
        year = step.get("kcb_year")
        if year is None:
            step.say(*_years(await self.client.kcb_years(step.turn)), META)
        else:
            step.say(*_visits(await self.client.kcb_visits(step.turn, None, year)), META)


class KcbVisits(BotAction):
    """The visits of a year chosen by button or named in words ("còn năm 2024"); "năm khác" shows the years again."""

    action_name: ClassVar[str] = "action_kcb_visits"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Shows the visits, each a button. A year that has nothing to do with the book was not understood."""
        chosen = said.entity("nam")
        if chosen is None and not tracker.get_slot(SHOWN):
            return await Fallback(self.client).act(dispatcher, tracker, said)
        year = year_in(said.folded)
        try:
            if chosen is None and year is None:
                shown = _years(await self.client.kcb_years(said.turn))
            else:
                shown = _visits(await self.client.kcb_visits(said.turn, chosen, None if chosen else year))
        except Refused as refusal:
            return _again(dispatcher, refusal)
        say(dispatcher, *shown, META)
        return [SlotSet(SHOWN, True)]


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


def year_in(folded: str) -> int | None:
    """The year that a folded text names, in figures or from today ("nam ngoai")."""
    found = _YEAR.search(folded)
    if found is not None:
        return int(found.group())
    ago = next((years for words, years in _YEARS_AGO if words.search(folded)), None)
    return None if ago is None else now().year - ago


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
