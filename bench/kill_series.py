"""Kills the gateway's processes at random points of an SMPP campaign and counts what was lost and what came twice.

    .venv/bin/python -m bench.kill_series [--kills 50] [--rows 60000] [--seed 1] [--postgresql]

A campaign is uploaded to the API and sent to the npm package `smpp` as SMSC, which keeps every receipt until it is answered well, while a
client sends single messages with references and repeats each until it is answered. Sender and API are killed with SIGKILL in turn at
random moments and started again at once, the API also while it imports. Counted by the SMSC's own list of numbers.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from bench.progress import own_postgres
from bench.smpp_campaign import running_sender
from bench.sms_campaign import free_port
from kit.crypto import new_keyset
from kit.database import create_engine, reading, upgrade
from sms_gateway.config import GatewayConfig
from sms_gateway.messages.states import label
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import Status, message, parked_receipt
from tests.support.smsc import NodeSmsc, node_smsc

WINDOW = 100
KEY = "a-live-key-of-the-kill-series"
_CHILD = "import json,sys; from bench.kill_series import serve; serve(**json.loads(sys.stdin.readline()))"
_PROVIDERS = """
[[provider]]
name = "telco-a"
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "bhxh"
password_env = "BENCH_PASSWORD"
window = {window}
sender = "BHXHVN"
"""
_SETTLED = {"delivered", "unknown"}


def serve(settings: dict[str, Any], port: int) -> None:
    """The API's process."""
    from werkzeug.serving import make_server

    from sms_gateway.api import create_app

    settings.pop("sandbox")
    folder = settings.pop("import_dir")
    app = create_app(GatewayConfig(**settings, import_dir=Path(folder)))
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


@contextlib.asynccontextmanager
async def running_api(config: GatewayConfig, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """The API as a child process; it need not answer yet."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _CHILD, stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert child.stdin is not None
    settings = {**asdict(replace(config, providers=())), "import_dir": str(config.import_dir)}
    child.stdin.write(json.dumps({"settings": settings, "port": port}).encode() + b"\n")
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


@dataclass
class Client:
    """Sends single messages with references until it is told to stop; each is repeated until it is answered."""

    http: httpx.AsyncClient
    sent: list[str] = field(default_factory=list)
    repeats: int = 0

    async def run(self, stop: asyncio.Event) -> None:
        """About thirty messages a second."""
        while not stop.is_set():
            number = f"8490{len(self.sent):07d}"
            await self._send({"to": number, "body": "Tin thu", "lane": "transactional", "reference": number})
            self.sent.append(number)
            await asyncio.sleep(0.03)

    async def _send(self, body: dict[str, str]) -> None:
        while True:
            try:
                answer = await self.http.post("/messages", json=body)
            except httpx.TransportError:
                self.repeats += 1
                await asyncio.sleep(0.1)
                continue
            if answer.status_code in (200, 202):
                return
            raise RuntimeError(f"{answer.status_code} {answer.text}")


@dataclass
class Series:
    """One series of kills over one gateway."""

    config: GatewayConfig
    providers: Path
    port: int
    smsc: NodeSmsc
    random: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    left_unanswered: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = create_engine(self.config.database_url)
        headers = {"Authorization": f"Bearer {KEY}"}
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}/sms/v1", headers=headers, timeout=30)

    async def keep(self, what: str, kills: int, longest: float) -> None:
        """Runs a process and kills it so many times, each after up to ``longest`` seconds of work; then leaves it running."""
        for left in range(kills, -1, -1):
            running = (
                running_api(self.config, self.port)
                if what == "api"
                else running_sender(replace(self.config, import_dir=None), self.providers)
            )
            async with running as child:
                await (self._answers() if what == "api" else self.smsc.event("bound", 60))
                if left == 0:
                    await asyncio.Event().wait()
                await asyncio.sleep(self.random.uniform(0.02, longest))
                child.kill()
                await child.wait()
            self.kills[what] += 1
            if what == "sender":
                self.left_unanswered.append(await asyncio.to_thread(self._count, Status.CLAIMED))

    async def _answers(self) -> None:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await self.http.get("/templates")).status_code == 200:
                    return
            await asyncio.sleep(0.05)

    async def call(self, method: str, path: str, **arguments: Any) -> Any:
        """A call repeated until the API is there to answer it."""
        while True:
            try:
                answer = await self.http.request(method, path, **arguments)
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            answer.raise_for_status()
            return answer.json()

    async def upload(self, file: Path) -> tuple[str, int]:
        """The campaign once it is ready, and its messages; the API may die meanwhile."""
        campaign = await self._begun(file)
        while True:
            found = await self.call("GET", f"/campaigns/{campaign}")
            if found["status"] != "importing":
                return campaign, int(found["valid"])
            await asyncio.sleep(0.2)

    async def _begun(self, file: Path) -> str:
        """Uploads it; when no answer comes, looks whether it is there before trying again, as a person would."""
        fields = {"template": "thong_bao_ma_so", "name": "Kill", "khong_dau": "true"}
        while True:
            try:
                upload = {"file": (file.name, await asyncio.to_thread(file.read_bytes), "text/csv")}
                answer = await self.http.post("/campaigns", data=fields, files=upload)
                answer.raise_for_status()
                return str(answer.json()["id"])
            except httpx.TransportError:
                known = (await self.call("GET", "/campaigns"))["campaigns"]
                if known:
                    return str(known[0]["id"])

    async def settled(self) -> dict[str, int]:
        """The messages by status, once none moves any more."""
        while True:
            tally = await asyncio.to_thread(self._tally)
            if set(tally) <= _SETTLED:
                return tally
            await asyncio.sleep(0.5)

    def _count(self, status: Status) -> int:
        with reading(self.engine) as connection:
            query = sa.select(sa.func.count()).where(message.c.status == status)
            return int(connection.execute(query).scalar_one())

    def _tally(self) -> dict[str, int]:
        query = sa.select(message.c.status, sa.func.count()).group_by(message.c.status)
        with reading(self.engine) as connection:
            return {label(Status(status)): number for status, number in connection.execute(query)}

    def parked(self) -> int:
        """Receipts that match no message: those of submits whose answer died with the sender."""
        with reading(self.engine) as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(parked_receipt)).scalar_one())


async def run(options: argparse.Namespace) -> bool:
    """One series; prints the report and returns whether nothing was lost and nothing came twice."""
    drawn = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = GatewayConfig(
            options.cluster.new_database() if options.cluster else f"sqlite:///{folder}/sms.db", new_keyset(), "kill-series", demo_sms_key=KEY,
            wake_port=free_port(), import_dir=folder / "imports", rate_limits=False,
        )  # fmt: skip
        upgrade(config.database_url, SCRIPT_LOCATION)
        file, providers = folder / "danh_sach.csv", folder / "providers.toml"
        write_file(file, options.rows)
        async with node_smsc(
            receipts="after", count=True, store=True, redeliver=True, receiptDelay=60, responseDelay=8
        ) as smsc:
            providers.write_text(_PROVIDERS.format(port=smsc.port, window=WINDOW))
            series = Series(config, providers, free_port(), smsc, drawn)
            return await _one(series, file, options)


async def _one(series: Series, file: Path, options: argparse.Namespace) -> bool:
    api_kills = options.kills // 3
    stop, client = asyncio.Event(), Client(series.http)
    api = asyncio.create_task(series.keep("api", api_kills, 1.0))
    campaign, valid = await series.upload(file)
    in_import = series.kills["api"]
    await series.call("POST", f"/campaigns/{campaign}/start")
    began = time.monotonic()
    sender = asyncio.create_task(series.keep("sender", options.kills - api_kills, 1.5))
    posting = asyncio.create_task(client.run(stop))
    while sum(series.kills.values()) < options.kills:
        for task in (api, sender, posting):
            if task.done():
                task.result()
        await asyncio.sleep(0.1)
    stop.set()
    await posting
    tally = await series.settled()
    seen, stored = await series.smsc.seen()
    expected = {f"84{number[1:]}" for number in map(number_of, range(options.rows))} | set(client.sent)
    never = expected - set(seen)
    unknown = tally.get("unknown", 0)
    doubled = sum(1 for times in seen.values() if times > 1)
    lost = len(expected) - sum(tally.values()) + max(0, len(never) - unknown)
    print(
        f"kills: {dict(series.kills)}, {in_import} of the API's while it imported; {time.monotonic() - began:.0f} s of sending"
    )
    print(
        f"messages: {len(expected)} ({valid} of the campaign, {len(client.sent)} single, repeated {client.repeats} times)"
    )
    print(f"by status: {tally}")
    print(f"lost: {lost}; reached the SMSC twice: {doubled}; strangers: {len(set(seen) - expected)}")
    print(
        f"unknown: {unknown}, of them {unknown - len(never)} had reached the SMSC; "
        f"claimed and unanswered at a kill: {sum(series.left_unanswered)} in all, {max(series.left_unanswered)} at most (window {WINDOW})"
    )
    print(
        f"receipts: {stored} not taken by us; {series.parked()} kept without a message (their submit's answer died with the sender)"
    )
    for task in (api, sender):
        task.cancel()
    await asyncio.gather(api, sender, return_exceptions=True)
    await series.http.aclose()
    series.engine.dispose()
    return lost == doubled == stored == 0 and unknown <= sum(series.left_unanswered)


def write_file(file: Path, rows: int) -> None:
    """Recipients with numbers of their own, none of which a single message goes to."""
    with file.open("w", encoding="utf-8") as out:
        out.write("so_dien_thoai,ho_ten,ma_so_bhxh\n")
        out.writelines(_lines(rows))


def _lines(rows: int) -> Iterable[str]:
    return (f"{number_of(n)},Nguyễn Thị {n},{7900000000 + n}\n" for n in range(rows))


def number_of(row: int) -> str:
    """The phone number of a row of the campaign's file."""
    return f"091{row:07d}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true", help="On a server of its own that waits for the disk.")
    options = parser.parse_args()
    with own_postgres() if options.postgresql else contextlib.nullcontext() as options.cluster:
        held = asyncio.run(run(options))
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
