"""The product without its dialogue engine: the processes `web` and `sender`, for tests of the staff's consoles."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from app.settings import Product, Settings
from backend.config import BackendConfig
from backend.database import Database
from tests.support.product import ROOT, SMS_KEY, free_ports

PASSWORD = "mat-khau-dung-thu"
START_SECONDS = 170.0


def backend_config(environment: Mapping[str, str]) -> BackendConfig:
    """The backend's configuration in a product that runs with these variables."""
    named = {
        name.removeprefix("BHXH_").lower(): value for name, value in environment.items() if name.startswith("BHXH_")
    }
    return Product(Settings(**named)).backend()


@contextmanager
def open_database(environment: Mapping[str, str]) -> Iterator[Database]:
    """The backend's own database of a product that runs with these variables, opened beside its processes."""
    database = Database.open(backend_config(environment))
    try:
        yield database
    finally:
        database.close()


class Consoles:
    """Started and migrated. ``environment`` adds or replaces ``BHXH_`` variables."""

    def __init__(self, data_dir: Path, processes: Sequence[str] = ("web", "sender"), **environment: str) -> None:
        self._names = processes
        self.port = free_ports(20)
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BHXH_")}
        self.environment = {
            **kept,
            "BHXH_PORT": str(self.port),
            "BHXH_DATA_DIR": str(data_dir),
            "BHXH_DEMO_PASSWORD": PASSWORD,
            "BHXH_DEMO_SMS_KEY": SMS_KEY,
            "BHXH_RATE_LIMITS": "off",
            **environment,
        }
        self._data_dir = data_dir
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> Consoles:
        """Until the log-in page answers. Raises RuntimeError with what a process said that ended before."""
        subprocess.run([sys.executable, "-m", "app", "migrate"], cwd=ROOT, env=self.environment, check=True)
        for name in self._names:
            with (self._data_dir.parent / f"{name}.log").open("ab") as log:
                command = [sys.executable, "-m", "app", "serve", name]
                self._processes.append(
                    subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
                )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and all(process.poll() is None for process in self._processes):
            try:
                if httpx.get(f"{self.url}/nhan-vien/dang-nhap", trust_env=False, timeout=30).status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        said = "".join((self._data_dir.parent / f"{name}.log").read_text("utf-8")[-2000:] for name in self._names)
        raise RuntimeError(f"the consoles did not start: {said}")

    def stop(self) -> None:
        """Orderly."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(timeout=20)
