"""Nothing understood: three likely questions as buttons, and the hotline when it happens twice in a row."""

from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bhxh.messages import text
from bot import knowledge
from bot.actions.base import BotAction, Events
from bot.actions.faq import AnswerFaq
from bot.actions.figures import figures_named
from bot.actions.replies import button, menu, say, task_button
from bot.actions.said import Said
from bot.facts import facts

SUGGESTIONS = 3
_HARDLY = 0.004
"""Below this probability a question has nothing in common with what was said; offering it would look foolish."""


class Fallback(BotAction):
    """Offers what the person may have meant."""

    action_name: ClassVar[str] = "action_fallback"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Says so, and what to do next; a figure that was asked for by its name is told all the same."""
        figure = next((fact.faq for fact in figures_named(said.text, facts()) if fact.faq), None)
        if figure is not None:
            asked = replace(said, intent="faq", faq=figure, questions=(), also=())
            return await AnswerFaq(self.client).act(dispatcher, tracker, asked)
        offered = likely_questions(said)
        in_form = bool(tracker.active_loop_name)
        if said.out_of_scope and not offered:
            # Inside a form its question follows; a menu in between would only lead away from it.
            words = text("bot.fallback.not_ours.in_form" if in_form else "bot.fallback.not_ours")
            say(dispatcher, words, [] if in_form else menu(), {"intent": "fallback", "fallback": True})
            return []
        meta: dict[str, Any] = {"intent": "fallback", "fallback": True, "offered": offered}
        buttons = [button(knowledge.answers()[faq].question, "faq", faq=faq) for faq in offered]
        if happened_before(tracker):
            say(dispatcher, text("bot.fallback.again"), [*buttons, task_button("talk_to_agent")], meta)
        elif offered:
            say(dispatcher, text("bot.fallback.suggest"), buttons, meta)
        elif in_form:
            say(dispatcher, text("bot.fallback.in_form"), meta=meta)
        else:
            say(dispatcher, text("bot.fallback.menu"), menu(), meta)
        return []


def likely_questions(said: Said) -> list[str]:
    """FAQ ids of the best candidates; a task counts as the question beside it, small talk as nothing."""
    found: list[str] = []
    for candidate in said.ranking:
        if (candidate.get("confidence") or 0.0) < _HARDLY:
            continue
        task = knowledge.tasks().get(candidate.get("name") or "")
        faq = candidate.get("faq") or (task.faq[0] if task else None)
        if faq in knowledge.answers() and faq not in found:
            found.append(faq)
    return found[:SUGGESTIONS]


def happened_before(tracker: Tracker) -> bool:
    """Whether the turn before this one ended in a fallback as well."""
    turns = 0
    for event in reversed(tracker.events):
        if event["event"] == "user":
            turns += 1
            if turns == 2:
                return False
        elif turns == 1 and event["event"] == "action" and event.get("name") == Fallback.action_name:
            return True
    return False
