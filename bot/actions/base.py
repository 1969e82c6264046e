"""What every action has: the message of the turn, the way to the backend, and an honest sentence when something fails."""

import logging
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from backend.client import InternalClient, Refused, TurnNotRunning, Unavailable
from bhxh.messages import text
from bot.actions.replies import say
from bot.actions.said import Said

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]

_FAILED = {"failed": True}
"""The engine does a turn with such a reply anew when it comes again (`bot.nlu.repeats`)."""


class BotAction(Action, ABC):  # type: ignore[misc]  # rasa_sdk has no types
    """An action with the internal API at hand. Subclasses define `act`, and `failed` when a failure must keep state."""

    action_name: ClassVar[str]

    def __init__(self, client: InternalClient) -> None:
        self.client = client

    def name(self) -> str:
        """The name in domain.yml."""
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Acts; any failure becomes a sentence, because the engine would otherwise answer with silence."""
        try:
            return await self.act(dispatcher, tracker, Said.of(tracker))
        except Refused as refusal:
            say(dispatcher, refusal.detail)
        except TurnNotRunning:
            logger.info("turn_not_running", extra={"action": self.action_name})
            say(dispatcher, text("bot.unavailable"), meta=_FAILED)
        except Unavailable as error:
            # Its text is the path of the call and the kind of failure, both of our own making.
            logger.warning("backend_unavailable", extra={"action": self.action_name, "call": str(error)})
            say(dispatcher, text("bot.unavailable"), meta=_FAILED)
        except Exception:
            logger.exception("action_failed", extra={"action": self.action_name})
            say(dispatcher, text("bot.failed"), meta=_FAILED)
        return self.failed(tracker)

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """Says what there is to say and returns the events for the tracker."""

    def failed(self, tracker: Tracker) -> Events:
        """The events after a failure."""
        return []
