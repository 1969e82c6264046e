"""The sender's event loop: one thread writes to the database, the loop talks to providers, and the two overlap."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError

from bhxh.dates import utcnow
from kit.logs import get_logger
from sms_gateway import metrics, wakeup
from sms_gateway.config import GatewayConfig
from sms_gateway.providers import Answer, InboundPart, Receipt
from sms_gateway.quiet import is_quiet
from sms_gateway.schema import Lane
from sms_gateway.sender.claiming import Demand
from sms_gateway.sender.demand import demand_of
from sms_gateway.sender.flights import Flights
from sms_gateway.sender.ledger import Claimed, Ledger, Work
from sms_gateway.sender.lines import Line
from sms_gateway.sender.shares import USE_SECONDS

T = TypeVar("T")

STOP_SECONDS = 5.0
"""How long an orderly stop waits for answers before it calls the rest unknown."""

_BEAT_SECONDS = 1.0
_IDLE_BEAT_SECONDS = 5.0
_PAUSE_AFTER_ERROR = 1.0
_GATHER_SECONDS = 0.002
_ASK_SECONDS = 5.0
"""Between looks for unanswered messages to ask about again, after one that found none."""


class NotKept(Exception):
    """Receipts could not be written; the provider must bring them again."""


class Sender:
    """Runs until it is told to stop. ``executor`` must have exactly one thread."""

    def __init__(self, config: GatewayConfig, ledger: Ledger, lines: Sequence[Line], executor: Executor) -> None:
        self._config = config
        self._ledger = ledger
        self._lines = {line.provider.name: line for line in lines}
        self._executor = executor
        self._wake = asyncio.Event()
        self._flights = Flights(self._lines, ledger.tally, wake=self._wake.set)
        self._receipts: deque[tuple[Sequence[Receipt], asyncio.Future[None]]] = deque()
        self._sent = Counter[int]()
        self._rates: dict[int, float] = {}
        self._stopping = False
        self._in_doubt = False
        self._rung = False
        self._sweeping = True
        self._ask_at = 0.0
        self._deciding = False

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop`` is set, then finish what is on its way. Raises runs.Fenced when another took over."""
        await self._thread(self._ledger.begin)
        await self._share(self._lines)
        async with wakeup.listening(self._config, self._heard), contextlib.AsyncExitStack() as opened:
            for line in self._lines.values():
                await line.provider.open(self._receipts_committed, self._inbound_committed)
                opened.push_async_callback(line.provider.close)
            waiter = asyncio.create_task(self._stop_when(stop))
            try:
                await self._until_stopped()
            finally:
                waiter.cancel()
            await self._close(opened.pop_all())
        await self._end()

    async def _close(self, providers: contextlib.AsyncExitStack) -> None:
        """Close them while answers and receipts that still come are written."""
        closing = asyncio.create_task(providers.aclose())
        closing.add_done_callback(lambda _: self._wake.set())
        while not closing.done():
            self._wake.clear()
            try:
                busy = await self._cycle()
            except DBAPIError as error:
                self._database_failed(error)
                busy = False
            if not busy and not closing.done():
                await self._rest(time.monotonic())
        await closing

    def _heard(self) -> None:
        self._rung = True
        self._sweeping = True  # the ring may be a cancelled campaign's
        self._wake.set()

    async def _stop_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stopping = True
        self._wake.set()

    async def _until_stopped(self) -> None:
        beat = float("-inf")  # the first at once: what a predecessor left is settled first
        deadline = None
        while True:
            if self._stopping:
                deadline = deadline or time.monotonic() + STOP_SECONDS
                if not (self._flights.flying or self._flights.answers or self._receipts) or time.monotonic() > deadline:
                    return
            self._wake.clear()
            try:
                await self._gathering()
                busy = await self._cycle()
                if time.monotonic() - beat >= self._beat_seconds():
                    await self._housekeep(time.monotonic() - beat)
                    beat = time.monotonic()
            except DBAPIError as error:
                self._database_failed(error)
                await asyncio.sleep(_PAUSE_AFTER_ERROR)
                continue
            if not busy:
                await self._rest(beat)

    def _database_failed(self, error: DBAPIError) -> None:
        """What waits to be written waits on, but receipts are refused: a provider that hears nothing for long hangs up, one that is
        refused brings them again."""
        get_logger(__name__).error("database_failed", error=type(error.orig).__name__)
        self._in_doubt = True
        while self._receipts:
            _, future = self._receipts.popleft()
            if not future.done():
                future.set_exception(NotKept(type(error.orig).__name__))

    async def _gathering(self) -> None:
        """A moment for more answers where few have come of what is on its way: a transaction costs about as much as the answers of
        thirty messages. Nobody waits who rings."""
        if not self._rung and 0 < len(self._flights.answers) < len(self._flights.flying) // 4:
            await asyncio.sleep(_GATHER_SECONDS)
        self._rung = False

    def _beat_seconds(self) -> float:
        starving = any(line.starving for line in self._lines.values())
        busy = self._sent or self._rates or self._flights.flying or self._deciding or starving
        return _BEAT_SECONDS if busy else _IDLE_BEAT_SECONDS

    async def _rest(self, beat: float) -> None:
        """Wait for a ring, an answer or a receipt, but no longer than until a rate allows more, the next look or heartbeat."""
        waits = [self._config.poll_seconds, max(0.0, beat + self._beat_seconds() - time.monotonic())]
        left = min(waits + [wait for line in self._lines.values() if (wait := line.wait())])
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), left)

    async def _cycle(self) -> bool:
        """One transaction and what follows from it; returns whether there may be more to do at once."""
        if self._in_doubt:
            await self._thread(self._ledger.release, set(self._flights.flying))
            self._in_doubt = False
        work, futures = self._gather()
        claimed = Claimed({}, ())
        if work.answers or work.receipts or work.demand is not None:
            with metrics.TRANSACTION_SECONDS.time():
                claimed = await self._thread(self._ledger.work, work)
            metrics.reported(work.receipts)
            self._committed(work, futures)
            self._flights.hand_over(claimed)
        if self._sweeping:
            self._sweeping = bool(await self._thread(self._ledger.sweep))
        return bool(
            self._full(work, claimed) or claimed.ended or self._flights.answers or self._receipts or self._sweeping
        )

    def _full(self, work: Work, claimed: Claimed) -> bool:
        """Whether more might be claimed at once, had there not been a limit for one transaction."""
        of_lane = Counter[Lane]()
        for (name, lane), batch in claimed.batches.items():
            of_lane[lane] += len(batch)
            if len(batch) >= self._lines[name].at_once(lane):
                return True
        return work.demand is not None and any(number >= work.demand.most for number in of_lane.values())

    def _gather(self) -> tuple[Work, list[asyncio.Future[None]]]:
        """The next transaction's work. It leaves the queues only once it is committed (``_committed``)."""
        limit = self._ledger.pace.rows
        answers = [self._flights.answers[place] for place in range(min(limit, len(self._flights.answers)))]
        receipts: list[Receipt] = []
        futures = []
        for batch, future in self._receipts:
            if receipts and len(receipts) + len(batch) > limit:
                break
            receipts += batch
            futures.append(future)
        return Work(answers, receipts, self._demand(limit, answers)), futures

    def _demand(self, limit: int, answers: Sequence[Answer]) -> Demand | None:
        """What may be claimed in the transaction that writes these answers: the places they free are free with its commit."""
        if self._stopping:
            return None
        quiet = is_quiet(self._config.quiet_hours, utcnow())
        return demand_of(self._lines, self._ledger.held, self._flights.flying, answers, most=limit, quiet=quiet)

    def _committed(self, work: Work, futures: list[asyncio.Future[None]]) -> None:
        self._sent += self._flights.land(work.answers)
        for future in futures:
            self._receipts.popleft()
            if not future.done():
                future.set_result(None)

    async def _receipts_committed(self, receipts: Sequence[Receipt]) -> None:
        if not receipts:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._receipts.append((receipts, future))
        self._wake.set()
        await future

    async def _inbound_committed(self, parts: Sequence[InboundPart]) -> None:
        await self._thread(self._ledger.keep, parts)
        wakeup.ring_relay(self._config)

    async def _housekeep(self, seconds: float) -> None:
        for campaign_id in self._rates.keys() | self._sent.keys():
            now = self._sent.pop(campaign_id, 0) / seconds
            before = self._rates.get(campaign_id)
            self._rates[campaign_id] = now if before is None else 0.5 * before + 0.5 * now
        metrics.RATE.set(sum(self._rates.values()))
        for name, line in self._lines.items():
            metrics.provider_state(name, ready=line.open, flying=line.flying)
        self._deciding = await self._thread(self._ledger.housekeeping, dict(self._rates))
        await self._share([name for name, line in self._lines.items() if line.provider.ready])
        self._rates = {campaign_id: rate for campaign_id, rate in self._rates.items() if rate >= 0.05}
        self._sweeping = True
        if time.monotonic() >= self._ask_at and (demand := self._demand(1, ())) is not None:
            asked = await self._thread(self._ledger.ask_again, demand.rooms)
            self._flights.hand_over(asked)
            self._ask_at = time.monotonic() + (0.0 if asked.batches else _ASK_SECONDS)

    async def _share(self, wanted: Collection[str]) -> None:
        """Renew this sender's part of the contracts' rates. At first for every provider: which have a line shows later."""
        granted = await self._thread(self._ledger.share, wanted)
        for name, line in self._lines.items():
            rates = {telco: rate for (provider, telco), rate in granted.items() if provider == name}
            if rates:
                line.granted(rates, USE_SECONDS)

    async def _end(self) -> None:
        await self._flights.end()
        for _, future in self._receipts:
            future.cancel()
        await self._thread(self._ledger.end, list(self._flights.answers))

    async def _thread(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, *args)
