"""A campaign of 100,000 rows on embedded SQLite: import, sending with receipts, and OTP latency meanwhile.

    .venv/bin/python -m bench.sms_campaign [--rows 100000] [--database postgresql://...]

Import is the importer's own (file, encoding, validation, duplicates, encryption, segments, insert). The sender is a real
second process. OTP latency is from the return of accept() (committed) to the sandbox's ledger entry, one every 50 ms.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.crypto import new_keyset
from kit.database import create_engine, reading, upgrade
from sms_gateway import templates, wakeup
from sms_gateway.campaigns import lifecycle
from sms_gateway.campaigns.importing.run import run_import
from sms_gateway.campaigns.view import view
from sms_gateway.config import GatewayConfig, SandboxSettings
from sms_gateway.messages.accept import Accepted, Draft, Owner, accept
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import api_key, message, sandbox_inbox
from sms_gateway.sealing import Sealing
from sms_gateway.seeds import seed

SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
MIDDLE = "Văn Thị Đức Ngọc Minh Thanh Hữu Quang Thu Kim".split()
GIVEN = "An Bình Châu Dũng Giang Hà Hải Hạnh Hiếu Hoa Hùng Hương Khánh Lan Linh Long Mai Nam Nga Phúc Quân Sơn Tâm Thảo Trang Tuấn".split()
_CHILD = "import json,sys; from bench.sms_campaign import sender; sender(json.loads(sys.stdin.readline()))"


def sender(settings: dict[str, object]) -> None:
    """The sender process."""
    from sms_gateway.sender.main import run

    sandbox = settings.pop("sandbox")
    assert isinstance(sandbox, dict)
    run(GatewayConfig(**settings, sandbox=SandboxSettings(**sandbox)))  # type: ignore[arg-type]


def write_file(path: Path, rows: int) -> None:
    """A recipients file with made-up people, the same at every run."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("so_dien_thoai,ho_ten,ma_so_bhxh\n")
        for number in range(rows):
            name = f"{chance.choice(SURNAMES)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
            file.write(f"097{chance.randrange(10**7):07d},{name},{7900000000 + number}\n")


@contextlib.contextmanager
def running_sender(config: GatewayConfig) -> Iterator[subprocess.Popen[str]]:
    """The sender as a child process, ended by SIGTERM."""
    child = subprocess.Popen([sys.executable, "-c", _CHILD], stdin=subprocess.PIPE, text=True)
    assert child.stdin is not None
    child.stdin.write(json.dumps(asdict(config)) + "\n")
    child.stdin.flush()
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(20)


class OtpClient(threading.Thread):
    """Sends an OTP every 50 ms through the acceptance service, as the API process does."""

    def __init__(self, config: GatewayConfig, engine: sa.Engine, sealing: Sealing, owner: Owner) -> None:
        super().__init__(daemon=True)
        self._config, self._engine, self._sealing, self._owner = config, engine, sealing, owner
        self.stop = threading.Event()
        self.accepted: dict[int, float] = {}
        self.accept_seconds: list[float] = []

    def run(self) -> None:
        values = {"ma_otp": "123456", "muc_dich": "xem lịch sử khám chữa bệnh", "so_phut": "5"}
        while not self.stop.wait(0.05):
            began = time.perf_counter()
            (answer,) = accept(
                self._engine, self._sealing, self._owner, [Draft("84912345678", template="otp", values=values)]
            )
            assert isinstance(answer, Accepted)
            self.accepted[answer.id] = utcnow().timestamp()
            wakeup.ring(self._config)
            self.accept_seconds.append(time.perf_counter() - began)

    def wait_for_the_sender(self) -> None:
        """Until a first message has gone through: what waits for the process to start says nothing about the gateway."""
        (first,) = accept(self._engine, self._sealing, self._owner, [Draft("84912345678", body="x")])
        assert isinstance(first, Accepted)
        self.accepted = {first.id: 0.0}
        while not self.latencies():
            time.sleep(0.05)
        self.accepted = {}

    def latencies(self) -> list[float]:
        with reading(self._engine) as connection:
            rows = connection.execute(
                sa.select(sandbox_inbox.c.message_id, sandbox_inbox.c.at).where(
                    sandbox_inbox.c.message_id.in_(self.accepted)
                )
            ).all()
        return [row.at.timestamp() - self.accepted[row.message_id] for row in rows]


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def milliseconds(values: list[float]) -> str:
    if len(values) < 2:
        return "none"
    cuts = statistics.quantiles(values, n=100)
    return (
        f"p50 {cuts[49] * 1e3:.0f}, p95 {cuts[94] * 1e3:.0f}, p99 {cuts[98] * 1e3:.0f}, max {max(values) * 1e3:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database")
    parser.add_argument("--receipt-delay", type=float, default=0.5)
    parser.add_argument("--no-otp", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{folder}/sms.db"
        sandbox = SandboxSettings(receipt_delay=options.receipt_delay, seed=1)
        config = GatewayConfig(url, new_keyset(), "bench", sandbox=sandbox, wake_port=free_port())
        measure(replace(config), options.rows, Path(folder) / "danh_sach.csv", not options.no_otp)


def measure(config: GatewayConfig, rows: int, file: Path, otp: bool) -> None:
    """Import, send, report."""
    upgrade(config.database_url, SCRIPT_LOCATION)
    engine = create_engine(config.database_url)
    sealing = Sealing.from_config(config)
    with engine.begin() as connection:
        seed(connection, config)
        key = {"public_id": "bench", "secret_hash": b"0" * 32, "name": "bench", "live": True, "permissions": []}
        key_id = connection.execute(
            sa.insert(api_key).values(**key, created_at=utcnow()).returning(api_key.c.id)
        ).scalar_one()
        owner = Owner(key_id, False)
        plan = lifecycle.create(
            connection,
            owner,
            "Đo",
            templates.find(connection, "thong_bao_ma_so"),
            source=lifecycle.Source("file", ("so_dien_thoai", "ho_ten", "ma_so_bhxh"), file.name),
            created_by="bench",
        )
    write_file(file, rows)
    with running_sender(config):
        client = OtpClient(config, engine, sealing, owner)
        client.wait_for_the_sender()
        if otp:
            client.start()
        began = time.perf_counter()
        with file.open("rb") as stream:
            run_import(engine, sealing, plan.campaign_id, stream)
        imported = time.perf_counter() - began
        importing = client.latencies()
        with engine.begin() as connection:
            lifecycle.start(connection, plan.campaign_id, config)
        wakeup.ring(config)
        began, handed_over = time.perf_counter(), 0.0
        while True:
            time.sleep(0.1)
            with reading(engine) as connection:
                shown = view(connection, plan.campaign_id, config)
            counts = shown["counts"]
            if not handed_over and not counts.get("queued") and not counts.get("claimed"):
                handed_over = time.perf_counter() - began
            if not set(counts) - {"delivered", "failed"}:
                break
        finished = time.perf_counter() - began
        client.stop.set()
        if otp:
            client.join()
            time.sleep(1)
    cpu = resource.getrusage(resource.RUSAGE_CHILDREN)
    sent = shown["valid"]
    print(
        json.dumps(
            {
                "cpus": os.cpu_count(),
                "database": engine.dialect.name,
                "rows": shown["rows"],
                "valid": sent,
                "import_rows_per_s": round(rows / imported),
                "handed_over_per_s": round(sent / handed_over),
                "with_receipts_per_s": round(sent / finished),
                "sender_cpu_us_per_message": round((cpu.ru_utime + cpu.ru_stime) / sent * 1e6),
                "otp_accepted_to_provider_while_importing": milliseconds(importing),
                "otp_accepted_to_provider": milliseconds(client.latencies()),
                "otp_accept_call": milliseconds(client.accept_seconds),
                "otps": len(client.accepted),
                "counts": counts,
            },
            ensure_ascii=False,
            indent=1,
        )
    )
    with reading(engine) as connection:
        doubled = connection.execute(
            sa.select(sandbox_inbox.c.message_id).group_by(sandbox_inbox.c.message_id).having(sa.func.count() > 1)
        ).all()
        waiting = connection.execute(sa.select(sa.func.count()).where(message.c.status.in_((1, 2)))).scalar_one()
    print("sent twice:", len(doubled), "left waiting:", waiting)
    engine.dispose()


if __name__ == "__main__":
    main()
