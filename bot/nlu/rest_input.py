"""The one way into Rasa: the backend's DialogueEngine adapter, over loopback, with a token.

The contract stands in docs/architecture.md, "Engine contract". Unlike Rasa's own ``rest`` channel this one requires a
token, returns what was understood and which field is asked, keeps a message with its buttons and meta in one piece,
answers 500 instead of an empty 200 when something failed, gives the saved answer to a turn that comes again, and never logs a text.
"""

from __future__ import annotations

import hmac
import logging
from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.nlu import repeats
from bot.nlu.tracker_store import OneRowTrackerStore

logger = logging.getLogger(__name__)
repeats.install()

MAX_TEXT = 4000
"""Characters. The backend allows 2,000; handles can be longer than what they stand for."""


class BadRequest(ValueError):
    """A body that is not what the contract says."""


class ActionsAway(Exception):
    """The action server is being restarted; the same turn may be sent again."""


@dataclass(frozen=True)
class Incoming:
    """One message of one session; ``turn`` is passed on to the actions, which name it to the backend."""

    sender: str
    text: str
    turn: str

    @classmethod
    def of(cls, body: Any) -> Incoming:
        """Raises BadRequest unless ``body`` holds three non-empty strings."""
        sender, text, turn = (_filled(body, key) for key in ("sender", "text", "turn"))
        if len(text) > MAX_TEXT:
            raise BadRequest(f"text is longer than {MAX_TEXT} characters")
        return cls(sender, text, turn)


def _filled(body: Any, key: str) -> str:
    value = body.get(key) if isinstance(body, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise BadRequest(f"{key} must be a non-empty string")
    return value


class Replies(CollectingOutputChannel):
    """Collects replies whole: text, buttons and custom meta of one response stay one message."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Takes one response of an action."""
        reply = {"text": message.get("text") or "", "buttons": message.get("buttons") or []}
        if message.get("custom"):
            reply["custom"] = message["custom"]
        self.messages.append(reply)


class EngineInput(RestInput):
    """The input channel ``bhxh``."""

    def __init__(self, token: str) -> None:
        if not token:
            raise ValueError("the engine token is empty: set BHXH_ENGINE_TOKEN")
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        """Makes the address ``/webhooks/bhxh/webhook``."""
        return "bhxh"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> EngineInput:
        """From credentials.yml."""
        return cls(str((credentials or {}).get("token") or ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes: GET / for readiness and POST /webhook."""
        routes = Blueprint("bhxh_engine", __name__)

        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        async def receive(request: Request) -> HTTPResponse:
            if not self._authorised(request):
                return response.json({"code": "unauthorised"}, status=401)
            try:
                incoming = Incoming.of(request.json)
            except Exception as error:  # Sanic's own exception for a body that is no JSON is one of several
                return response.json({"code": "bad_request", "detail": str(error)[:200]}, status=400)
            return await self._answer(request, incoming, on_new_message)

        routes.add_route(health, "/", methods=["GET"])
        routes.add_route(receive, "/webhook", methods=["POST"])
        return routes

    def _authorised(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self._token)

    async def _answer(
        self, request: Request, incoming: Incoming, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> HTTPResponse:
        replies = Replies()
        agent = request.app.ctx.agent
        store = agent.tracker_store
        try:
            # Not Rasa's own lock of the dialogue, which it takes within: who asks again while the turn runs waits for its answer.
            async with agent.lock_store.lock(f"turn of {incoming.sender}"):
                tracker = await _answered_before(store, incoming, replies)
                if tracker is None:
                    tracker = await self._answer_now(store, incoming, replies, on_new_message)
        except CancelledError:
            raise
        except ActionsAway:
            return response.json({"code": "actions_away"}, status=503)
        except Exception as error:
            # The exception's own text may quote the message; its type says enough to find the place.
            logger.error("turn failed: %s", type(error).__name__)
            return response.json({"code": "engine_failed"}, status=500)
        if tracker is None or not replies.messages:
            logger.error("turn ended without a reply")
            return response.json({"code": "no_reply"}, status=500)
        return response.json({"messages": replies.messages, **state_of(tracker)})

    async def _answer_now(
        self, store: Any, incoming: Incoming, replies: Replies, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> DialogueStateTracker | None:
        """The tracker after the turn; None when an action failed: then nothing of the turn is kept. Raises ActionsAway."""
        metadata = {"turn": incoming.turn}
        message = UserMessage(incoming.text, replies, incoming.sender, input_channel=self.name(), metadata=metadata)
        with repeats.watched() as failures:
            await on_new_message(message)
        tracker = await _saved(store, incoming.sender)
        if tracker is not None and failures:
            await repeats.take_back(_inner(store), tracker, incoming.turn)
            if repeats.actions_are_away(failures):
                raise ActionsAway
            return None
        return tracker


async def _answered_before(store: Any, incoming: Incoming, replies: Replies) -> DialogueStateTracker | None:
    """The tracker after this turn, if it was done before; ``replies`` then has what was said. What was left half done is taken back."""
    tracker = await _saved(store, incoming.sender)
    if tracker is None:
        return None
    said = repeats.answer_of(tracker, incoming.turn)
    if said is None:
        await repeats.take_back(_inner(store), tracker, incoming.turn)
        return None
    for message in said:
        await replies.send_response(incoming.sender, message)
    return tracker


async def _saved(store: Any, sender: str) -> DialogueStateTracker | None:
    """The tracker as it was saved last."""
    inner = _inner(store)
    return inner.peek(sender) if isinstance(inner, OneRowTrackerStore) else await store.retrieve(sender)


def _inner(store: Any) -> Any:
    """The configured store: the agent wraps it to survive its failures."""
    return getattr(store, "_tracker_store", store)


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What was understood in the last message, and which form and field are open after it."""
    parse = tracker.latest_message.parse_data
    intent = parse.get("intent") or {}
    chosen = next((e["value"] for e in parse.get("entities", []) if e.get("entity") == "faq"), None)
    ranking = [
        {"intent": entry.get("name"), "faq": entry.get("faq"), "confidence": entry.get("confidence")}
        for entry in parse.get("intent_ranking", [])
    ]
    return {
        "parse": {
            "intent": parse.get("task") or intent.get("name"),
            "confidence": intent.get("confidence") or 0.0,
            "faq": parse.get("faq") or chosen,
            "ranking": ranking,
        },
        "form": tracker.active_loop_name,
        "requested_slot": tracker.get_slot("requested_slot") if tracker.active_loop_name else None,
    }
