"""Running a sender inside a test, with the sandbox or with a provider that the test holds in its hand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sms_gateway.config import GatewayConfig
from sms_gateway.providers import (
    Answer,
    Answered,
    Capabilities,
    InboundCommitted,
    Outcome,
    Outgoing,
    Provider,
    ReceiptsCommitted,
)
from sms_gateway.schema import Lane
from sms_gateway.sender.ledger import Ledger
from sms_gateway.sender.lines import Line
from sms_gateway.sender.loop import Sender
from sms_gateway.sender.main import serve
from sms_gateway.sender.routes import Routes, Way
from tests.sms_gateway.world import World

DEADLINE = 60.0


ABILITIES = Capabilities(receipts=True, inbound=False, dedupes=False, unicode=True, query=False)


@dataclass
class Recorder:
    """A provider that notes what it is given, and answers when ``gate`` is open."""

    name: str = "sandbox"
    handed: list[Outgoing] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    reply: Callable[[Outgoing], Answer] = lambda message: Answer(message.id, Outcome.ACCEPTED, f"n{message.id}")
    receipts: ReceiptsCommitted | None = None
    capabilities: Capabilities = ABILITIES
    ready: bool = True
    windows: dict[Lane, int] = field(default_factory=lambda: {Lane.OTP: 500, Lane.TRANSACTIONAL: 500, Lane.BULK: 200})

    @property
    def places(self) -> int:
        return sum(self.windows.values())

    def window(self, lane: Lane) -> int:
        return self.windows[lane]

    async def open(self, receipts: ReceiptsCommitted, inbound: InboundCommitted) -> None:
        self.receipts = receipts

    async def submit(self, batch: Sequence[Outgoing], answered: Answered) -> None:
        self.handed += batch
        await self.gate.wait()
        answered([self.reply(message) for message in batch])

    async def close(self) -> None:
        pass


async def eventually(holds: Callable[[], bool], running: asyncio.Task[None]) -> None:
    """Wait until it holds; fail when the sender ends before, or never gets there."""
    async with asyncio.timeout(DEADLINE):
        while not await asyncio.to_thread(holds):
            if running.done():
                running.result()
                raise AssertionError("the sender ended")
            await asyncio.sleep(0.01)


async def send_with(
    world: World,
    provider: Provider,
    script: Callable[[asyncio.Task[None]], object],
    config: GatewayConfig | None = None,
) -> None:
    """Run a sender with one provider while ``script`` (a coroutine function) runs, then stop it in order."""
    await send_with_all(world, [(provider, Way(provider.name, provider.capabilities))], script, config)


async def send_with_all(
    world: World,
    providers: Sequence[tuple[Provider, Way]],
    script: Callable[[asyncio.Task[None]], object],
    config: GatewayConfig | None = None,
    tps: float = 0,
) -> None:
    """The same with several. The first one gets what test keys send; ``tps`` is each one's."""
    config = config or world.config
    stop = asyncio.Event()
    with ThreadPoolExecutor(1) as executor:
        routes = Routes([way for _, way in providers], providers[0][0].name)
        ledger = Ledger(world.engine, world.sealing, config.sender_name, routes)
        lines = [Line(provider, tps) for provider, _ in providers]
        running = asyncio.create_task(Sender(config, ledger, lines, executor).run(stop))
        try:
            await script(running)  # type: ignore[misc]
        finally:
            stop.set()
            await running


def run_until(world: World, holds: Callable[[], bool], config: GatewayConfig | None = None) -> None:
    """The real sender with its sandbox, on this thread, until the condition holds."""

    async def go() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(serve(config or world.config, world.engine, stop))
        try:
            await eventually(holds, running)
        finally:
            stop.set()
            await running

    asyncio.run(go())


@contextlib.asynccontextmanager
async def serving_sender(world: World, config: GatewayConfig | None = None) -> AsyncIterator[asyncio.Task[None]]:
    """The real sender with the providers of its settings, beside what the test does; ended in order."""
    stop = asyncio.Event()
    running = asyncio.create_task(serve(config or world.config, world.engine, stop))
    try:
        yield running
    finally:
        stop.set()
        await running
