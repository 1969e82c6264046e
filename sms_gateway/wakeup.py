"""How sender and relay learn at once that there is work: one loopback datagram, sent after the commit, and on PostgreSQL a notification
that every sender on every host hears with the commit itself.

A datagram carries nothing and may be lost or forged without harm: the sender looks by itself every
``GatewayConfig.poll_seconds``, and a needless look costs one indexed query.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable
from typing import Final

import psycopg
from sqlalchemy import Connection, make_url, text

from kit.database import postgresql_patience
from kit.logs import get_logger
from sms_gateway.config import GatewayConfig

_LISTEN: Final = "LISTEN sms_gateway_work"
_NOTIFY: Final = text("NOTIFY sms_gateway_work")
_CONNECT_AGAIN: Final = 1.0


def announce(connection: Connection) -> None:
    """Tell the senders of all hosts, once the caller's transaction is committed. Nothing on SQLite, which one host has alone."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NOTIFY)


def ring(config: GatewayConfig) -> None:
    """Tell the sender that something was committed for it. Never blocks and never raises: the message is safe already."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.sendto(b"!", (config.wake_host, config.wake_port))


def ring_relay(config: GatewayConfig) -> None:
    """Tell the relay of callbacks on this host that a phone's text was committed. Never blocks and never raises."""
    with contextlib.suppress(OSError, OverflowError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.sendto(b"!", _relay_of(config))


def _relay_of(config: GatewayConfig) -> tuple[str, int]:
    return config.wake_host, config.wake_port + 1


class Doorbell:
    """What the relay waits at. Without the port (taken by another relay on this host) it sleeps, and goes on by polling."""

    def __init__(self, config: GatewayConfig) -> None:
        self._socket: socket.socket | None = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind(_relay_of(config))
        except (OSError, OverflowError) as error:
            get_logger(__name__).warning("wake_port_taken", port=_relay_of(config)[1], error=type(error).__name__)
            self.close()

    def wait(self, seconds: float) -> None:
        """Until it is rung, or the time is over. However often it was rung meanwhile, that counts once."""
        if self._socket is None:
            time.sleep(seconds)
            return
        with contextlib.suppress(OSError):
            self._socket.settimeout(seconds)
            self._socket.recv(1)
            self._socket.setblocking(False)
            while True:
                self._socket.recv(1)

    def close(self) -> None:
        """Give the port back."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class _Bell(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        self._heard()


@contextlib.asynccontextmanager
async def listening(config: GatewayConfig, heard: Callable[[], None]) -> AsyncIterator[None]:
    """Calls ``heard`` at every ring and every announcement. Without the port (taken by another program) and while the database is
    away the sender goes on by polling."""
    async with contextlib.AsyncExitStack() as opened:
        opened.push_async_callback(_end, asyncio.create_task(_announcements(config, heard)))
        try:
            transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: _Bell(heard), local_addr=(config.wake_host, config.wake_port), reuse_port=True
            )
            opened.callback(transport.close)
        except OSError as error:
            get_logger(__name__).warning("wake_port_taken", port=config.wake_port, error=type(error).__name__)
        yield


async def _announcements(config: GatewayConfig, heard: Callable[[], None]) -> None:
    address = make_url(config.database_url)
    if address.get_backend_name() != "postgresql":
        return
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    patience = postgresql_patience(address)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(plain, autocommit=True, **patience) as connection:
                await connection.execute(_LISTEN)
                heard()  # what was announced while nobody listened
                async for _ in connection.notifies():
                    heard()
        except psycopg.Error as error:
            get_logger(__name__).warning("announcements_lost", error=type(error).__name__)
        await asyncio.sleep(_CONNECT_AGAIN)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
