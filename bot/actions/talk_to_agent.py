"""Handing the conversation to a person."""

from collections.abc import Iterator
from typing import ClassVar, Final

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from backend.client import AskedForPerson
from bhxh.call_back import wants_call
from bhxh.messages import text
from bhxh.places import find_places
from bhxh.refusal import tells_of_refusal
from bot import knowledge
from bot.actions.base import BotAction, Events
from bot.actions.replies import say
from bot.actions.said import Said
from bot.actions.wording import faq_meta

TASK = "talk_to_agent"
REFUSED: Final = "the_bi_tu_choi"
"""The subject of feedback (backend.feedback.subjects) that its button names."""
_TOLD: Final = {"closed": "closed", "nobody": "nobody_there", "busy": "busy"}
_REMEMBERED: Final = 8
"""Messages before this one in which somebody may have told that their card is refused, and where."""


class TalkToAgent(BotAction):
    """Puts the conversation into the agents' queue. From then on the engine hears nothing until it is handed back."""

    action_name: ClassVar[str] = "action_talk_to_agent"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Says the place in the queue, and how to do without."""
        handle = said.handle("DIEN_THOAI", "SO") if wants_call(said.text) else None
        if handle is not None:
            call = await self.client.ask_for_call(said.turn, handle)
            key = "bot.agent.call_at" if call["opens"] else "bot.agent.call_soon"
            say(dispatcher, text(key, **call), meta=faq_meta(_faq(), TASK))
            return []
        heard = list(_heard(tracker))[:_REMEMBERED]
        refused = said.entity("viec") == REFUSED or any(map(tells_of_refusal, heard))
        asked = await self.client.ask_for_person(
            said.turn, card_refused=refused, place=_place(heard) if refused else None
        )
        say(dispatcher, _answer(asked, refused), meta=faq_meta(_faq(), TASK))
        return []


def _heard(tracker: Tracker) -> Iterator[str]:
    """What the citizen has said, the latest first."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            yield event.get("text") or ""


def _place(heard: list[str]) -> str | None:
    """The province named last, in the citizen's words."""
    return next((places[-1].written for said in heard if (places := find_places(said))), None)


def _faq() -> knowledge.Answer:
    return knowledge.answers()[knowledge.tasks()[TASK].faq[0]]


def _queued(asked: AskedForPerson) -> str:
    """The place in the queue, and the truth about how long it may take."""
    why, position = asked["overflow"], asked["position"]
    if why is None:
        return text("bot.agent.queued", position=position)
    if why == "closed" and asked["opens"]:
        told = text("bot.agent.closed_until", position=position, opens=asked["opens"])
    else:
        told = text(f"bot.agent.{_TOLD[why]}", position=position)
    return "\n".join([told, text("bot.agent.meanwhile"), text("bot.agent.call_me")])


def _answer(asked: AskedForPerson, refused: bool) -> str:
    queued = _queued(asked)
    if not refused:
        return queued
    if asked["province"] is None:
        return "\n".join([text("bot.agent.card_refused"), text("bot.agent.which_province"), queued])
    key = "bot.agent.duty_told" if asked["duty"] else "bot.agent.duty_none"
    return "\n".join([text("bot.agent.card_refused"), text(key, province=asked["province"]), queued])
