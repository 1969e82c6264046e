"""How a session begins: a connection, then a bind."""

from __future__ import annotations

import asyncio
import ssl
from typing import Final

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.calls import Calls
from sms_gateway.smpp.line import Line
from sms_gateway.smpp.results import BindFailed
from sms_gateway.smpp.settings import Settings

_BINDS: Final[dict[str, type[p.Bind]]] = {
    "transmitter": p.BindTransmitter,
    "receiver": p.BindReceiver,
    "transceiver": p.BindTransceiver,
}


async def connect(settings: Settings, line: Line) -> None:
    """Connect the line, by TLS where it is set. Raises BindFailed."""
    try:
        async with asyncio.timeout(settings.connect_timeout):
            tls = settings.tls.context() if settings.tls else None
            name = settings.tls.server_name or settings.host if settings.tls else None
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: line, settings.host, settings.port, ssl=tls, server_hostname=name)
    except TimeoutError:
        raise BindFailed("timeout") from None
    except ssl.SSLError as error:
        raise BindFailed("tls") from error
    except OSError as error:
        raise BindFailed("connect") from error


async def bind(settings: Settings, calls: Calls) -> str:
    """Bind on a connected line; returns the SMSC's system_id. Raises BindFailed."""
    request = _BINDS[settings.role](
        settings.system_id,
        settings.password,
        settings.system_type,
        settings.interface_version,
        settings.address_range,
    )
    try:
        status, answer = await calls.ask(request, settings.connect_timeout)
    except TimeoutError:
        raise BindFailed("timeout") from None
    except ConnectionError:
        raise BindFailed("closed") from None
    if status:
        raise BindFailed("refused", status)
    if answer is None:
        raise BindFailed("unreadable")
    return str(getattr(answer, "system_id", ""))
