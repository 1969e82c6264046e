"""From the engine's answer to the messages a citizen gets: values put in, buttons made opaque, meta merged."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from backend.conversations import parts, store
from backend.conversations.engine import EngineMessage, EngineReply
from backend.conversations.handles import Rendering
from backend.conversations.models import Author, Button, Conversation, Message, Turn
from bhxh.dialogue import PUBLISHED_AS
from bhxh.messages import text

_BLANK_LINES: Final = re.compile(r"\n{3,}")
_TITLE_LENGTH: Final = 200


def publish_answer(session: Session, conversation: Conversation, turn: Turn, reply: EngineReply) -> list[Message]:
    """Stores the engine's answer as messages of the conversation and returns them, our own preface first."""
    texts = [part for message in reply.messages for part in (message.text, *(b.title for b in message.buttons))]
    rendering = Rendering(session, conversation.id, texts)
    messages = []
    if turn.preface:
        messages.append(publish_text(session, conversation, turn, text(turn.preface), _meta(reply, {})))
    shown = [message for message in reply.messages if message.text.strip() or message.buttons]
    messages += [_publish(session, conversation, turn, message, rendering=rendering, reply=reply) for message in shown]
    if not shown:
        fallback = {**_meta(reply, {}), "fallback": True}
        messages.append(publish_text(session, conversation, turn, text("chat.no_answer"), fallback))
    with_buttons = [message.number for message in messages if message.body["buttons"]]
    conversation.choices = with_buttons[-1] if with_buttons else None
    conversation.requested_slot = reply.requested_slot
    return messages


def publish_text(
    session: Session, conversation: Conversation, turn: Turn, said: str, meta: Mapping[str, Any] | None = None
) -> Message:
    """Stores a text of our own as a message; without ``meta`` it is marked as a fallback."""
    body = {"text": said, "buttons": [], "meta": dict(meta or {**_meta(EngineReply(()), {}), "fallback": True})}
    return store.append(session, conversation, Author.BOT, body, turn.id)


def as_reply(message: Message) -> dict[str, Any]:
    """A bot's message as the API gives it. Files are for platforms that hand them over; their links stand in the text."""
    return {"id": message.number, **{name: value for name, value in message.body.items() if name != "files"}}


def _publish(
    session: Session,
    conversation: Conversation,
    turn: Turn,
    message: EngineMessage,
    *,
    rendering: Rendering,
    reply: EngineReply,
) -> Message:
    buttons = [
        Button(
            id=secrets.token_urlsafe(16),
            conversation_id=conversation.id,
            position=position,
            session=conversation.session,
            title=rendering.render(button.title)[:_TITLE_LENGTH],
            payload=button.payload,
        )
        for position, button in enumerate(message.buttons, start=1)
    ]
    body = {
        "text": _BLANK_LINES.sub("\n\n", rendering.render(message.text)).strip(),
        "buttons": [{"title": button.title, "payload": button.id} for button in buttons],
        "meta": _meta(reply, message.custom),
        **parts.as_body(rendering.pieces(message.text)),
    }
    stored = store.append(session, conversation, Author.BOT, body, turn.id)
    for button in buttons:
        button.message_number = stored.number
    session.add_all(buttons)
    return stored


def _meta(reply: EngineReply, custom: Mapping[str, Any]) -> dict[str, Any]:
    offered: Sequence[str] = custom.get("offered") or ()
    intent = str(custom.get("intent") or reply.intent or "")
    return {
        "intent": PUBLISHED_AS.get(intent, intent) or None,
        "confidence": round(reply.confidence, 4),
        "faq": custom.get("faq", reply.faq),
        "offered": [str(faq) for faq in offered],
        "source": custom.get("source"),
        "as_of": custom.get("as_of"),
        "fallback": bool(custom.get("fallback", False)),
    }
