"""Our messages to Telegram: pieces, buttons, files, and what goes wrong with them."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Final, Generic, TypeVar

from telegram import Bot, LinkPreviewOptions, Message
from telegram.constants import ChatAction

from backend.channels.files import File, Files
from backend.channels.platform import Gone, TryLater
from backend.channels.telegram.bot import BotApi
from backend.channels.telegram.rendering import Piece, pieces
from backend.conversations.delivery import Outgoing
from kit.logs import get_logger

CHANNEL: Final = "telegram"
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
"""A preview is made by Telegram's servers, which would open citizens' secret links."""
_AT_MOST: Final = 15.0
"""Seconds for one message with all its pieces: a claim, which holds 30 s, outlives it."""
_REMEMBERED: Final = 10_000

log = get_logger(__name__)
Value = TypeVar("Value")


class TelegramPlatform:
    """The way out (`Platform`). ``forget``: called with the address of who has blocked the bot."""

    channel = CHANNEL

    def __init__(self, api: BotApi, files: Files, forget: Callable[[str], None]) -> None:
        self._api = api
        self._files = files
        self._forget = forget
        self._ends: list[Callable[[], None]] = []
        self._done = _Recent[int]()
        """How many pieces of a message have gone out, where not all of them have."""
        self._open = _Recent[int]()
        """The message with buttons that nobody has pressed yet, by address."""

    def send(self, address: str, outgoing: Outgoing) -> None:
        """Hand one message over; what had gone out of it before a failure does not go out twice."""
        parts: list[Piece | File] = [*pieces(outgoing), *self._files.of(outgoing)]
        done, end = self._done.pop(outgoing.id) or 0, monotonic() + _AT_MOST
        try:
            for part in parts[done:]:
                if monotonic() > end:
                    raise TryLater("telegram_slow")
                self._hand_over(address, part)
                done += 1
        except TryLater:
            self._done.put(outgoing.id, done)
            raise
        except Gone:
            self._forget(address)
            raise

    def typing(self, address: str) -> None:
        """Telegram shows it for five seconds."""
        self._api.later("typing", lambda bot: bot.send_chat_action(int(address), ChatAction.TYPING))

    def question(self, address: str) -> int | None:
        """The message whose buttons the citizen may press, as far as this process knows."""
        return self._open.get(address)

    def answered(self, address: str, message: int | None) -> None:
        """The citizen has answered a question: its buttons go."""
        if message is not None:
            self._open.drop(address, message)
            self._api.later("unbutton", lambda bot: bot.edit_message_reply_markup(int(address), message))

    def on_close(self, end: Callable[[], None]) -> None:
        """What else speaks to Telegram, to be ended first."""
        self._ends.append(end)

    def close(self) -> None:
        """End all that speaks to Telegram."""
        for end in self._ends:
            end()
        self._api.close()

    def _hand_over(self, address: str, part: Piece | File) -> None:
        try:
            if isinstance(part, File):
                self._api.call(lambda bot: bot.send_document(int(address), part.content, filename=part.name))
                return
            sent = self._api.call(lambda bot: _say(bot, address, part))
            if part.pressed_here:
                self._open.put(address, sent.message_id)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Telegram has taken it (a refusal is an error of its own); only its answer was not of the form that the library knows.
            log.warning("telegram_odd_answer", error=type(error).__name__)


async def _say(bot: Bot, address: str, piece: Piece) -> Message:
    return await bot.send_message(int(address), piece.text, reply_markup=piece.markup, link_preview_options=_NO_PREVIEW)


class _Recent(Generic[Value]):
    """What was last remembered of so many keys. Safe to share between threads."""

    def __init__(self) -> None:
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._lock = Lock()

    def put(self, key: str, value: Value) -> None:
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            if len(self._values) > _REMEMBERED:
                self._values.popitem(last=False)

    def pop(self, key: str) -> Value | None:
        with self._lock:
            return self._values.pop(key, None)

    def get(self, key: str) -> Value | None:
        with self._lock:
            return self._values.get(key)

    def drop(self, key: str, value: Value) -> None:
        """Forgets a value, unless there is another by now."""
        with self._lock:
            if self._values.get(key) == value:
                del self._values[key]
