"""A message as Telegram shows it: plain text (never marked up, so nothing in it can be taken for a mark), buttons below the last piece."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from backend.channels import rendering
from backend.channels.rendering import ASK_PHONE, PHONE_FIELDS
from backend.conversations.delivery import Choice, Outgoing
from backend.conversations.models import Author
from backend.registration.service import PHOTO_PATH
from bhxh.messages import text

LONGEST: Final = 4096
"""Of a text, in UTF-16 units (Bot API, sendMessage)."""
_TITLE: Final = 48
"""Characters of a button that a phone shows on a line of its own; what is longer stands in the text."""
PHONE_KNOWN: Final = "phone_known"
PHOTOS_BEGUN: Final = "photos_begun"
"""In a message's meta: who gets it has sent pictures for their dossier here, and need not be told that this is possible."""

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True)
class Piece:
    """One message of Telegram's; ``pressed_here``: its buttons are to go once the citizen has answered."""

    text: str
    markup: Markup | None = None

    @property
    def pressed_here(self) -> bool:
        return isinstance(self.markup, InlineKeyboardMarkup)


def pieces(outgoing: Outgoing) -> list[Piece]:
    """A message in the pieces in which it is sent; its files not among them."""
    said = _with_links(outgoing)
    if PHOTO_PATH in said and outgoing.author == Author.BOT and not outgoing.meta.get(PHOTOS_BEGUN):
        said += "\n\n" + text("telegram.photo.here")
    if any(len(choice.title) > _TITLE for choice in outgoing.choices):
        said += "\n\n" + "\n".join(f"{number}. {c.title}" for number, c in enumerate(outgoing.choices, start=1))
    cut = rendering.pieces(
        said or text("channels.choose"), LONGEST if said.isascii() or max(said) < "\U00010000" else LONGEST // 2
    )
    found = [*(Piece(part) for part in cut[:-1]), Piece(cut[-1], _markup(outgoing))]
    if outgoing.asks in PHONE_FIELDS and found[-1].pressed_here:
        found.append(Piece(text("telegram.share.instead"), _share()))
    return found


def _with_links(outgoing: Outgoing) -> str:
    lines = [f"{title}: {url}" for title, url in _links(outgoing) if not _opens(url) and url not in outgoing.text]
    return "\n\n".join(part for part in (outgoing.text.strip(), "\n".join(lines)) if part)


def _markup(outgoing: Outgoing) -> Markup | None:
    rows = [[_button(number, choice)] for number, choice in enumerate(outgoing.choices, start=1)]
    rows += [[InlineKeyboardButton(title, url=url)] for title, url in _links(outgoing) if _opens(url)]
    if rows:
        return InlineKeyboardMarkup(rows)
    if outgoing.meta.get(ASK_PHONE) or outgoing.asks in PHONE_FIELDS:
        return _share()
    return ReplyKeyboardRemove() if outgoing.meta.get(PHONE_KNOWN) else None


def _button(number: int, choice: Choice) -> InlineKeyboardButton:
    title = choice.title
    if len(title) > _TITLE:
        title = f"{number}. {title[: _TITLE - 4].rstrip()}…"
    return InlineKeyboardButton(title, callback_data=choice.payload)


def _share() -> ReplyKeyboardMarkup:
    button = KeyboardButton(text("telegram.share"), request_contact=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)


def _links(outgoing: Outgoing) -> list[tuple[str, str]]:
    return [(link["title"], link["url"]) for link in outgoing.extras.get("links") or []]


def _opens(url: str) -> bool:
    """Whether Telegram takes an address for a button: it refuses a whole message for one without a public name."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    return parts.scheme == "https" and "." in name and not name.replace(".", "").isdigit()
