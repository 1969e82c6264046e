"""A campaign on its way from a real sender process to an SMSC that counts, and what must hold however it was disturbed."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kit.database import reading
from sms_gateway.campaigns.rows import Plan
from sms_gateway.config import GatewayConfig
from sms_gateway.schema import Status, message
from tests.sms_gateway.sender_child import sender_process
from tests.sms_gateway.world import World, people
from tests.support.smsc import NodeSmsc, node_smsc

ROWS = 2000
WINDOW = 50
SMSC = {"receipts": "after", "count": True, "store": True, "redeliver": True, "responseDelay": 20}
"""About two thousand messages a second; a receipt stays with the SMSC until it is answered well."""

_TABLE = """[[provider]]
name = "telco-a"
kind = "smpp"
host = "{host}"
port = {port}
system_id = "bhxh"
password_env = "SMSC_PASSWORD"
window = {window}
sender = "BHXHVN"
"""
PASSWORD = {"SMSC_PASSWORD": "secret"}


def write_providers(path: Path, port: int, host: str = "127.0.0.1", **more: object) -> Path:
    """The sender's file with one SMSC. ``more``: further keys, numbers or booleans."""
    extra = "".join(f"{key} = {str(value).lower()}\n" for key, value in more.items())
    path.write_text(_TABLE.format(host=host, port=port, window=WINDOW) + extra, encoding="utf-8")
    return path


@dataclass
class Scene:
    """What a fault is done to."""

    world: World
    smsc: NodeSmsc
    plan: Plan
    child: subprocess.Popen[str]
    rows: int

    async def submitted(self, number: int) -> None:
        """Until the SMSC has been given so many; asks nothing of the database."""
        await until(self._has_taken(number), self.child)

    def _has_taken(self, number: int) -> Callable[[], Awaitable[bool]]:
        async def enough() -> bool:
            return (await self.smsc.progress())[0] >= number

        return enough

    async def settled(self) -> None:
        """Until every message of the campaign has its end, and the SMSC holds no receipt back."""

        async def done() -> bool:
            counts = await asyncio.to_thread(self.world.counts, self.plan.campaign_id)
            return set(counts) <= {"delivered", "unknown"} and (await self.smsc.seen())[1] == 0

        await until(done, self.child)

    async def assert_true(self, unknown_at_most: int = 0) -> None:
        """Every message delivered or unknown, none twice at the SMSC, the counters as the rows, the sender still the same."""
        assert self.child.poll() is None, "the sender ended"
        counts = self.world.counts(self.plan.campaign_id)
        assert sum(counts.values()) == self.rows
        assert set(counts) <= {"delivered", "unknown"}
        assert counts.get("unknown", 0) <= unknown_at_most
        seen, stored = await self.smsc.seen()
        assert stored == 0, "receipts that were never taken"
        ours = {one.msisdn for one in people(self.rows)}
        campaign = {number: times for number, times in seen.items() if number in ours}
        assert set(campaign.values()) <= {1}, "sent twice"
        assert numbers(self.world, Status.DELIVERED) <= set(campaign), "said to be delivered, but never sent"
        assert ours - set(campaign) <= numbers(self.world, Status.UNKNOWN), "lost"
        assert self.world.campaign_status(self.plan.campaign_id) == "finished"


@contextlib.asynccontextmanager
async def scene(
    world: World,
    folder: Path,
    *,
    rows: int = ROWS,
    config: GatewayConfig | None = None,
    smsc: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    **provider: object,
) -> AsyncIterator[Scene]:
    """A campaign that runs. ``provider``: further keys of the provider's table; ``environment``: the sender's, beside ours."""
    plan = world.campaign(people(rows), khong_dau=True)
    async with node_smsc(**{**SMSC, **(smsc or {})}) as peer:
        path = write_providers(folder / "providers.toml", peer.port, **provider)
        with sender_process(config or world.config, path, {**PASSWORD, **(environment or {})}) as child:
            await peer.event("bound", 60)
            await asyncio.to_thread(world.start, plan.campaign_id)
            yield Scene(world, peer, plan, child, rows)


async def until(holds: Callable[[], Awaitable[bool]], child: subprocess.Popen[str]) -> None:
    """Wait for something that other processes bring about; fail when the sender ends before."""
    async with asyncio.timeout(60):
        while not await holds():
            assert child.poll() is None, "the sender ended"
            await asyncio.sleep(0.05)


def numbers(world: World, *statuses: Status) -> set[str]:
    """The numbers of the campaign's messages in these statuses, as ``people`` makes them."""
    query = sa.select(message.c.row).where(message.c.status.in_(statuses), message.c.row.is_not(None))
    with reading(world.engine) as connection:
        return {f"849{row - 2:08d}" for row in connection.execute(query).scalars()}
