"""A campaign through the whole gateway by SMPP, with the npm package `smpp` as SMSC; beside it, in turn, Kannel.

    .venv/bin/python -m bench.smpp_campaign [--rows 60000] [--runs 3] [--window 100] [--binds 1] [--submit-only] [--otp]
                                            [--postgresql] [--kannel]

The gateway's rate counts from the campaign's start to the last receipt answered (submit only: to the last submit), as the SMSC saw
it. Loader, SMSC and gateway share the machine. CPU is processor time of the sender's process per message, from
the start of the campaign on. Every receipt is committed before the SMSC is answered. A run counts only if the SMSC got each
message once.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from bench.figures import milliseconds, spread
from bench.kannel import run_kannel
from bench.progress import own_postgres, processor_seconds, until_all
from bench.sms_campaign import free_port, write_file
from bhxh.dates import utcnow
from kit.crypto import new_keyset
from kit.database import create_engine, upgrade
from sms_gateway import templates, wakeup
from sms_gateway.campaigns import lifecycle
from sms_gateway.campaigns.importing.run import run_import
from sms_gateway.campaigns.view import view
from sms_gateway.config import GatewayConfig
from sms_gateway.messages.accept import Draft, Owner, accept
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.providers import file as providers_file
from sms_gateway.schema import api_key
from sms_gateway.sealing import Sealing
from sms_gateway.seeds import seed
from tests.support.smsc import node_smsc

_CHILD = "import json,sys; from bench.smpp_campaign import sender; sender(**json.loads(sys.stdin.readline()))"
_TABLE = """
[[provider]]
name = "telco-a"
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "bhxh"
password_env = "BENCH_PASSWORD"
binds = {binds}
window = {window}
sender = "BHXHVN"
"""
PHONE = "84912345678"
COLUMNS = ("so_dien_thoai", "ho_ten", "ma_so_bhxh")


class Figure(NamedTuple):
    """``rate``: messages per second; ``cpu``: microseconds of processor time per message."""

    rate: float
    cpu: float


def sender(settings: dict[str, Any], providers: str) -> None:
    """The sender process."""
    from sms_gateway.sender.main import run

    loaded = providers_file.load(Path(providers), {"BENCH_PASSWORD": "secret"})
    settings.pop("sandbox")
    run(GatewayConfig(**{**settings, "providers": loaded}))


def prepare(config: GatewayConfig, rows: int, folder: Path) -> tuple[sa.Engine, int, int]:
    """A database with a campaign that is ready. Returns (engine, campaign's id, its messages)."""
    upgrade(config.database_url, SCRIPT_LOCATION)
    engine, sealing = create_engine(config.database_url), Sealing.from_config(config)
    key = {"public_id": f"bench{time.time_ns()}", "secret_hash": b"0" * 32, "name": "bench", "live": True}
    with engine.begin() as connection:
        seed(connection, config)
        stored = sa.insert(api_key).values(**key, permissions=[], created_at=utcnow()).returning(api_key.c.id)
        owner = Owner(connection.execute(stored).scalar_one(), False)
        used = templates.find(connection, "thong_bao_ma_so")
        source = lifecycle.Source("file", COLUMNS)
        plan = lifecycle.create(connection, owner, "Đo", used, source=source, created_by="bench", khong_dau=True)
    file = folder / "danh_sach.csv"
    write_file(file, rows)
    with file.open("rb") as stream:
        run_import(engine, sealing, plan.campaign_id, stream)
    with engine.connect() as connection:
        return engine, plan.campaign_id, view(connection, plan.campaign_id, config)["valid"]


@contextlib.asynccontextmanager
async def running_sender(config: GatewayConfig, providers: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The sender as a child process."""
    pipe = asyncio.subprocess.PIPE
    command = os.environ.get("BENCH_UNDER", "").split()
    child = await asyncio.create_subprocess_exec(*command, sys.executable, "-c", _CHILD, stdin=pipe)
    assert child.stdin is not None
    settings = {**asdict(replace(config, providers=())), "providers": None}
    child.stdin.write(json.dumps({"settings": settings, "providers": str(providers)}).encode() + b"\n")
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGTERM)
        await child.wait()


async def send_codes(config: GatewayConfig, engine: sa.Engine, stop: asyncio.Event) -> list[float]:
    """An OTP every 50 ms, as the API accepts it, until told to stop. Returns when each was accepted, in seconds since 1970."""
    sealing, owner = Sealing.from_config(config), Owner(None, False)
    code = Draft(PHONE, template="otp", values={"ma_otp": "123456", "muc_dich": "xem lịch sử khám", "so_phut": "5"})
    accepted: list[float] = []
    while not stop.is_set():
        await asyncio.sleep(0.05)
        await asyncio.to_thread(accept, engine, sealing, owner, [code])
        accepted.append(time.time())
        wakeup.ring(config)
    return accepted


def stored_octets(engine: sa.Engine) -> int:
    """What the message table takes with its indexes; on SQLite the whole file."""
    whole = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    if engine.dialect.name == "postgresql":
        whole = "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('message')"
    with engine.connect() as connection:
        return int(connection.execute(sa.text(whole)).scalar_one())


async def run_gateway(options: argparse.Namespace) -> Figure:
    """One campaign."""
    receipts = not options.submit_only
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = options.cluster.new_database() if options.cluster else f"sqlite:///{folder}/sms.db"
        config = GatewayConfig(url, new_keyset(), "bench", wake_port=free_port())
        engine, campaign_id, messages = prepare(config, options.rows, folder)
        async with node_smsc(receipts="after" if receipts else "", watch=PHONE) as smsc:
            table = folder / "providers.toml"
            table.write_text(_TABLE.format(port=smsc.port, binds=options.binds, window=options.window))
            async with running_sender(config, table) as child:
                for _ in range(options.binds):
                    await smsc.event("bound", 60)
                cpu, began = processor_seconds(child.pid), time.time()
                with engine.begin() as connection:
                    lifecycle.start(connection, campaign_id, config)
                wakeup.ring(config)
                stop = asyncio.Event()
                if not options.otp:
                    stop.set()
                codes = asyncio.create_task(send_codes(config, engine, stop))
                ended = await until_all(smsc, messages, receipts)
                used = processor_seconds(child.pid) - cpu
                stop.set()
                accepted = await codes
                await until_all(smsc, messages + len(accepted), receipts)
            state = await smsc.state()
        assert state["submits"] == messages + len(accepted)
        if accepted:
            waits = [sent - at for at, sent in zip(accepted, state["watched"], strict=True)]
            print(f"OTP accepted to submit_sm: {milliseconds(waits)}", flush=True)
        assert state["mostInFlight"] <= options.window * options.binds
        with engine.connect() as connection:
            counts = view(connection, campaign_id, config)["counts"]
        assert counts == {"delivered" if receipts else "sent": messages}, counts
        print(f"on disk: {stored_octets(engine) / messages:.0f} octets per message", flush=True)
        engine.dispose()
    return Figure(messages / (ended - began), used / messages * 1e6)


def report(name: str, figures: list[Figure]) -> None:
    print(f"{name}: {spread([figure.rate for figure in figures], '/s')}")
    print(f"{name}: CPU {spread([figure.cpu for figure in figures], ' µs')} per message", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--window", type=int, default=100)
    parser.add_argument("--binds", type=int, default=1)
    parser.add_argument("--submit-only", action="store_true")
    parser.add_argument("--otp", action="store_true", help="An OTP every 50 ms meanwhile, on the same bind.")
    parser.add_argument("--kannel", action="store_true", help="Kannel in memory and with its spool, in turn.")
    parser.add_argument(
        "--postgresql", action="store_true", help="On a PostgreSQL server of its own that waits for the disk."
    )
    options = parser.parse_args()
    with own_postgres() if options.postgresql else contextlib.nullcontext() as options.cluster:
        measure(options)


def measure(options: argparse.Namespace) -> None:
    """All runs, in turn."""
    figures: dict[str, list[Figure]] = {}
    for _ in range(options.runs):
        figures.setdefault("gateway", []).append(asyncio.run(run_gateway(options)))
        for store in ("memory", "spool") if options.kannel else ():
            figure = asyncio.run(run_kannel(options, store))
            figures.setdefault(f"Kannel, {store}", []).append(Figure(*figure))
    ours = figures["gateway"]
    for name, values in figures.items():
        report(name, values)
        if values is not ours:
            print(f"gateway / {name}: {spread([a.rate / b.rate for a, b in zip(ours, values, strict=True)])}")


if __name__ == "__main__":
    main()
