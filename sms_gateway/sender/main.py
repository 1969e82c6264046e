"""The sender as a process."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor

import uvloop
from sqlalchemy import Engine, event

from kit.database import create_engine
from kit.logs import get_logger
from sms_gateway.config import GatewayConfig
from sms_gateway.providers.registry import Surroundings, make
from sms_gateway.providers.sandbox import NAME as SANDBOX
from sms_gateway.providers.sandbox import SandboxRoute
from sms_gateway.schema import Lane
from sms_gateway.sealing import Sealing
from sms_gateway.sender.ledger import Ledger
from sms_gateway.sender.loop import Sender


def route(sandbox: bool, lane: Lane) -> str:
    """The provider of a message. A test key's never leaves the sandbox; until a telco is connected, nothing does."""
    return SANDBOX


def run(config: GatewayConfig) -> None:
    """Send until SIGTERM or SIGINT, then finish what is on its way (at most loop.STOP_SECONDS) and return.

    Raises runs.Fenced when another process of the same name has taken over.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(config))


async def _serve(config: GatewayConfig) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    engine = open_engine(config.database_url)
    try:
        await serve(config, engine, stop)
    finally:
        engine.dispose()


async def serve(config: GatewayConfig, engine: Engine, stop: asyncio.Event) -> None:
    """The sender on the running event loop, until ``stop`` is set."""
    sealing = Sealing.from_config(config)
    with ThreadPoolExecutor(1, "sms-database") as executor:
        providers = make([SandboxRoute()], Surroundings(config, engine, sealing, executor))
        ledger = Ledger(engine, sealing, config.sender_name, route)
        get_logger(__name__).info("sender_started", sender=config.sender_name, providers=[SANDBOX])
        await Sender(config, ledger, providers, executor).run(stop)
    get_logger(__name__).info("sender_stopped", sender=config.sender_name)


def open_engine(url: str) -> Engine:
    """The sender's engine. On SQLite a commit waits for the disk: a claim that a power cut takes back is a message sent twice."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _full(connection: object, _record: object) -> None:
            connection.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]

    return engine
