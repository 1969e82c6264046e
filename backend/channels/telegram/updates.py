"""Updates of Telegram, read: what a citizen did, in our words. Nothing in an update is taken to be of the type that it should be."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from telegram import CallbackQuery, ChatMemberUpdated, Contact, Document, Message, PhotoSize, Update

from backend.conversations.attached import Attached

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we ask Telegram for. An edited message is a new one: people mend what the assistant did not understand."""
STALE: Final = timedelta(days=1)
"""Nobody waits any more for an answer to what is older."""


class Malformed(Exception):
    """No update of Telegram looks like this."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """``address``: the private chat, which is the citizen; ``event``: unique for what happened, the same when it is repeated."""

    address: str
    event: str


@dataclass(frozen=True, kw_only=True)
class Said(Event):
    """Words."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Pressed(Event):
    """A button under one of our messages. ``query``: to be answered; ``message``: the id of that message, None when it is too old."""

    payload: str
    query: str
    message: int | None


@dataclass(frozen=True, kw_only=True)
class SharedContact(Event):
    """A contact card. ``own``: Telegram says that it is the sender's own, so that the number is proven to be theirs."""

    phone: str
    own: bool


@dataclass(frozen=True, kw_only=True)
class Pictured(Event):
    """A photo, or a picture as file. ``file``: its id at Telegram; ``size`` in bytes, 0: not told. ``album``: what several that were sent at
    once have in common, "" for one alone; ``place``: their order."""

    file: str
    size: int
    caption: str
    album: str
    place: int


@dataclass(frozen=True, kw_only=True)
class Wordless(Event):
    """What we cannot read: a sticker, a voice message, a place …, with the words below it."""

    what: Attached
    caption: str


@dataclass(frozen=True, kw_only=True)
class InGroup:
    """Something was said where others read along."""

    chat: int


@dataclass(frozen=True, kw_only=True)
class Left:
    """The citizen has blocked the bot, or deleted it, at this moment."""

    address: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Ignored:
    """Nothing to do. ``reason``: for the log."""

    reason: str


_KINDS: Final = {
    Attached.STICKER: ("sticker",),
    Attached.VOICE: ("voice", "audio"),
    Attached.VIDEO: ("video", "video_note", "animation"),
    Attached.PLACE: ("location", "venue"),
    Attached.FILE: ("document",),
}
"""By the fields of a message; an animation has a document too."""

Reading = Said | Pressed | SharedContact | Pictured | Wordless | InGroup | Left | Ignored


def parse(data: object) -> Update:
    """The update in a JSON value. Raises Malformed."""
    if not isinstance(data, dict) or type(data.get("update_id")) is not int:
        raise Malformed
    try:
        return Update.de_json(data, None)
    except Exception as error:  # the library reads as if all were of its type; whatever that brings is no update
        raise Malformed from error


def read(update: Update, now: datetime) -> Reading:
    """What an update means. Raises Malformed."""
    try:
        return _read(update, now)
    except (AttributeError, TypeError, ValueError, LookupError, OverflowError) as error:
        raise Malformed from error


def _read(update: Update, now: datetime) -> Reading:
    if update.message is not None:
        return _message(_checked(update.message, Message), None, now)
    if update.edited_message is not None:
        message = _checked(update.edited_message, Message)
        return _message(message, _checked(message.edit_date, datetime), now)
    if update.callback_query is not None:
        return _pressed(_checked(update.callback_query, CallbackQuery))
    if update.my_chat_member is not None:
        return _membership(_checked(update.my_chat_member, ChatMemberUpdated))
    return Ignored(reason="kind")


def _message(message: Message, edited: datetime | None, now: datetime) -> Reading:
    number, chat = _checked(message.message_id, int), _checked(message.chat.id, int)
    if message.from_user is None or message.from_user.is_bot is not False:
        return Ignored(reason="not_a_person")
    if now - (edited or message.date) > STALE:
        return Ignored(reason="stale")
    if message.chat.type != "private":
        return InGroup(chat=chat)
    if message.from_user.id != chat:
        return Ignored(reason="not_a_person")
    base = {"address": str(chat), "event": f"m{chat}:{number}" + (f":{edited.timestamp():.0f}" if edited else "")}
    return _content(message, base, edited is not None)


def _content(message: Message, base: dict[str, str], edited: bool) -> Reading:
    if message.text:
        return Said(text=_checked(message.text, str), **base)
    if edited:  # a place that moves, a picture with other words
        return Ignored(reason="edited")
    if message.contact is not None:
        contact = _checked(message.contact, Contact)
        own = contact.user_id == message.chat.id and message.forward_origin is None
        return SharedContact(phone=_checked(contact.phone_number, str), own=own, **base)
    pictured = _picture(message)
    if pictured is not None:
        return _pictured(message, pictured, base)
    if message.effective_attachment is None:
        return Ignored(reason="service_message")
    what = next(
        (kind for kind, names in _KINDS.items() if any(getattr(message, name) for name in names)), Attached.OTHER
    )
    return Wordless(what=what, caption=_words(message.caption), **base)


def _picture(message: Message) -> PhotoSize | Document | None:
    """The largest size of a photo, or a file that is said to be a picture."""
    if message.photo:
        return message.photo[-1]
    document = message.document
    return document if document is not None and str(document.mime_type).startswith("image/") else None


def _pictured(message: Message, picture: PhotoSize | Document, base: dict[str, str]) -> Pictured:
    size, album = picture.file_size, message.media_group_id
    return Pictured(
        file=_checked(picture.file_id, str),
        size=size if type(size) is int else 0,
        caption=_words(message.caption),
        album=album if isinstance(album, str) else "",
        place=message.message_id,
        **base,
    )


def _words(caption: object) -> str:
    return caption if isinstance(caption, str) else ""


def _pressed(query: CallbackQuery) -> Reading:
    message, identity = query.message, _checked(query.id, str)
    sender = _checked(query.from_user.id, int)
    if query.from_user.is_bot is not False or not isinstance(query.data, str):
        return Ignored(reason="not_a_button")
    if message is not None and message.chat.type != "private":
        return Ignored(reason="group_button")
    shown = message.message_id if message is not None and type(message.message_id) is int else None
    return Pressed(
        address=str(sender), event=f"q{sender}:{identity}", payload=query.data, query=identity, message=shown
    )


def _membership(change: ChatMemberUpdated) -> Reading:
    chat = _checked(change.chat.id, int)
    if change.chat.type == "private" and change.new_chat_member.status == "kicked":
        return Left(address=str(chat), at=_checked(change.date, datetime))
    return Ignored(reason="membership")


def _checked(value: Any, kind: Any) -> Any:
    """The value, if it is of the type that the library says it has. A truth value is no number."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Malformed
    return value
