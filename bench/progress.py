"""What a peer has seen and what a process has used, for measurements that run several processes."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from tests.support.smsc import NodeSmsc


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
