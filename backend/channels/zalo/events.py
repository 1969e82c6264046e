"""Zalo's events as what they mean to us. Ids and times are strings there, greater than 2^53."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import orjson

from backend.channels.zalo.config import ZaloConfig
from backend.conversations.attached import Attached
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue

OLDEST: Final = timedelta(hours=2, minutes=30)
"""Zalo repeats an event after 30 s, 5 min, 15 min, 30 min and an hour: what is older is a replay, or of no use to anybody."""
EARLIEST: Final = timedelta(minutes=5)
"""How far Zalo's clock may be ahead of ours."""

_ID_LENGTH: Final = 64
_OTHER: Final = {
    "image": Attached.PICTURE,
    "gif": Attached.PICTURE,
    "file": Attached.FILE,
    "audio": Attached.VOICE,
    "video": Attached.VIDEO,
    "sticker": Attached.STICKER,
    "location": Attached.PLACE,
    "business_card": Attached.CONTACT,
    "link": Attached.OTHER,
}


class Kind(StrEnum):
    """`TEXT` and `OTHER` (what is not text) are a citizen's message; `IGNORED`: of no concern, or not known to us."""

    TEXT = "text"
    OTHER = "other"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    PHONE = "phone"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Event:
    """``name``: ours for counting, of a closed set. ``key``: the same however often the event comes. ``at``: Zalo's time.
    ``what``, ``attached``: the kind of a message that is not text, Zalo's and ours; its ``text`` is what stands below it."""

    kind: Kind
    name: str
    user: str = ""
    key: str = ""
    text: str = ""
    what: str = ""
    attached: Attached | None = None
    phone: str | None = None
    at: datetime | None = None


def read(config: ZaloConfig, body: bytes, moment: str, now: datetime) -> Event:
    """One event whose signature covers ``moment``; what cannot be read, or is not for us, is `IGNORED` with a name that says why."""
    content, at = _content(body), _moment(moment, now)
    if content is None or at is None or str(content.get("timestamp")) != moment:
        return _ignored("unreadable")
    if not now - OLDEST <= at <= now + EARLIEST:
        return _ignored("old" if at < now else "early")
    return _of_its_kind(config, content, moment, at)


def _of_its_kind(config: ZaloConfig, content: dict[str, Any], moment: str, at: datetime) -> Event:
    name = content.get("event_name")
    if name in ("follow", "unfollow"):
        return _following(config, content, str(name), moment, at)
    if name == "user_submit_info":
        return _phone(config, content, moment, at)
    if isinstance(name, str) and name.startswith("user_send_"):
        return _message(config, content, name.removeprefix("user_send_"), at)
    return _ignored("of_ours" if str(name).startswith(("oa_send_", "user_seen_", "user_received_")) else "unknown")


def _message(config: ZaloConfig, content: dict[str, Any], what: str, at: datetime) -> Event:
    if what.startswith("group"):
        return _ignored("group")
    if what != "text" and what not in _OTHER:
        return _ignored("unknown")
    user, message = _id(content.get("sender")), content.get("message")
    key = _text(message.get("msg_id")) if isinstance(message, dict) else ""
    if _id(content.get("recipient")) != config.oa_id or not user or not 0 < len(key) <= _ID_LENGTH:
        return _ignored("not_for_us")
    said = _text(message.get("text")) if isinstance(message, dict) else ""
    kind = Kind.TEXT if what == "text" or (what == "link" and said) else Kind.OTHER
    return Event(kind, what, user, f"msg:{key}", said, what, None if kind is Kind.TEXT else _OTHER[what], at=at)


def _following(config: ZaloConfig, content: dict[str, Any], name: str, moment: str, at: datetime) -> Event:
    user = _id(content.get("follower"))
    if content.get("oa_id") != config.oa_id or not user:
        return _ignored("not_for_us")
    return Event(Kind(name), name, user, f"{name}:{user}:{moment}", at=at)


def _phone(config: ZaloConfig, content: dict[str, Any], moment: str, at: datetime) -> Event:
    user, info = _id(content.get("sender")), content.get("info")
    if _id(content.get("recipient")) != config.oa_id or not user:
        return _ignored("not_for_us")
    try:
        phone = parse_mobile(_text(info.get("phone"))) if isinstance(info, dict) else None
    except InvalidValue:
        phone = None
    return Event(Kind.PHONE, "submit_info", user, f"info:{user}:{moment}", phone=phone, at=at)


def _content(body: bytes) -> dict[str, Any] | None:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return content if isinstance(content, dict) else None


def _moment(moment: str, now: datetime) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(moment) / 1000, now.tzinfo)
    except (ValueError, OverflowError, OSError):
        return None


def _id(person: object) -> str:
    found = person.get("id") if isinstance(person, dict) else None
    return found if isinstance(found, str) and 0 < len(found) <= _ID_LENGTH and found.isalnum() else ""


def _text(value: object) -> str:
    """A number (some sources have such) as text, too."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _ignored(name: str) -> Event:
    return Event(Kind.IGNORED, name)
