"""What a turn tells `backend.learning`: a sentence that was not understood, and what its author chose then."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy.orm import Session

from backend.conversations.engine import EngineReply
from backend.conversations.models import Conversation
from backend.learning import service
from backend.learning.service import Heard

_CHANNEL: Final = "web"  # the chat API and page: the one way into a conversation
_PAYLOAD: Final = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?")
_FALLBACK: Final = "fallback"
_ANYTHING: Final = frozenset({"talk_to_agent", "menu_help"})
"""Chosen by people who may have meant anything."""


def noted(session: Session, conversation: Conversation, sent: str, reply: EngineReply) -> dict[str, Any] | None:
    """Has the turn kept if there is something to learn from it. Before the answer is stored: it may ask for the next field.

    ``sent``: what the engine was sent, masked text or a button's payload. Returns what `Conversation.unclear` is to be.
    """
    typed = not sent.startswith("/")  # a typed text never does, see masking.defuse
    fallback = reply.intent == _FALLBACK and any(message.custom.get("fallback") for message in reply.messages)
    offered = _offered(reply) if fallback else _beside(reply)
    if conversation.unclear is None and not offered and not fallback:
        return None
    best = reply.ranking[0] if reply.ranking else None
    answered = best.label if best and reply.faq is not None and not fallback else None
    heard = Heard(
        text=sent if typed and conversation.requested_slot is None else None,
        pressed=None if typed else _label(sent),
        typed=typed,
        understood=not fallback,
        answered=None if answered in _ANYTHING else answered,
        offered=offered,
        top=best.label if best else None,
        confidence=round(best.confidence, 4) if best else 0.0,
        channel=_CHANNEL,
    )
    return service.note(session, conversation.unclear, heard)


def _offered(reply: EngineReply) -> tuple[str, ...]:
    return _unique(_label(button.payload) for message in reply.messages for button in message.buttons)


def _beside(reply: EngineReply) -> tuple[str, ...]:
    return _unique(f"faq/{faq}" for message in reply.messages for faq in message.custom.get("offered") or ())


def _unique(labels: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for label in labels if label is not None and label not in _ANYTHING))


def _label(payload: str) -> str | None:
    """The label of training that a button stands for: `/faq{"faq": "x"}` is ``faq/x``, a task's button its name."""
    found = _PAYLOAD.fullmatch(payload)
    if found is None:
        return None
    entities = json.loads(found["entities"] or "{}")
    if found["intent"] != "faq":
        return found["intent"]
    return f"faq/{entities['faq']}" if "faq" in entities else None
