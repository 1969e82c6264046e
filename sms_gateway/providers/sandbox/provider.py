"""The sandbox: an outside world of our own, whose delay, losses and errors can be set.

It keeps a ledger (table ``sandbox_inbox``) of what was handed to it, in transactions of its own and apart from the message
table, as a telco would. In the demo the ledger holds number and text too: that is the inbox people look at.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, select, update

from bhxh.dates import utcnow
from kit.database import reading
from kit.logs import get_logger
from sms_gateway import sealing
from sms_gateway.bulk import BulkInsert, among, converted
from sms_gateway.config import GatewayConfig
from sms_gateway.providers import (
    Answer,
    Answered,
    Capabilities,
    InboundCommitted,
    Outcome,
    Outgoing,
    Receipt,
    ReceiptsCommitted,
)
from sms_gateway.schema import Lane, Status, sandbox_inbox

NAME: Final = "sandbox"
WINDOW = {Lane.OTP: 500, Lane.TRANSACTIONAL: 500, Lane.BULK: 2000}
"""Each lane has its own, so that a campaign which fills its window leaves an OTP's free."""

_PAUSE_AFTER_ERROR = 1.0
_RECEIPTS_AT_ONCE = 500
_REPORTED = frozenset({"delivered", "failed"})
_COLUMNS = ("message_id", "phone", "phone_hash", "body", "lane", "outcome", "receipt_due_at", "at")


def provider_number(message_id: int) -> str:
    """The number the sandbox gives a message."""
    return f"sb-{message_id}"


class Sandbox:
    """``executor``: the one thread that writes to the database, shared with the sender.

    Two threads writing to one SQLite file would wait for each other in sleeps of up to 100 ms.
    """

    name = NAME
    capabilities = Capabilities(receipts=True, inbound=False, dedupes=False, unicode=True, query=False)
    ready = True
    places = sum(WINDOW.values())

    def __init__(self, config: GatewayConfig, engine: Engine, seals: sealing.Sealing, executor: Executor) -> None:
        self._settings = config.sandbox
        self._keeps_text = config.demo
        self._engine = engine
        self._bulk = BulkInsert(sandbox_inbox, _COLUMNS, engine.dialect)
        self._seals = seals
        self._executor = executor
        self._random = random.Random(config.sandbox.seed)  # noqa: S311 - plays a telco, protects nothing
        self._due: deque[Receipt] = deque()
        self._arrived = asyncio.Event()
        self._reporter: asyncio.Task[None] | None = None

    def window(self, lane: Lane) -> int:
        """Of each lane."""
        return WINDOW[lane]

    async def open(self, receipts: ReceiptsCommitted, inbound: InboundCommitted) -> None:
        """Starts reporting, first of all what a sender that died did not live to hear."""
        unreported = await self._in_thread(self._unreported)
        self._due.extend(unreported)
        self._reporter = asyncio.create_task(self._report(receipts))

    async def submit(self, batch: Sequence[Outgoing], answered: Answered) -> None:
        """Takes a batch into the ledger, waits for the set delay and answers."""
        fates = [self._fate() for _ in batch]
        now = utcnow()
        await self._in_thread(self._enter, batch, fates, now)
        if self._settings.delay:
            await asyncio.sleep(self._settings.delay)
        answered([_answer(message, fate) for message, fate in zip(batch, fates, strict=True)])
        due = utcnow() + timedelta(seconds=self._settings.receipt_delay)
        for message, fate in zip(batch, fates, strict=True):
            if fate in _REPORTED:
                self._due.append(_receipt(message.id, fate, due))
        self._arrived.set()

    async def close(self) -> None:
        """Stops reporting; the ledger knows what is still to be reported."""
        if self._reporter is not None:
            self._reporter.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reporter

    async def _in_thread(self, work: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, *args)

    def _fate(self) -> str:
        drawn = self._random.random()
        for fate, rate in (
            ("refused", self._settings.refused_rate),
            ("busy", self._settings.busy_rate),
            ("failed", self._settings.failed_rate),
            ("lost", self._settings.loss_rate),
        ):
            if drawn < rate:
                return fate
            drawn -= rate
        return "delivered"

    def _enter(self, batch: Sequence[Outgoing], fates: Sequence[str], now: datetime) -> None:
        due = now + timedelta(seconds=self._settings.delay + self._settings.receipt_delay)
        dialect = self._engine.dialect
        due_then, now_then = (converted(sandbox_inbox.c.at, moment, dialect) for moment in (due, now))
        hashed, keeps = self._seals.phone_hash, self._keeps_text
        seal_phone, seal_body = (self._seals.sealer(f"sandbox_inbox.{column}") for column in ("phone", "body"))
        rows: list[tuple[object, ...]] = []
        for message, fate in zip(batch, fates, strict=True):
            if fate != "busy":
                msisdn, message_id = message.msisdn, message.id
                row = (
                    message_id,
                    seal_phone(message_id, msisdn.encode()) if keeps else None,
                    hashed(msisdn),
                    seal_body(message_id, message.body.encode()) if keeps else None,
                    int(message.lane),
                    fate,
                    due_then if fate in _REPORTED else None,
                    now_then,
                )
                rows.append(row)
        if rows:
            with self._engine.begin() as connection:
                self._bulk.execute(connection, rows)

    def _unreported(self) -> list[Receipt]:
        table = sandbox_inbox.c
        with reading(self._engine) as connection:
            query = select(table.message_id, table.outcome, table.receipt_due_at).where(
                table.receipt_due_at.is_not(None)
            )
            rows = connection.execute(query.order_by(table.receipt_due_at, table.id))
            return [_receipt(row.message_id, row.outcome, row.receipt_due_at) for row in rows]

    async def _report(self, receipts: ReceiptsCommitted) -> None:
        while True:
            self._arrived.clear()
            if not self._due:
                await self._arrived.wait()
                continue
            wait = (self._due[0].at - utcnow()).total_seconds()
            if wait > 0:
                await asyncio.sleep(wait)
                continue
            now = utcnow()
            ready: list[Receipt] = []
            while self._due and self._due[0].at <= now and len(ready) < _RECEIPTS_AT_ONCE:
                ready.append(self._due.popleft())
            try:
                await receipts(ready)
                await self._in_thread(self._reported, [receipt.message_id for receipt in ready])
            except Exception as error:
                get_logger(__name__).warning("sandbox_report_failed", error=type(error).__name__)
                self._due.extendleft(reversed(ready))
                await asyncio.sleep(_PAUSE_AFTER_ERROR)

    def _reported(self, message_ids: list[int]) -> None:
        with self._engine.begin() as connection:
            query = update(sandbox_inbox).where(among(sandbox_inbox.c.message_id, message_ids, self._engine.dialect))
            connection.execute(query.values(receipt_due_at=None))


def _answer(message: Outgoing, fate: str) -> Answer:
    if fate == "refused":
        return Answer(message.id, Outcome.BAD_NUMBER, error="sandbox_refused")
    if fate == "busy":
        return Answer(message.id, Outcome.RETRY, error="sandbox_busy")
    return Answer(message.id, Outcome.ACCEPTED, provider_number(message.id))


def _receipt(message_id: int, fate: str, due: datetime) -> Receipt:
    if fate == "failed":
        return Receipt(NAME, provider_number(message_id), Status.FAILED, due, "sandbox_failed", message_id)
    return Receipt(NAME, provider_number(message_id), Status.DELIVERED, due, None, message_id)
