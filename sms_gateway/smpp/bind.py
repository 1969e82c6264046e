"""Keeps one bind up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final, Self

from kit.logs import get_logger
from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.constants import CommandStatus
from sms_gateway.smpp.counts import Counts
from sms_gateway.smpp.results import BindFailed, Done, Handler, NotSent, Result
from sms_gateway.smpp.session import Session
from sms_gateway.smpp.settings import Settings
from sms_gateway.smpp.throttle import Throttle
from sms_gateway.smpp.window import call

# Trying these again quickly locks the account at some SMSCs, and only a person can mend them.
_HOPELESS: Final = frozenset(
    {CommandStatus.INVALID_PASSWORD, CommandStatus.INVALID_SYSTEM_ID, CommandStatus.BIND_FAILED}
)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses between tries: doubled from ``first`` to ``longest`` seconds, each a random half to whole of that, so that a
    thousand clients of one SMSC do not come back at once. A session that lived for ``longest`` begins anew."""

    first: float = 0.5
    longest: float = 60.0
    draw: Callable[[], float] = random.random

    def pause(self, failures: int) -> float:
        """Seconds before the next try after so many failures in a row (at least 1)."""
        whole = min(self.longest, self.first * 2.0 ** min(failures - 1, 30))
        return whole * (0.5 + 0.5 * self.draw())


@dataclass(frozen=True, slots=True)
class Health:
    """``since``: event loop time of the last change; ``reason``: why it is down or was the last time."""

    up: bool
    since: float
    failures: int = 0
    reason: str | None = None
    status: int | None = None


class Bind:
    """A session to an SMSC that is opened again whenever it ends, until ``stop``.

    ``send`` and ``submit`` are those of Session, and answer ``NotSent("down")`` at once while there is none, so that the caller can
    take another way; what was unanswered when a session ended is ``Unanswered`` and never sent again by the bind.

        async with Bind(settings, handler, Throttle(tps)) as bind:
            await bind.up()
            for message in messages:
                for pdu in compose(style, message.msisdn, message.body, message.id):
                    await bind.send(pdu, partial(answered, message.id))
    """

    def __init__(
        self,
        settings: Settings,
        handler: Handler | None = None,
        throttle: Throttle | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self.settings = settings
        self.throttle = throttle or Throttle()
        self._handler = handler
        self._backoff = backoff or Backoff()
        self._session: Session | None = None
        self._health = Health(False, 0.0)
        self._past = Counts()
        self._up = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def start(self) -> None:
        """Begin connecting, in the background."""
        if self._task is None:
            self._stopping = False
            self._task = asyncio.create_task(self._keep(), name=f"smpp {self.settings.name}")

    async def stop(self) -> None:
        """End the session in order (Session.close) and connect no more."""
        task, self._task = self._task, None
        if task is None:
            return
        self._stopping = True
        if self._session is not None:
            await self._session.close()
        task.cancel()
        await asyncio.wait([task])

    @property
    def session(self) -> Session | None:
        """The session that is up."""
        return self._session

    @property
    def health(self) -> Health:
        """Whether it is up, and why not."""
        return self._health

    @property
    def counts(self) -> Counts:
        """Of all sessions so far."""
        counts = replace(self._past)
        if self._session is not None:
            counts.add(self._session.counts)
        return counts

    async def up(self) -> Session:
        """Wait for a session."""
        while self._session is None:
            await self._up.wait()
        return self._session

    async def submit(self, pdu: p.SubmitSm | p.DataSm, urgent: bool = False) -> Result:
        """As Session.submit."""
        session = self._session
        return NotSent("down") if session is None else await session.submit(pdu, urgent)

    async def send(self, pdu: p.SubmitSm | p.DataSm, done: Done, urgent: bool = False) -> None:
        """As Session.send."""
        session = self._session
        if session is None:
            call(done, NotSent("down"))
        else:
            await session.send(pdu, done, urgent)

    def send_now(self, pdu: p.SubmitSm | p.DataSm, done: Done, urgent: bool = False) -> bool:
        """As Session.send_now."""
        session = self._session
        if session is not None:
            return session.send_now(pdu, done, urgent)
        call(done, NotSent("down"))
        return True

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        failures, cautious = 0, False
        while not self._stopping:
            began, status = loop.time(), None
            try:
                session = await Session.open(self.settings, self._handler, self.throttle, cautious)
            except BindFailed as failure:
                reason, status = failure.reason, failure.status
            else:
                reason = await self._attend(session)
                if loop.time() - began >= self._backoff.longest:
                    failures = 0
                cautious = reason == "hung"
            if self._stopping:
                return
            failures += 1
            self._health = Health(False, loop.time(), failures, reason, status)
            pause = self._backoff.longest if status in _HOPELESS else self._backoff.pause(failures)
            get_logger(__name__).warning(
                "smpp_down", bind=self.settings.name, reason=reason, status=status, pause=round(pause, 1)
            )
            await asyncio.sleep(pause)

    async def _attend(self, session: Session) -> str:
        """Until the session ends; returns why."""
        self._session = session
        self._health = Health(True, asyncio.get_running_loop().time(), 0, self._health.reason, self._health.status)
        self._up.set()
        try:
            return await session.closed()
        finally:
            if (
                self._session is session
            ):  # it may be stopped and started again while this one still waits for its last answers
                self._session = None
                self._up.clear()
            self._past.add(session.counts)
