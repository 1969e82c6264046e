"""What was said before in this conversation, turn by turn, out of the engine's events."""

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from bot import knowledge
from bot.actions.replies import Button


@dataclass
class Reply:
    """One reply of an earlier turn; ``meta`` as it was given to the chat API."""

    text: str
    buttons: list[Button]
    meta: dict[str, Any]


@dataclass
class Past:
    """One earlier turn: what was understood, what was answered, and the form that was open after it."""

    intent: str
    faq: str | None
    ranking: list[dict[str, Any]]
    replies: list[Reply] = field(default_factory=list)
    form: str | None = None

    @property
    def fallback(self) -> bool:
        """Whether it was not understood."""
        return any(reply.meta.get("fallback") for reply in self.replies)

    @property
    def buttons(self) -> list[Button]:
        """Everything that could be pressed after it."""
        return [button for reply in self.replies for button in reply.buttons]

    @property
    def subject(self) -> str | None:
        """The FAQ that it was about: the one answered, or the one beside the task."""
        answered = next((reply.meta["faq"] for reply in self.replies if reply.meta.get("faq")), None)
        if answered is not None:
            return str(answered)
        intents = (reply.meta.get("intent") for reply in self.replies)
        task = next((knowledge.tasks()[name] for name in intents if name in knowledge.tasks()), None)
        return task.faq[0] if task else None


def turns(tracker: Tracker) -> list[Past]:
    """The turns before this one, oldest first."""
    found: list[Past] = []
    form: str | None = None
    for event in tracker.events:
        kind = event["event"]
        if kind == "user":
            found.append(_heard(event.get("parse_data") or {}, form))
        elif kind == "active_loop":
            form = event.get("name")
        elif kind == "bot" and found:
            data = event.get("data") or {}
            found[-1].replies.append(
                Reply(event.get("text") or "", data.get("buttons") or [], data.get("custom") or {})
            )
        if found:
            found[-1].form = form
    return found[:-1]


def _heard(parse: dict[str, Any], form: str | None) -> Past:
    chosen = next((entity["value"] for entity in parse.get("entities") or [] if entity.get("entity") == "faq"), None)
    intent = (parse.get("intent") or {}).get("name") or "fallback"
    return Past(intent, parse.get("faq") or chosen, list(parse.get("intent_ranking") or []), form=form)


def handed_over(tracker: Tracker) -> bool:
    """Whether this turn has put the conversation into the agents' queue."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and event.get("name") == "action_talk_to_agent":
            return True
    return False


def interrupted(before: list[Past]) -> bool:
    """Whether the turn before put a question in the middle of a form."""
    if not before or not before[-1].form:
        return False
    task = knowledge.tasks().get(before[-1].intent)
    return before[-1].intent == "faq" or (task is not None and task.form is None)
