"""Actions run as the action server runs them, against the stand-in for the backend over real HTTP."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from backend.client import InternalClient
from bot.actions.base import BotAction
from tests.bot.fake_internal import TOKEN, FakeInternal, serving

Event = dict[str, Any]


@dataclass
class Outcome:
    """What an action said and did."""

    messages: list[dict[str, Any]]
    events: list[Event]
    slots: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Everything that was said."""
        return "\n".join(message["text"] for message in self.messages)

    @property
    def payloads(self) -> list[str]:
        """Everything that was offered."""
        return [button["payload"] for message in self.messages for button in message["buttons"]]

    @property
    def requested(self) -> str | None:
        """The field that is asked."""
        return next(e["value"] for e in reversed(self.events) if e.get("name") == "requested_slot")


@pytest.fixture(scope="module")
def internal() -> Iterator[FakeInternal]:
    """The stand-in."""
    with serving() as fake:
        yield fake


Run = Callable[..., Outcome]


@pytest.fixture
def run(internal: FakeInternal) -> Run:
    """Runs one action class on one message."""
    internal.calls.clear()

    def act(
        action: type[BotAction],
        text: str = "",
        *,
        intent: str = "fallback",
        slots: dict[str, Any] | None = None,
        form: str | None = None,
        before: list[Event] | None = None,
        after_listen: list[Event] | None = None,
        url: str | None = None,
        turn: str | None = "turn-1",
        **message: Any,
    ) -> Outcome:
        events = [
            *(before or []),
            {"event": "action", "name": "action_listen"},
            {"event": "user", "text": text, "metadata": {"turn": turn} if turn else {}},
            *(after_listen or []),
        ]
        latest = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": [], **message}
        loop = {"name": form} if form else {}
        tracker = Tracker("session-1", dict(slots or {}), latest, events, False, None, loop, "action_listen")
        dispatcher = CollectingDispatcher()

        async def once() -> list[Event]:
            async with InternalClient(url or internal.url, TOKEN) as client:
                return await action(client).run(dispatcher, tracker, {})

        done = asyncio.run(once())
        changes = {e["name"]: e["value"] for e in done if e["event"] == "slot"}
        return Outcome(dispatcher.messages, done, {**(slots or {}), **changes})

    return act
