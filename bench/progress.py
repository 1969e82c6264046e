"""What measurements of several processes need: a PostgreSQL server, what a peer has seen, what a process has used."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tests.support import postgres
from tests.support.smsc import NodeSmsc


@contextlib.contextmanager
def own_postgres() -> Iterator[postgres.Cluster]:
    """A server with its defaults, so that every commit waits for the disk."""
    tools = postgres.binaries()
    if tools is None:
        raise SystemExit("PostgreSQL is not installed")
    with postgres.cluster(tools, durable=True) as running:
        yield running


def processor_seconds(*pids: int) -> float:
    """Processor time that processes have used so far, all threads."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def until_all(smsc: NodeSmsc, messages: int, receipts: bool) -> float:
    """Wait for the last message's submit and receipt; returns when it was, in seconds since 1970."""
    while True:
        submits, answered, at = await smsc.progress()
        if submits >= messages and (answered >= messages or not receipts):
            return at
        await asyncio.sleep(0.05)
