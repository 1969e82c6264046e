"""The Bot Platform's events as what they mean to us. Times are milliseconds."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from backend.conversations.attached import Attached

OLDEST: Final = timedelta(hours=24)
"""What is older waited longer than anybody waits for an answer, or is a replay."""
EARLIEST: Final = timedelta(minutes=5)
_ID_LENGTH: Final = 128
_WORDLESS: Final = {
    "message.image.received": Attached.PICTURE,
    "message.sticker.received": Attached.STICKER,
    "message.voice.received": Attached.VOICE,
    "message.unsupported.received": Attached.OTHER,
}


@dataclass(frozen=True)
class Message:
    """``key``: the same however often it comes. ``attached``: it is no text; ``text`` is what stands below it."""

    chat: str
    key: str
    text: str
    attached: Attached | None = None


def read(result: object, now: datetime) -> Message | str:
    """One event (``result`` of a webhook or of getUpdates); what is not for us is a word that says why, for counting."""
    name = result.get("event_name") if isinstance(result, dict) else None
    content = result.get("message") if isinstance(result, dict) else None
    if not isinstance(content, dict) or not isinstance(name, str):
        return "unreadable"
    if name != "message.text.received" and name not in _WORDLESS:
        return "unknown"
    chat = _part(content, "chat")
    if str(chat.get("chat_type", "PRIVATE")).upper() != "PRIVATE":
        return "group"
    if _part(content, "from").get("is_bot") is True:
        return "bot"
    return _message(name, chat, content, now)


def _message(name: str, chat: dict[str, Any], content: dict[str, Any], now: datetime) -> Message | str:
    address, key, at = _id(chat.get("id")), _id(content.get("message_id")), _moment(content.get("date"))
    if not address or not key or at is None:
        return "unreadable"
    if not now - OLDEST <= at <= now + EARLIEST:
        return "old" if at < now else "early"
    said = content.get("caption" if name in _WORDLESS else "text")
    return Message(address, key, said if isinstance(said, str) else "", _WORDLESS.get(name))


def _part(content: dict[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _id(value: object) -> str:
    return value if isinstance(value, str) and 0 < len(value) <= _ID_LENGTH and value.isprintable() else ""


def _moment(value: object) -> datetime | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
