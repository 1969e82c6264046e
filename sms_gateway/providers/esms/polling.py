"""Asking what became of messages whose report has not come: all of them where there is no callback, else those it has missed."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import Final

import httpx
from sqlalchemy import select, text

from bhxh.dates import utcnow
from kit.database import reading
from kit.logs import get_logger
from sms_gateway.providers import Receipt, ReceiptsCommitted
from sms_gateway.providers.callbacks import Unreadable
from sms_gateway.providers.esms.callbacks import verdict_of
from sms_gateway.providers.esms.outcomes import readable
from sms_gateway.providers.esms.settings import EsmsSettings
from sms_gateway.providers.leases import Keeper
from sms_gateway.providers.registry import Surroundings
from sms_gateway.schema import AnyRow, message

_REMEMBERED: Final = timedelta(days=7)
"""The aggregator knows nothing of what is older."""

_AT_ONCE: Final = 50
_FOUND: Final = "100"
# Literal, or SQLite would not use the partial index of messages that await a receipt.
_AWAITING: Final = text("message.status IN (3, 7)")


class Poller:
    """Goes round all messages that await a report, in the order of their numbers there, while this sender holds the lease on it."""

    def __init__(
        self, settings: EsmsSettings, surroundings: Surroundings, client: httpx.AsyncClient, receipts: ReceiptsCommitted
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._client = client
        self._receipts = receipts
        self._task: asyncio.Task[None] | None = None
        self._after = ""
        own = surroundings
        line = f"{settings.name}/polls"
        self._keeper = Keeper(
            own.engine,
            own.config.sender_name,
            [line],
            self._lease_changed,
            lease_seconds=own.config.lease_seconds,
        )

    async def start(self) -> None:
        """Begin, if no other sender does it."""
        await self._keeper.start()

    async def stop(self) -> None:
        """Leave it to others."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._keeper.stop()

    def _lease_changed(self, held: set[str]) -> None:
        if held:
            self._task = asyncio.create_task(self._run())
        elif self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while True:
            try:
                more = await self._ask_some()
            except Exception as error:
                # Whatever it was, the next time may be better; it goes on behind the message that it failed at.
                get_logger(__name__).warning("poll_failed", provider=self._settings.name, error=type(error).__name__)
                more = False
            if not more:
                await asyncio.sleep(self._settings.poll_after)

    async def _ask_some(self) -> bool:
        """Ask about the next few; False when the round is over. Raises httpx.HTTPError, once what was told before it is kept."""
        # Not in the thread that writes: there may be many to look through, and sending goes on meanwhile.
        rows = await asyncio.to_thread(self._waiting, self._after)
        reports: list[Receipt] = []
        self._after = ""
        try:
            for row in rows:
                self._after = row.provider_message_id
                report = await self._ask(row)
                if report is not None:
                    reports.append(report)
        except httpx.HTTPError:
            await self._receipts(reports)
            raise
        await self._receipts(reports)
        return bool(rows)

    def _waiting(self, after: str) -> list[AnyRow]:
        now = utcnow()
        number = message.c.provider_message_id
        query = select(message.c.id, number).where(
            _AWAITING,
            message.c.provider == self._settings.name,
            number > after,
            message.c.sent_at < now - timedelta(seconds=self._settings.poll_after),
            message.c.sent_at > now - _REMEMBERED,
        )
        with reading(self._surroundings.engine) as connection:
            return list(connection.execute(query.order_by(number).limit(_AT_ONCE)).all())

    async def _ask(self, row: AnyRow) -> Receipt | None:
        """Raises httpx.HTTPError, also when it answers anything but 200."""
        await asyncio.sleep(1 / self._settings.poll_rate)
        given = self._settings
        query = {
            "RefId": row.provider_message_id,
            "ApiKey": given.api_key.get_secret_value(),
            "SecretKey": given.secret_key.get_secret_value(),
        }
        answer = await self._client.get(f"{given.url}/GetSendStatus", params=query)
        answer.raise_for_status()
        told = readable(answer.content)
        if str(told.get("CodeResponse", "")) != _FOUND:
            return None
        with contextlib.suppress(Unreadable):
            verdict = verdict_of(told)
            if verdict is not None:
                return Receipt(given.name, row.provider_message_id, verdict[0], utcnow(), verdict[1], row.id)
        return None
