"""What only the turn before explains: "còn con tôi thì sao?", "quay lại", "không phải", and a bare yes to what was offered."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bhxh.dialogue import FOLLOW_UP, GO_BACK, is_not_that, person_of
from bhxh.messages import text
from bot import knowledge
from bot.actions import past
from bot.actions.base import BotAction, Events
from bot.actions.fallback import SUGGESTIONS
from bot.actions.faq import AnswerFaq, AnswerTask
from bot.actions.forms.step import BEGIN
from bot.actions.kcb_history import KcbVisits
from bot.actions.past import Past
from bot.actions.replies import Button, button, menu, say, task_button
from bot.actions.said import HANDLE, Said
from bot.actions.wording import faq_meta, faq_short, faq_text

_PASSING = frozenset({FOLLOW_UP, "thanks", "greet", "affirm"})
"""Turns between a question and what is asked about it further; everything else ends its subject."""

_KCB = frozenset({"kcb_year", "kcb_visit"})
_LIKELY = 0.02
"""Share of what the answer turned down leaves over, below which a question is not worth offering."""


class FollowUp(BotAction):
    """The question before, asked about somebody else."""

    action_name: ClassVar[str] = "action_follow_up"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Answers for that person where the table says how, and asks back where it does not."""
        key = person_of(said.text) or "relative"
        person = knowledge.follow_ups().persons[key]
        subject = _subject(past.turns(tracker))
        if subject is None:
            _offer(dispatcher, text("bot.follow_up.what", person=person.title), person.faq)
            return []
        variant = knowledge.follow_ups().variants.get(subject, {}).get(key)
        answer = knowledge.answers()[subject]
        if variant is None:
            words = text("bot.follow_up.unsure", question=answer.question, person=person.title)
            others = [faq for faq in person.faq if faq != subject]
            _offer(dispatcher, words, [subject, *others][:SUGGESTIONS])
        elif variant == knowledge.SAME:
            words = text("bot.follow_up.same", person=person.title, answer=faq_short(answer))
            in_full = button(text("bot.follow_up.in_full"), "faq", faq=subject)
            say(dispatcher, words, [in_full], faq_meta(answer, knowledge.task_beside().get(subject, "faq")))
        elif variant == knowledge.OWN:
            say(dispatcher, text("bot.others_data"), [], {"intent": "fallback", "fallback": True})
        elif len(variant) == 1:
            answer = knowledge.answers()[variant[0]]
            words = text("bot.follow_up.answer", person=person.title, answer=faq_text(answer))
            say(dispatcher, words, [], faq_meta(answer, knowledge.task_beside().get(answer.id, "faq")))
        else:
            _offer(dispatcher, text("bot.follow_up.choose", person=person.title), variant)
        return []


class GoBack(BotAction):
    """What was shown before the last answer, once more."""

    action_name: ClassVar[str] = "action_go_back"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Shows it; the menu when nothing was shown before."""
        before = past.turns(tracker)
        if before and before[-1].intent in _KCB:  # one step back from a visit or a year: the years
            return await KcbVisits(self.client).act(dispatcher, tracker, replace(said, text="năm khác", entities=()))
        shown = _shown_before(before)
        if shown is None:
            say(dispatcher, text("bot.go_back.nothing"), menu(), {"intent": GO_BACK})
            return []
        for number, reply in enumerate(shown.replies):
            words = reply.text if number else text("bot.go_back.again", text=reply.text)
            say(dispatcher, words, reply.buttons, reply.meta)
        return []


def turned_down(said: Said, before: list[Past]) -> bool:
    """Whether a no means the answer, or the suggestions, of the turn before."""
    if not before or (before[-1].form and not past.interrupted(before)):
        return False
    return before[-1].fallback or (is_not_that(said.text) and _answered(before))


def offer_others(dispatcher: CollectingDispatcher, before: list[Past]) -> None:
    """After a no: the next candidates of the question turned down, once; then a person."""
    refused = next((turn for turn in reversed(before) if turn.intent != "deny"), before[-1])
    shown = {json.loads(payload).get("faq") for payload in map(_entities, refused.buttons)}
    first = before[-1] is refused
    offered = [faq for faq in _candidates(refused) if faq not in shown] if first else []
    meta = {"intent": "fallback", "fallback": True, "offered": offered}
    if offered:
        say(dispatcher, text("bot.not_that"), [*_questions(offered), task_button("talk_to_agent")], meta)
    else:
        task = knowledge.tasks().get(knowledge.task_beside().get(refused.subject or "", ""))
        again = [task_button(task.name)] if first and task is not None and task.form else []
        say(dispatcher, text("bot.fallback.again"), [*again, task_button("talk_to_agent")], meta)


async def accept(action: BotAction, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events | None:
    """After a bare yes: does what the one button of the turn before says, asks which of several; None when there was none."""
    before = past.turns(tracker)
    buttons = [one for one in _leading_on(before[-1]) if _intent(one) != "talk_to_agent"] if before else []
    if (
        not buttons
        or before[-1].form
        or before[-1].intent in {"greet", "menu_help", "affirm"}
        or len(buttons) > SUGGESTIONS
    ):
        return None
    if len(buttons) > 1:
        say(dispatcher, text("bot.affirm.which"), buttons, {"intent": "affirm"})
        return []
    intent, faq = _intent(buttons[0]), json.loads(_entities(buttons[0])).get("faq")
    task = knowledge.tasks().get(intent)
    if intent == "faq" and faq in knowledge.answers():
        chosen = replace(said, intent="faq", faq=faq, questions=(), also=())
        return await AnswerFaq(action.client).act(dispatcher, tracker, chosen)
    if task is None:
        return None
    if task.form is None:
        return await AnswerTask(action.client).act(dispatcher, tracker, replace(said, intent=intent, faq=None, also=()))
    return [FollowupAction(BEGIN)]


def _leading_on(turn: Past) -> list[Button]:
    """The buttons a yes can mean: not the questions offered beside an answer, because the yes was said to the answer."""
    return [
        one
        for reply in turn.replies
        for one in reply.buttons
        if reply.meta.get("fallback") or json.loads(_entities(one)).get("faq") not in (reply.meta.get("offered") or [])
    ]


def accepted_task(tracker: Tracker) -> str:
    """The task whose button was accepted with a bare yes (`accept`)."""
    before = past.turns(tracker)
    return next(name for name in map(_intent, _leading_on(before[-1])) if name in knowledge.tasks())


def _subject(before: list[Past]) -> str | None:
    for turn in reversed(before):
        if turn.intent not in _PASSING:
            return turn.subject
    return None


def _answered(before: list[Past]) -> bool:
    return before[-1].subject is not None or before[-1].intent == "deny"


def _candidates(turn: Past) -> list[str]:
    """The other FAQ ids of its ranking, as far as they are likely once the best one is not it."""
    if turn.intent == FOLLOW_UP:
        return []  # its own words rank nothing
    rest = 1.0 - max((entry.get("confidence") or 0.0 for entry in turn.ranking), default=1.0)
    found: list[str] = []
    for entry in turn.ranking:
        task = knowledge.tasks().get(entry.get("name") or "")
        faq = entry.get("faq") or (task.faq[0] if task else None)
        likely = (entry.get("confidence") or 0.0) >= _LIKELY * rest
        if faq in knowledge.answers() and faq not in found and faq != turn.subject and likely:
            found.append(faq)
    return found[:SUGGESTIONS]


def _shown_before(before: list[Past]) -> Past | None:
    """The turn whose replies stood before the last ones; each "quay lại" already said goes one further."""
    shown: list[Past] = []
    for turn in before:
        if turn.intent == GO_BACK:
            if shown:
                shown.pop()
        elif turn.form is None and any(
            _can_be_repeated(reply.text, reply.meta, reply.buttons) for reply in turn.replies
        ):
            shown.append(turn)
    return shown[-2] if len(shown) > 1 else None


def _can_be_repeated(words: str, meta: dict[str, Any], buttons: list[Button]) -> bool:
    """An answer or a choice; what holds personal values is not shown again without its own check."""
    return bool(meta.get("faq") or buttons) and not HANDLE.search(words)


def _offer(dispatcher: CollectingDispatcher, words: str, faqs: Sequence[str]) -> None:
    meta = {"intent": "fallback", "fallback": True, "offered": list(faqs)}
    say(dispatcher, words, [*_questions(faqs), task_button("talk_to_agent")], meta)


def _questions(faqs: Sequence[str]) -> list[Button]:
    return [button(knowledge.answers()[faq].question, "faq", faq=faq) for faq in faqs]


def _intent(of: Button) -> str:
    return of["payload"].removeprefix("/").partition("{")[0]


def _entities(of: Button) -> str:
    _, brace, rest = of["payload"].partition("{")
    return brace + rest if brace else "{}"
