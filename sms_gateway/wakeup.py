"""How the sender learns at once that there is work: one loopback datagram, sent after the commit.

A datagram carries nothing and may be lost or forged without harm: the sender looks by itself every
``GatewayConfig.poll_seconds``, and a needless look costs one indexed query.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable

from kit.logs import get_logger
from sms_gateway.config import GatewayConfig


def ring(config: GatewayConfig) -> None:
    """Tell the sender that something was committed for it. Never blocks and never raises: the message is safe already."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.sendto(b"!", (config.wake_host, config.wake_port))


class _Bell(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        self._heard()


@contextlib.asynccontextmanager
async def listening(config: GatewayConfig, heard: Callable[[], None]) -> AsyncIterator[None]:
    """Calls ``heard`` at every ring. Without the port (taken by another program) the sender goes on by polling."""
    loop = asyncio.get_running_loop()
    try:
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Bell(heard), local_addr=(config.wake_host, config.wake_port), reuse_port=True
        )
    except OSError as error:
        get_logger(__name__).warning("wake_port_taken", port=config.wake_port, error=type(error).__name__)
        yield
        return
    try:
        yield
    finally:
        transport.close()
