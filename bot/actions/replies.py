"""Replies as the engine contract has them: a text, buttons, and a meta that says what was answered."""

import json
from collections.abc import Iterable
from typing import Any, TypedDict

from rasa_sdk.executor import CollectingDispatcher

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
