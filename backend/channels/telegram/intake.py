"""What we do with an update: a turn, an answer of our own, or nothing. When `take` returns it is in the database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from telegram import Update

from backend.channels.rendering import ASK_PHONE
from backend.channels.telegram import commands, updates
from backend.channels.telegram.bot import BotApi
from backend.channels.telegram.contacts import Contacts
from backend.channels.telegram.pictures import Pictures
from backend.channels.telegram.sending import CHANNEL, TelegramPlatform
from backend.channels.telegram.updates import (
    Ignored,
    InGroup,
    Left,
    Pictured,
    Pressed,
    Reading,
    Said,
    SharedContact,
    Wordless,
)
from backend.conversations.inbound import Heard, Inbox, Outcome
from bhxh.dates import VIETNAM, utcnow
from bhxh.messages import text
from kit.logs import get_logger

_BLOCKING: Final = timedelta(seconds=5)
"""Telegram's times are whole seconds: who wrote just before blocking us has not come back."""

_TAKEN: Final = frozenset({Outcome.HEARD, Outcome.ANSWERED})

log = get_logger(__name__)


class Intake:
    """Takes updates in. Safe to share between threads. ``noted``: called when there may be a picture to fetch."""

    def __init__(
        self,
        inbox: Inbox,
        *,
        api: BotApi,
        platform: TelegramPlatform,
        contacts: Contacts,
        pictures: Pictures,
        noted: Callable[[], None],
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._inbox = inbox
        self._api = api
        self._platform = platform
        self._contacts = contacts
        self._pictures = pictures
        self._noted = noted
        self._clock = clock

    def take(self, update: Update, at: datetime | None = None) -> None:
        """Take in one update. Raises updates.Malformed, and whatever the database raises: then nothing was taken in.

        ``at``: when it reached us, if that was before now.
        """
        at = at or self._clock()
        reading = updates.read(update, at)
        match reading:
            case Said():
                self._hear(reading, at)
            case Pressed():
                self._press(reading, at)
            case SharedContact():
                self._inbox.receive(self._contacts.heard(reading), at)
            case Pictured() | Wordless():
                self._receive(self._pictures.heard(reading), at)
            case InGroup():
                self._decline(reading, at)
            case Left():
                self._contacts.forget(reading.address, reading.at + _BLOCKING)
            case Ignored():
                log.info("telegram_ignored", reason=reading.reason)

    def _hear(self, said: Said, at: datetime) -> None:
        name = commands.name_of(said.text)
        if name == commands.SHARE_PHONE:
            self._inbox.receive(_answered(said, text("telegram.share.asked"), ASK_PHONE), at)
            return
        words = said.text if name is None else commands.sentence(name)
        # Asked for beforehand: the answer, with buttons of its own, may be out before we are back.
        question = self._platform.question(said.address)
        heard = Heard(channel=CHANNEL, address=said.address, event=said.event, text=words)
        if self._receive(heard, at) in _TAKEN:
            self._platform.answered(said.address, question)

    def _press(self, pressed: Pressed, at: datetime) -> None:
        heard = Heard(channel=CHANNEL, address=pressed.address, event=pressed.event, payload=pressed.payload)
        outcome = self._receive(heard, at)
        # Telegram shows a clock on the button until its press is answered.
        self._api.later("answer", lambda bot: bot.answer_callback_query(pressed.query))
        if outcome in _TAKEN:
            self._platform.answered(pressed.address, pressed.message)

    def _decline(self, group: InGroup, at: datetime) -> None:
        event, _ = key_of(group, at)
        if self._inbox.is_first(CHANNEL, event):
            self._api.later("decline", lambda bot: bot.send_message(group.chat, text("telegram.group")))

    def _receive(self, heard: Heard, at: datetime) -> Outcome:
        outcome = self._inbox.receive(heard, at)
        if outcome is Outcome.ANSWERED:
            self._noted()
        return outcome


def key_of(reading: Reading, at: datetime) -> tuple[str, str]:
    """What makes an update one of a kind, and whose it is. In groups one sentence a day is said."""
    match reading:
        case updates.Event():
            return reading.event, reading.address
        case InGroup():
            return f"g{reading.chat}:{at.astimezone(VIETNAM).date().isoformat()}", str(reading.chat)
        case Left():
            return f"l{reading.address}:{reading.at.timestamp():.0f}", reading.address
        case Ignored():
            raise ValueError("nothing to do")


def _answered(event: updates.Event, said: str, *meta: str) -> Heard:
    told = dict.fromkeys(meta, True)
    return Heard(channel=CHANNEL, address=event.address, event=event.event, answer=said, answer_meta=told)
