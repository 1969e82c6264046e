"""Pictures sent in the chat. None is kept or read: who sends a photo of a card is asked to type its number.

Of a picture nothing stays but that there was one, which an agent sees too.
"""

from http import HTTPStatus
from typing import Any, Final

from backend.conversations import attached, store
from backend.conversations.attached import Attached
from backend.conversations.live import NEWS
from backend.conversations.models import Author
from backend.conversations.replies import as_reply
from backend.conversations.timing import KEPT
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from kit.problems import Problem

LIMIT: Final = 10 << 20
"""Bytes: what a phone's camera makes, with room."""
_BEGINNINGS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"%PDF-")


def is_picture(data: bytes) -> bool:
    """Whether these bytes begin like a picture (or a scan in PDF); what the sender says of them does not count."""
    return data.startswith(_BEGINNINGS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:8] == b"ftyp"


def answer(database: Database, conversation_id: str, data: bytes) -> dict[str, Any]:
    """Notes that a picture came and says what to do instead; the answer of POST /api/v1/chat. Raises Problem 404 or 415."""
    if not is_picture(data):
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no_picture", text("picture.none"))
    now = utcnow()
    with database.begin() as session:
        conversation = store.find(session, conversation_id, lock=True)
        if conversation is None or now - conversation.active_at > KEPT:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_conversation", text("chat.unknown_conversation"))
        before = conversation.messages
        attached.take(session, conversation, Attached.PICTURE, now, answer=text("picture.answer"))
        conversation.posted = conversation.messages
        said = store.messages_after(session, conversation.id, before, conversation.messages)
        replies = [as_reply(message) for message in said if message.author != Author.CITIZEN]
        handler = conversation.handler
    NEWS.tell(conversation.id)
    return {"conversation_id": conversation_id, "handler": handler, "replies": replies}
