"""What Telegram must know of us: where to bring updates, and the menu of commands. Told at start, again and again until it has listened."""

from threading import Event, Thread
from typing import Final

from telegram import Bot

from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.telegram import commands, updates
from backend.channels.telegram.bot import BotApi
from kit.logs import get_logger

_PAUSES: Final = (1, 5, 15, 60, 300)
"""Seconds between tries; the last for ever."""

log = get_logger(__name__)


class Greeting:
    """Tells Telegram in the background, so that the product starts without it. ``webhook``: our address; None: updates are fetched."""

    def __init__(self, api: BotApi, webhook: str | None, secret: str) -> None:
        self._api = api
        self._webhook = webhook
        self._secret = secret
        self._stopped = Event()
        self._thread = Thread(target=self._tell_until_heard, name="telegram-greeting", daemon=True)

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def close(self) -> None:
        """Give up; what is under way is ended by closing the bot."""
        self._stopped.set()

    def _tell_until_heard(self) -> None:
        tries = 0
        while not self._stopped.is_set():
            try:
                self._api.call(self._tell)
            except (TryLater, Refused, Gone) as failure:
                log.warning("telegram_setup_failed", code=failure.code, tries=tries + 1)
            else:
                log.info("telegram_set_up", webhook=self._webhook is not None)
                return
            self._stopped.wait(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1

    async def _tell(self, bot: Bot) -> None:
        if self._webhook is None:
            await bot.delete_webhook(drop_pending_updates=False)
        else:
            # What came while we were away is brought now; the most connections keep a burst from filling our threads.
            await bot.set_webhook(
                self._webhook,
                secret_token=self._secret,
                allowed_updates=updates.ALLOWED,
                drop_pending_updates=False,
                max_connections=16,
            )
        await bot.set_my_commands(commands.menu())
