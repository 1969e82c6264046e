"""A good access token at hand, renewed in time by whichever sender gets to it first."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, Final, TypeVar

import httpx

from bhxh.dates import utcnow
from kit.logs import get_logger
from kit.zalo import Held, Pair, Renewed, TokensRefused, renewed_of
from sms_gateway.providers.requests import NEVER_ARRIVED
from sms_gateway.providers.zbs.settings import ZbsSettings
from sms_gateway.providers.zbs.tokens import PAUSE_AFTER_ERROR, Tokens

T = TypeVar("T")

LOOK_SECONDS: Final = 5.0
"""How soon a token that another process has renewed, or a person has given, is noticed."""

_LOOK_AGAIN_SECONDS: Final = 0.2


class Keeper:
    """Used on the sender's event loop; ``executor`` is the one thread that writes to the database."""

    def __init__(self, settings: ZbsSettings, tokens: Tokens, client: httpx.AsyncClient, executor: Executor) -> None:
        self._settings = settings
        self._tokens = tokens
        self._client = client
        self._executor = executor
        self._pair: Pair | None = None
        self._bad_version = 0
        self._one_at_a_time = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._said: str | None = None
        self._elsewhere = False
        self._stopped = False

    @property
    def ready(self) -> bool:
        """Whether there is an access token that should be taken."""
        return self.current() is not None

    def current(self) -> Pair | None:
        """The pair to use now."""
        pair = self._pair
        if pair is None or pair.version <= self._bad_version or not pair.good(utcnow()):
            return None
        return pair

    async def start(self) -> None:
        """The first look is over when this returns."""
        await self._look()
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """A renewal that is under way is finished: its refresh token may be used up already."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        async with self._one_at_a_time:
            self._stopped = True

    async def another(self, version: int) -> Pair | None:
        """Zalo did not take the token of that version: a newer pair, renewed now if nobody else has done it, or is doing it."""
        self._bad_version = max(self._bad_version, version)
        patience = time.monotonic() + self._settings.timeout
        await self._look()
        while self.current() is None and self._elsewhere and time.monotonic() < patience:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            await self._look()
        return self.current()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._look()
            except Exception as error:
                get_logger(__name__).error("zbs_token_unread", provider=self._settings.name, error=type(error).__name__)

    async def _look(self) -> None:
        # Shielded: what was begun with a refresh token must end in the database, whoever stops waiting for it.
        await asyncio.shield(asyncio.create_task(self._look_and_renew()))

    async def _look_and_renew(self) -> None:
        async with self._one_at_a_time:
            if self._stopped:
                return
            pair = self._pair = await self._in_thread(self._tokens.read)
            self._elsewhere = False
            if pair is None:
                self._say("zbs_no_token")
                return
            if not (pair.due(utcnow()) or pair.version <= self._bad_version):
                return
            held = await self._in_thread(self._tokens.hold, pair.version, utcnow())
            self._elsewhere = held is None and pair.error is None
            if held is not None:
                await self._renew(held)
                self._pair = await self._in_thread(self._tokens.read)

    async def _renew(self, held: Held) -> None:
        log, name = get_logger(__name__), self._settings.name
        try:
            renewed = await self._ask(held)
        except NEVER_ARRIVED as error:
            await self._in_thread(self._tokens.put_back, held, utcnow(), type(error).__name__.lower())
            self._say("zbs_token_unreachable")
        except httpx.HTTPError as error:
            # It may have arrived. The hold runs out by itself; then the same token is tried once more.
            log.error("zbs_token_unanswered", provider=name, error=type(error).__name__)
        except TokensRefused as error:
            # Used up by somebody who did not live to store the new pair, or taken back: a person must give another.
            log.error("zbs_token_refused", provider=name, reason=str(error))
            until = utcnow() + PAUSE_AFTER_ERROR
            await self._in_thread(self._tokens.put_back, held, until, str(error))
        else:
            kept = await self._in_thread(self._tokens.keep, held, renewed, utcnow())
            log.info("zbs_token_renewed", provider=name, version=held.version + 1, kept=kept)
            self._said = None

    async def _ask(self, held: Held) -> Renewed:
        form = {"app_id": self._settings.app_id, "grant_type": "refresh_token", "refresh_token": held.refresh}
        secret = {"secret_key": self._settings.secret.get_secret_value()}
        answer = await self._client.post(self._settings.token_url, data=form, headers=secret)
        return renewed_of(answer.status_code, answer.content)

    def _say(self, event: str) -> None:
        """Once, not at every look."""
        if self._said != event:
            self._said = event
            get_logger(__name__).error(event, provider=self._settings.name)

    async def _in_thread(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, *args)
