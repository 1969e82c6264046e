"""The sender as a process."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import uvloop
from sqlalchemy import Engine, event

from kit import garbage
from kit.database import create_engine
from kit.logs import get_logger
from sms_gateway.config import GatewayConfig
from sms_gateway.providers import Provider
from sms_gateway.providers.registry import Surroundings, make
from sms_gateway.providers.sandbox import NAME as SANDBOX
from sms_gateway.providers.sandbox import SandboxRoute
from sms_gateway.providers.settings import ProviderSettings
from sms_gateway.sealing import Sealing
from sms_gateway.sender.ledger import Ledger
from sms_gateway.sender.lines import Line
from sms_gateway.sender.loop import Sender
from sms_gateway.sender.routes import Routes, Way

_SWITCH_SECONDS = 0.0005
_LONGEST_SILENCE_MS = 5_000


def run(config: GatewayConfig) -> None:
    """Send until SIGTERM or SIGINT, then finish what is on its way (at most loop.STOP_SECONDS) and return.

    Raises runs.Fenced when another process of the same name has taken over.
    """
    garbage.settle()
    # The database's thread gives Python's lock up at every statement. With the usual five milliseconds it would stand behind the event loop
    # a dozen times for each transaction.
    sys.setswitchinterval(_SWITCH_SECONDS)
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
        settings = config.providers or (SandboxRoute(),)
        if all(one.name != SANDBOX for one in settings):
            settings = (*settings, SandboxRoute())
        providers = make(settings, Surroundings(config, engine, sealing, executor))
        routes = routes_of(config, settings, providers)
        lines = [
            Line(provider, one.tps, telco_tps=one.by_network) for provider, one in zip(providers, settings, strict=True)
        ]
        contracts = {place: rate for one in settings for place, rate in one.contracts.items()}
        ledger = Ledger(engine, sealing, config.sender_name, routes, contracts, lease_seconds=config.lease_seconds)
        get_logger(__name__).info("sender_started", sender=config.sender_name, providers=list(routes.ways))
        await Sender(config, ledger, lines, executor).run(stop)
    get_logger(__name__).info("sender_stopped", sender=config.sender_name)


def routes_of(config: GatewayConfig, settings: Sequence[ProviderSettings], providers: Sequence[Provider]) -> Routes:
    """The routing table of all providers. Those of the file carry live keys' messages, the sandbox always those of test keys;
    without a file it carries all. Says in the log what would go nowhere."""
    named = {one.name for one in config.providers} or {SANDBOX}
    ways = [
        Way.of(one, provider.capabilities, live=one.name in named)
        for one, provider in zip(settings, providers, strict=True)
    ]
    routes = Routes(ways, SANDBOX)
    if not config.demo and {way.name for way in ways if way.live} == {SANDBOX}:
        get_logger(__name__).warning(
            "sandbox_only", reason="BHXH_SMS_PROVIDERS names no provider: nothing reaches a phone"
        )
    for lane, telco in routes.gaps():
        get_logger(__name__).warning("provider_gap", lane=lane.name.lower(), telco=telco)
    return routes


def open_engine(url: str) -> Engine:
    """The sender's engine. On SQLite a commit waits for the disk: a claim that a power cut takes back is a message sent twice. PostgreSQL
    ends a transaction in which nothing is said for five seconds: a host that is cut off in the middle of one would else keep the campaign's
    counts locked against all other senders for longer."""
    engine = create_engine(url, {"idle_in_transaction_session_timeout": _LONGEST_SILENCE_MS})
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _full(connection: object, _record: object) -> None:
            connection.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]

    return engine
