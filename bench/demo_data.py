"""How fast made-up participants are made, written as CSV, and loaded into SQLite, and that memory stays flat.

    .venv/bin/python -m bench.demo_data [--participants 200000] [--load 50000]

Each figure is one run in a process of its own, start-up of the generator included.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from backend import demo
from backend.config import BackendConfig
from backend.database import Database
from backend.demo.generator import stream
from kit.crypto import new_keyset


def only_make(n: int, folder: Path) -> int:
    return sum(len(person.visits) for person in stream(n))


def people_csv(n: int, folder: Path) -> int:
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as people:
        return demo.write_csv(people, n)


def people_and_visits_csv(n: int, folder: Path) -> int:
    with (
        (folder / "people.csv").open("w", encoding="utf-8", newline="") as people,
        (folder / "visits.csv").open("w", encoding="utf-8", newline="") as visits,
    ):
        return demo.write_csv(people, n, visits=visits)


def load_sqlite(n: int, folder: Path) -> int:
    config = BackendConfig(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'backend.sqlite'}",
        keyset=new_keyset(),
        secret_key="bench",
        internal_token="",
        engine_token="",
        sms_key="",
    )
    database = Database.open(config)
    database.upgrade()
    database.close()
    return demo.load(config, n)


def measure(work: Callable[[int, Path], int], n: int) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        work(n, Path(folder))
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{work.__name__:24} {n:>9,} people {seconds:7.2f} s ({cpu:.2f} s CPU) {n / seconds:>9,.0f} people/s "
        f"{memory:6.0f} MB peak {size:7.1f} MB written",
        flush=True,
    )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--participants", type=int, default=200_000)
    parser.add_argument("--load", type=int, default=50_000)
    options = parser.parse_args(arguments)
    runs: list[tuple[Callable[[int, Path], int], int]] = [
        (only_make, options.participants // 10),
        (only_make, options.participants),
        (people_csv, options.participants),
        (people_and_visits_csv, options.participants),
        (load_sqlite, options.load),
    ]
    spawn = multiprocessing.get_context("spawn")
    for work, n in runs:
        process = spawn.Process(target=measure, args=(work, n))
        process.start()
        process.join()


if __name__ == "__main__":
    main(sys.argv[1:])
