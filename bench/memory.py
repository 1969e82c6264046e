"""Resident memory of the whole product, idle, by process.

    python -m bench.memory

Sums PSS (shared pages counted once), which is what the machine really spends; RSS is shown beside it.
"""

import tempfile
import time
from pathlib import Path

import psutil

from app.processes import NAMES
from tests.support.product import RunningProduct

SETTLE_SECONDS = 30


def _mib(pids: list[int]) -> tuple[float, float]:
    infos = [psutil.Process(pid).memory_full_info() for pid in pids]
    return sum(info.rss for info in infos) / 2**20, sum(info.pss for info in infos) / 2**20


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        product = RunningProduct(Path(folder) / "data").start()
        try:
            product.chat().say("xin chào")
            time.sleep(SETTLE_SECONDS)
            total_rss = total_pss = 0.0
            for name in (*NAMES, "watch"):
                rss, pss = _mib(product.pids(name))
                total_rss, total_pss = total_rss + rss, total_pss + pss
                print(f"{name:10} rss {rss:7.0f} MiB   pss {pss:7.0f} MiB")
            rss, pss = _mib([product.supervisor_pid])
            print(f"{'supervisor':10} rss {rss:7.0f} MiB   pss {pss:7.0f} MiB")
            print(f"{'whole':10} rss {total_rss + rss:7.0f} MiB   pss {total_pss + pss:7.0f} MiB")
        finally:
            product.stop()


if __name__ == "__main__":
    main()
