"""The Bot API for threads: one event loop in a thread of its own, and Telegram's errors as the platform's (`TryLater`, `Refused`, `Gone`)."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as Late
from datetime import timedelta
from functools import partial
from threading import Thread
from typing import Any, Final, TypeVar

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from backend.channels.platform import Gone, Refused, TryLater
from kit.logs import get_logger

Result = TypeVar("Result")
Call = Callable[[Bot], Coroutine[Any, Any, Result]]

LONGEST: Final = 10.0
"""Seconds for one call, files included."""
_FILE: Final = 25.0
"""Seconds for a file that somebody has sent."""
_CONNECT: Final = 3.0
_ANSWER: Final = 6.0
_CONNECTIONS: Final = 32
_NOBODY: Final = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found", "bot was blocked")
"""How Telegram words, in a 400, that there is nobody to write to (any more)."""

log = get_logger(__name__)
# It logs answers that it cannot read, with what was said in them.
logging.getLogger("telegram").setLevel(logging.CRITICAL)


class TooLarge(Exception):
    """A file has more bytes than are wanted; no more of it than that was read."""


class BotApi:
    """The bot of one token. Safe to share between threads. ``api_url``: without trailing slash.

    A proxy is taken from the environment (``HTTPS_PROXY``), as networks in Viet Nam may need one.
    """

    def __init__(self, token: str, api_url: str) -> None:
        self.bot_id = token.partition(":")[0]
        self._requests = (_request(), _request())
        self._bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self._thread.start()

    def call(self, make: Call[Result], *, longest: float = LONGEST) -> Result:
        """One call and its result. Raises TryLater, Refused or Gone."""
        if self._loop.is_closed():
            raise TryLater("telegram_closed")
        future = asyncio.run_coroutine_threadsafe(make(self._bot), self._loop)
        try:
            return future.result(longest)
        except Late:
            future.cancel()
            raise TryLater("telegram_timeout") from None
        except CancelledError:
            raise TryLater("telegram_closed") from None
        except TelegramError as error:
            raise as_ours(error) from None

    def fetch(self, file: str, size: int, most: int) -> bytes:
        """A file that somebody has sent. ``size``: what they say it has, 0: nothing. Raises TooLarge, TryLater, Refused or Gone."""
        if size > most:
            raise TooLarge
        return self.call(lambda bot: _download(bot, file, most), longest=_FILE)

    def later(self, name: str, make: Call[object]) -> None:
        """A call that nobody waits for and whose failure changes nothing. ``name``: for the log."""

        async def run() -> None:
            try:
                await asyncio.wait_for(make(self._bot), LONGEST)
            except Exception as error:
                log.info("telegram_call_failed", call=name, error=type(error).__name__)

        if not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(run(), self._loop)

    def close(self) -> None:
        """Ends what is under way, and the connections."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(LONGEST)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        others = asyncio.all_tasks(self._loop) - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for (
            request
        ) in self._requests:  # `Bot.shutdown` closes only what `Bot.initialize`, which asks Telegram, has opened
            await request.shutdown()


async def _download(bot: Bot, file: str, most: int) -> bytes:
    """Read bit by bit, so that what is larger than it is said to be ends here too. Only from where Telegram keeps files: the library
    would also read a path of this machine."""
    try:
        found = await bot.get_file(file)
    except (AttributeError, KeyError, TypeError, ValueError):  # an answer not of the form that the library knows
        raise Refused("telegram_odd_answer") from None
    address = found.file_path or ""
    if (found.file_size or 0) > most:
        raise TooLarge
    if not address.startswith(f"{bot.base_file_url}/"):
        raise Refused("telegram_file_path")
    content = bytearray()
    try:
        async with httpx.AsyncClient(timeout=_ANSWER) as client, client.stream("GET", address) as answer:
            if answer.status_code != httpx.codes.OK:
                raise TryLater("telegram_file")
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > most:
                    raise TooLarge
    except httpx.HTTPError:
        raise TryLater("telegram_unreachable") from None
    return bytes(content)


def as_ours(error: TelegramError) -> TryLater | Refused | Gone:
    """What an error of Telegram means for a message."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return TryLater("telegram_429", wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
    if isinstance(error, BadRequest):  # a NetworkError for the library
        nobody = any(words in error.message.lower() for words in _NOBODY)
        return Gone("telegram_no_chat") if nobody else Refused("telegram_400")
    return next((made for kind, made in _MEANT.items() if isinstance(error, kind)), _LATER)()


_LATER: Final = partial(TryLater, "telegram_error")
_MEANT: Final[dict[type[TelegramError], Callable[[], TryLater | Gone]]] = {
    Forbidden: partial(Gone, "telegram_403"),
    ChatMigrated: partial(Gone, "telegram_migrated"),
    TimedOut: partial(TryLater, "telegram_timeout"),
    NetworkError: partial(TryLater, "telegram_unreachable"),
    InvalidToken: partial(TryLater, "telegram_token"),  # an operator mends it; no citizen's answer is lost meanwhile
}
"""In this order: a TimedOut is a NetworkError too."""


def _request() -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=_CONNECTIONS,
        connect_timeout=_CONNECT,
        read_timeout=_ANSWER,
        write_timeout=_ANSWER,
        media_write_timeout=_ANSWER,
        pool_timeout=_CONNECT,
    )
