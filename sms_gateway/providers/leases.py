"""One sender for each line: of a line that a provider allows once, such as an SMPP bind, one process holds the lease."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bhxh.dates import utcnow
from kit.logs import get_logger
from sms_gateway.liveness import LEASE_SECONDS, Watch
from sms_gateway.schema import provider_lease

_NAME = 55
_RENEWALS = 6
"""In the time of a lease."""

_GIVE_UP = 2 / 3
"""Of a lease: without a renewal for so long the lines are let go, before another sender may take them."""

Leases = Watch[str, tuple[str, datetime]]
"""Holder and end of each line's lease, as they stand in the database. One that nobody renews has run out."""


def holder_of(sender_name: str) -> str:
    """A holder's name: the sender's and a token of this process."""
    return f"{sender_name[:_NAME]}/{secrets.token_hex(4)}"


def hold(
    connection: Connection, lines: Sequence[str], holder: str, until: datetime, watch: Leases, *, inherit: bool = False
) -> set[str]:
    """Take or renew what is free or already ours; returns the lines that ``holder`` holds now.

    Free is what nobody holds, and what its holder has not renewed while ``watch`` looked: ``until`` differs with every renewal and is
    for people to read, because the clocks of two machines may differ, and jump.
    ``inherit``: take over from another process of the same sender's name as well, whose successor this one is.
    """
    table = provider_lease.c
    values = [{"line": line, "holder": holder, "until": until} for line in sorted(lines)]
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    connection.execute(make(provider_lease).on_conflict_do_nothing(), values)
    there = connection.execute(select(table.line, table.holder, table.until).where(table.line.in_(lines)))
    left = watch.still({row.line: (row.holder, row.until) for row in there if row.holder != holder})
    abandoned = [
        and_(table.line == line, table.holder == other, table.until == end) for line, (other, end) in left.items()
    ]
    free = or_(table.holder == holder, *abandoned)
    if inherit:
        free = or_(free, table.holder.startswith(holder.rpartition("/")[0] + "/", autoescape=True))
    taken = update(provider_lease).where(table.line.in_(lines), free).values(holder=holder, until=until)
    connection.execute(taken)
    held = select(table.line).where(table.line.in_(lines), table.holder == holder)
    return set(connection.execute(held).scalars())


def let_go(connection: Connection, lines: Collection[str], holder: str) -> None:
    """Free them for others."""
    table = provider_lease.c
    connection.execute(delete(provider_lease).where(table.line.in_(lines), table.holder == holder))


class Keeper:
    """Holds what it can of ``lines`` while it runs. ``changed`` is told the lines held, whenever they are others.

    It has a thread of its own: a sender that waits for a row which another host has locked would else lose its line meanwhile.
    """

    def __init__(
        self,
        engine: Engine,
        sender_name: str,
        lines: Sequence[str],
        changed: Callable[[set[str]], None],
        *,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._engine = engine
        self._executor = ThreadPoolExecutor(1, "sms-lease")
        self._holder = holder_of(sender_name)
        self._lines = lines
        self._changed = changed
        self._lease_seconds = lease_seconds
        self._watch: Leases = Watch(lease_seconds)
        self._held: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """The first try is over when this returns."""
        await self._renew(inherit=True)
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Free everything. The lines must be down by now."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await asyncio.get_running_loop().run_in_executor(self._executor, self._let_go)
        self._executor.shutdown(wait=False)

    async def _keep(self) -> None:
        renewed = time.monotonic()
        while True:
            await asyncio.sleep(self._lease_seconds / _RENEWALS)
            began = time.monotonic()
            end = renewed + self._lease_seconds * _GIVE_UP
            try:
                # A database out of reach may also never answer.
                async with asyncio.timeout(max(end - began, self._lease_seconds / _RENEWALS)):
                    await self._renew()
                renewed = began
            except Exception as error:
                get_logger(__name__).error("lease_failed", holder=self._holder, error=type(error).__name__)
                if time.monotonic() >= end:
                    self._tell(set())

    async def _renew(self, inherit: bool = False) -> None:
        self._tell(await asyncio.get_running_loop().run_in_executor(self._executor, self._hold, inherit))

    def _tell(self, held: set[str]) -> None:
        if held != self._held:
            self._held = held
            self._changed(held)

    def _hold(self, inherit: bool) -> set[str]:
        with self._engine.begin() as connection:
            until = utcnow() + timedelta(seconds=self._lease_seconds)
            return hold(connection, self._lines, self._holder, until, self._watch, inherit=inherit)

    def _let_go(self) -> None:
        with contextlib.suppress(Exception), self._engine.begin() as connection:
            let_go(connection, self._lines, self._holder)
