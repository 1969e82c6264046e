"""The KCB book: years, then visits, then one visit in detail. Only after an OTP; what was proven lives in the backend."""

from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from backend.client import OtpPurpose, Refused
from bhxh.messages import text
from bot.actions.base import BotAction, Events
from bot.actions.forms.identification import Identification
from bot.actions.forms.step import Step
from bot.actions.replies import button, say
from bot.actions.said import Said

META = {"intent": "kcb_history"}


class KcbForm(Identification):
    """Asks for the BHXH code and an OTP, then shows the years."""

    form: ClassVar[str] = "kcb_form"
    task: ClassVar[str] = "kcb_history"
    slots: ClassVar[tuple[str, ...]] = ("kcb_code", "otp")
    purpose: ClassVar[OtpPurpose] = "kcb"
    subject: ClassVar[str] = "kcb_code"
    subject_kinds: ClassVar[tuple[str, ...]] = ("MA_SO", "THE")

    async def subject_of(self, step: Step, handle: str) -> str:
        """A card number will do as well: the code is in it."""
        return (await self.client.lookup_card(step.turn, handle))["code"] if handle.startswith("[THE_") else handle

    async def identified(self, step: Step) -> None:
        """Shows the years, each a button."""
        answer = await self.client.kcb_years(step.turn)
        buttons = [button(year["title"], "kcb_year", nam=year["handle"]) for year in answer["years"]]
        step.say(text("bot.kcb.years", overview=answer["overview"]), buttons, META)


class KcbVisits(BotAction):
    """The visits of a year chosen by button; of the latest year when none was."""

    action_name: ClassVar[str] = "action_kcb_visits"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Shows the visits, each a button."""
        try:
            answer = await self.client.kcb_visits(said.turn, said.entity("nam"))
        except Refused as refusal:
            return _again(dispatcher, refusal)
        buttons = [button(visit["title"], "kcb_visit", luot=visit["handle"]) for visit in answer["visits"]]
        buttons.append(button(text("bot.kcb.other_years"), "kcb_history"))
        say(dispatcher, text("bot.kcb.visits", list=answer["list"]), buttons, META)
        return []


class KcbVisit(BotAction):
    """One visit chosen by button."""

    action_name: ClassVar[str] = "action_kcb_visit"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Shows it."""
        try:
            answer = await self.client.kcb_visit(said.turn, said.entity("luot") or "")
        except Refused as refusal:
            return _again(dispatcher, refusal)
        buttons = [button(text("bot.kcb.other_years"), "kcb_history")]
        say(dispatcher, text("bot.kcb.visit", detail=answer["detail"]), buttons, META)
        return []


def _again(dispatcher: CollectingDispatcher, refusal: Refused) -> Events:
    say(dispatcher, refusal.detail, [button(text("bot.kcb.identify"), "kcb_history")], META)
    return []
