"""Kannel as it comes with Debian: bearerbox and smsbox as an ESME, drive_smpp as an SMSC. Both are C, none of it ours."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from tests.support.npm import missing
from tests.support.product import free_ports

BEARERBOX, SMSBOX = Path("/usr/sbin/bearerbox"), Path("/usr/sbin/smsbox")
DRIVE_SMPP = Path("/usr/lib/kannel/test/drive_smpp")

_CONFIGURATION = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = test
smsbox-port = {smsbox}
smsbox-interface = 127.0.0.1
dlr-storage = internal
{core}

group = smsc
smsc = smpp
smsc-id = test
host = 127.0.0.1
port = {smsc}
smsc-username = bhxh
smsc-password = secret
system-type = VMA
address-range = ""
transceiver-mode = true
max-pending-submits = {window}
{line}

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
{box}

group = sendsms-user
username = test
password = test
max-messages = 10
concatenation = true
{user}
{groups}
"""
_SERVICE = """
group = sms-service
keyword = default
get-url = "http://127.0.0.1:{callback}/mo?from=%p&text=%b&charset=%C&coding=%c"
max-messages = 0
"""


def configuration(folder: Path, smsc: int, *, window: int, **more: str) -> tuple[Path, int, int]:
    """(file, smsbox's port at the bearerbox, sendsms's port) of a Kannel bound to the SMSC on that port, user "test".

    ``more``: further lines of the groups ``core``, ``line`` (the SMSC's), ``box`` and ``user``, and further ``groups``.
    """
    admin, smsbox, sendsms = ports(3)
    lines = {name: more.get(name, "") for name in ("core", "line", "box", "user", "groups")}
    file = folder / "kannel.conf"
    file.write_text(
        _CONFIGURATION.format(admin=admin, smsbox=smsbox, sendsms=sendsms, smsc=smsc, window=window, **lines)
    )
    return file, smsbox, sendsms


class Kannel(NamedTuple):
    """``sendsms``: the port that takes messages by HTTP."""

    sendsms: int


def need(*programs: Path) -> None:
    absent = [program.name for program in programs if not program.exists()]
    if absent:
        missing(f"not installed: {', '.join(absent)} (packages kannel and kannel-extras, scripts/test-packages.sh)")


def ports(number: int) -> list[int]:
    first = free_ports(number)
    return list(range(first, first + number))


@contextlib.asynccontextmanager
async def running(folder: Path, *command: str | Path) -> AsyncIterator[asyncio.subprocess.Process]:
    name = Path(command[0]).name
    with (folder / f"{name}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*map(str, command), cwd=folder, stdout=log, stderr=log)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def listening(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


@contextlib.asynccontextmanager
async def kannel(folder: Path, smsc: int, callback: int) -> AsyncIterator[Kannel]:
    """Bound to the SMSC on port ``smsc``; phones' messages go to the HTTP server on port ``callback``."""
    need(BEARERBOX, SMSBOX)
    line = "source-addr-autodetect = yes\nreconnect-delay = 1"
    service = _SERVICE.format(callback=callback)
    file, smsbox, sendsms = configuration(folder, smsc, window=5, line=line, user="forced-smsc = test", groups=service)
    async with running(folder, BEARERBOX, "-v", "0", file):
        await listening(smsbox)
        async with running(folder, SMSBOX, "-v", "0", file):
            await listening(sendsms)
            yield Kannel(sendsms)


@contextlib.asynccontextmanager
async def drive_smpp(folder: Path, deliveries: int) -> AsyncIterator[tuple[int, Path]]:
    """(port, log) of an SMSC that knows transmitters and receivers, sends a receiver so many messages and logs all it gets.

    It also plays Kannel's smsbox against a port that cannot be set, and dies when nobody answers there: somebody does.
    """
    need(DRIVE_SMPP)

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass
        writer.close()

    [port] = ports(1)
    settings = folder / "drive.conf"
    settings.write_text("group = core\nadmin-port = 13000\nsmsbox-port = 13001\nadmin-password = test\n")
    async with contextlib.AsyncExitStack() as opened:
        with contextlib.suppress(OSError):  # somebody is there already
            await opened.enter_async_context(await asyncio.start_server(mute, "127.0.0.1", 13001))
        command = (DRIVE_SMPP, "-v", "0", "-p", str(port), "-m", str(deliveries), "-c", settings)
        await opened.enter_async_context(running(folder, *command))
        yield port, folder / "drive_smpp.log"
