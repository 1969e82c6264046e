"""Replies as the engine contract has them: a text, buttons, and a meta that says what was answered."""

import json
from collections.abc import Iterable
from typing import Any, TypedDict

from rasa_sdk.executor import CollectingDispatcher

from bhxh import dates
from bhxh.messages import text
from bot import knowledge


class Button(TypedDict):
    """``payload`` is `/intent{"entity": "value"}`; the backend swaps it for an opaque id."""

    title: str
    payload: str


def button(title: str, intent: str, **entities: str) -> Button:
    """A button that says what the person could also have typed."""
    return Button(title=title, payload=f"/{intent}{json.dumps(entities) if entities else ''}")


def task_button(task: str) -> Button:
    """The button that begins a task."""
    return button(knowledge.tasks()[task].title, task)


MENU = ("lookup_code_by_card", "register_account", "registration_status", "kcb_history", "talk_to_agent")


def menu() -> list[Button]:
    """The main tasks."""
    return [task_button(task) for task in MENU]


def say(
    dispatcher: CollectingDispatcher, message: str, buttons: Iterable[Button] = (), meta: dict[str, Any] | None = None
) -> None:
    """One reply."""
    dispatcher.utter_message(text=message, buttons=list(buttons), json_message={"fallback": False, **(meta or {})})


def faq_meta(answer: knowledge.Answer, intent: str) -> dict[str, Any]:
    """What was answered, for the chat API's ``meta``."""
    return {"intent": intent, "faq": answer.id, "source": answer.source, "as_of": answer.as_of}


def faq_text(answer: knowledge.Answer) -> str:
    """An answer in full: with its source, how long it holds, and what of it could not be checked."""
    year, month = answer.as_of.split("-")
    lines = [answer.answer, text("bot.faq.source", source=answer.source, month=month, year=year)]
    if answer.validity:
        lines.append(text("bot.faq.validity", validity=answer.validity))
    if answer.valid_to is not None and dates.now().date() > answer.valid_to:
        lines.append(text("bot.faq.expired", date=dates.format_date(answer.valid_to)))
    if answer.checked != "yes":
        lines.append(text(f"bot.faq.checked.{answer.checked}"))
    return "\n".join([with_hotline(lines[0]), *lines[1:]])


def faq_brief(answer: knowledge.Answer) -> str:
    """The one sentence said before the task behind the question begins."""
    return with_hotline(answer.brief or first_sentence(answer.answer))


def first_sentence(paragraph: str) -> str:
    """Up to the first full stop that ends a sentence (not one inside a number or an address)."""
    head, stop, _ = paragraph.partition(". ")
    return head + "." if stop else paragraph


def with_hotline(content: str) -> str:
    """Content from bot/data with its one placeholder filled; braces elsewhere stay as they are."""
    return content.replace("{hotline}", text("bot.hotline"))
