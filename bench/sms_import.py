"""A recipients file into a campaign: read, checked, encrypted, stored. Rows per second, processor time and memory.

    .venv/bin/python -m bench.sms_import [--rows 100000] [--runs 3] [--xlsx] [--postgresql]

Each run is a process of its own, as in the product, on an empty database. The file's last row is bad, and a run counts only
if exactly that row was found. Memory is the growth of the process's peak from before the import to after it, and all of the second process where the
file is large enough for one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
import sqlalchemy as sa

from bench.figures import spread
from bench.progress import own_postgres
from bench.sms_campaign import write_file
from bhxh.dates import utcnow
from kit.crypto import new_keyset
from kit.database import create_engine, upgrade
from sms_gateway import templates
from sms_gateway.campaigns.importing import imports
from sms_gateway.campaigns.importing.run import run_import
from sms_gateway.campaigns.lifecycle import Source, create
from sms_gateway.campaigns.view import view
from sms_gateway.config import GatewayConfig
from sms_gateway.messages.accept import Owner
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import api_key
from sms_gateway.sealing import Sealing
from sms_gateway.seeds import seed

COLUMNS = ("so_dien_thoai", "ho_ten", "ma_so_bhxh")


def run_once(url: str, file: Path) -> dict[str, float]:
    """One import on a fresh database, in this process."""
    config = GatewayConfig(url, new_keyset(), "bench")
    upgrade(url, SCRIPT_LOCATION)
    engine, sealing = create_engine(url), Sealing.from_config(config)
    key = {"public_id": "bench", "secret_hash": b"0" * 32, "name": "bench", "live": True, "permissions": []}
    with engine.begin() as connection:
        seed(connection, config)
        stored = sa.insert(api_key).values(**key, created_at=utcnow()).returning(api_key.c.id)
        owner = Owner(connection.execute(stored).scalar_one(), False)
        used = templates.find(connection, "thong_bao_ma_so")
        plan = create(connection, owner, "Đo", used, source=Source("file", COLUMNS), created_by="bench")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, cpu = time.perf_counter(), processor_time()
    with file.open("rb") as stream:
        run_import(
            engine, sealing, plan.campaign_id, stream, config if file.stat().st_size > imports.HELPED_ABOVE else None
        )
    seconds, processor = time.perf_counter() - began, processor_time() - cpu
    with engine.connect() as connection:
        shown = view(connection, plan.campaign_id, config)
    bad = [error for error in shown["errors"] if error["code"] != "duplicate"]
    assert [error["row"] for error in bad] == [shown["rows"] + 1], bad
    helper = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before + helper
    return {"rows": shown["rows"], "seconds": seconds, "processor": processor, "megabytes": grown / 1024}


def processor_time() -> float:
    """Of this process and of those it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def make_file(folder: Path, rows: int, xlsx: bool) -> Path:
    """Made-up people and one bad row at the end."""
    path = folder / "danh_sach.csv"
    write_file(path, rows - 1)
    with path.open("a", encoding="utf-8") as file:
        file.write("0283822334,Nguyễn Văn An,7912345678\n")
    if not xlsx:
        return path
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in path.read_text(encoding="utf-8").splitlines():
        sheet.append(line.split(","))
    book.save(folder / "danh_sach.xlsx")
    return folder / "danh_sach.xlsx"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--xlsx", action="store_true")
    parser.add_argument(
        "--postgresql", action="store_true", help="On a PostgreSQL server of its own that waits for the disk."
    )
    parser.add_argument("--once", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        print(json.dumps(run_once(options.once[0], Path(options.once[1]))))
        return
    results = []
    server = own_postgres() if options.postgresql else contextlib.nullcontext()
    with server as cluster, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = make_file(folder, options.rows, options.xlsx)
        for number in range(options.runs):
            url = cluster.new_database() if cluster else f"sqlite:///{folder}/sms-{number}.db"
            command = [sys.executable, "-m", "bench.sms_import", "--once", url, str(file)]
            results.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    print(
        f"import of {options.rows:,} rows ({file.suffix[1:]}), rows/s:",
        spread([r["rows"] / r["seconds"] for r in results]),
    )
    print("  rows per second of processor time:", spread([r["rows"] / r["processor"] for r in results]))
    print("  memory grown by:", spread([r["megabytes"] for r in results], " MB"))


if __name__ == "__main__":
    main()
