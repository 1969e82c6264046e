"""Messages through the gateway's HTTP API, each answered when it is committed: one a request, and 10,000 a request.

    .venv/bin/python -m bench.sms_api [--seconds 10] [--connections 50] [--runs 3] [--postgresql]

The server is a process of its own with the product's thread pool; no sender runs. "Per core" divides by the processor time that the
server used: the loader shares the machine's cores with it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import tempfile
import time
from typing import NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa

from bench.figures import percentile, spread
from bench.progress import own_postgres, processor_seconds
from bench.sms_campaign import free_port
from bench.sms_otp import KEY, running_server
from kit.crypto import new_keyset
from kit.database import create_engine, upgrade
from sms_gateway.config import GatewayConfig
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import message

BATCH = 10_000
BODY = "Ho so cua Ong/Ba da duoc tiep nhan. Lien he tong dai 19009696 neu can ho tro"


class Figure(NamedTuple):
    """Messages per second, per second of the server's processor time, and the slowest one in a hundred of the requests (s)."""

    rate: float
    per_core: float
    p99: float


class Client:
    """One connection that stays open."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)
        self._reader, self._writer = None, None

    async def post(self, path: str, body: bytes) -> bytes:
        """The answer's body. Raises for anything but 202."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._address.hostname, self._address.port)
        head = f"POST {self._address.path}{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {KEY}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 202"):
            raise RuntimeError(answer.decode())
        lines = answer.lower().split(b"\r\n")
        length = next(line for line in lines if line.startswith(b"content-length:"))
        return await self._reader.readexactly(int(length.partition(b":")[2]))

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def text_to(number: int) -> dict[str, str]:
    """A message like those of the product's worker, with a reference of its own."""
    return {"to": f"097{number % 10**7:07d}", "body": BODY, "lane": "transactional", "reference": f"r{number}"}


async def singles(url: str, pid: int, options: argparse.Namespace, first: int) -> Figure:
    """POST /messages on so many connections for so long."""
    numbers = iter(range(first, first + 10**7))
    times: list[float] = []
    until = time.perf_counter() + options.seconds

    async def connection() -> None:
        client = Client(url)
        while time.perf_counter() < until:
            body = json.dumps(text_to(next(numbers))).encode()
            began = time.perf_counter()
            await client.post("/messages", body)
            times.append(time.perf_counter() - began)
        client.close()

    began, cpu = time.perf_counter(), processor_seconds(pid)
    await asyncio.gather(*(connection() for _ in range(options.connections)))
    seconds, used = time.perf_counter() - began, processor_seconds(pid) - cpu
    return Figure(len(times) / seconds, len(times) / used, percentile(times, 99))


async def batches(url: str, pid: int, options: argparse.Namespace, first: int) -> Figure:
    """POST /messages/batch, one after the other."""
    client = Client(url)
    bodies = [
        json.dumps({"messages": [text_to(first + begin + n) for n in range(BATCH)]}).encode()
        for begin in range(0, options.batches * BATCH, BATCH)
    ]
    times: list[float] = []
    cpu = processor_seconds(pid)
    for body in bodies:
        began = time.perf_counter()
        answer = json.loads(await client.post("/messages/batch", body))
        times.append(time.perf_counter() - began)
        assert len(answer["accepted"]) == BATCH and not answer["rejected"]
    used = processor_seconds(pid) - cpu
    client.close()
    return Figure(BATCH * len(bodies) / sum(times), BATCH * len(bodies) / used, percentile(times, 99))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--batches", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--postgresql", action="store_true", help="On a PostgreSQL server of its own that waits for the disk."
    )
    options = parser.parse_args()
    figures: dict[str, list[Figure]] = {"POST /messages": [], "POST /messages/batch": []}
    server = own_postgres() if options.postgresql else contextlib.nullcontext()
    with server as cluster, tempfile.TemporaryDirectory() as folder:
        url = cluster.new_database() if cluster else f"sqlite:///{folder}/sms.db"
        config = GatewayConfig(url, new_keyset(), "bench", demo_sms_key=KEY, rate_limits=False, wake_port=free_port())
        upgrade(url, SCRIPT_LOCATION)
        with running_server(config) as (address, pid):
            for run in range(options.runs):
                first = run * 10**6
                figures["POST /messages"].append(asyncio.run(singles(address, pid, options, first)))
                figures["POST /messages/batch"].append(asyncio.run(batches(address, pid, options, first + 500_000)))
        engine = create_engine(url)
        with engine.connect() as connection:
            stored = connection.execute(sa.select(sa.func.count()).select_from(message)).scalar_one()
        engine.dispose()
    for name, values in figures.items():
        print(f"{name}: {spread([one.rate for one in values], '/s')}")
        print(f"  per second of the server's processor time: {spread([one.per_core for one in values])}")
        print(f"  p99 of the requests: {spread([one.p99 * 1e3 for one in values], ' ms')}")
    print("stored:", stored)


if __name__ == "__main__":
    main()
