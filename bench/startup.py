"""From ``make run`` to the first chat answer: a fresh clone with empty caches, a fresh clone, a second start; training.

    python -m bench.startup [--fresh] [--rounds 3]

``--fresh`` clones this repository's HEAD, gives uv and pip an empty cache, and runs ``make run`` there (it downloads about 1 GB).
"""

import argparse
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from app import training
from bench.figures import spread
from tests.support.product import RunningProduct, free_ports


def fresh(empty_caches: bool) -> float:
    """Seconds from ``make run`` in a new clone to the first answer."""
    with tempfile.TemporaryDirectory() as folder:
        clone, port = Path(folder) / "clone", free_ports(5)
        subprocess.run(["git", "clone", "--quiet", str(training.ROOT), str(clone)], check=True)
        environment = {**os.environ, "BHXH_PORT": str(port)}
        if empty_caches:
            environment.update(
                UV_CACHE_DIR=f"{folder}/uv-cache", PIP_CACHE_DIR=f"{folder}/pip-cache", UV_LINK_MODE="copy"
            )
        began = time.monotonic()
        process = subprocess.Popen(["make", "run"], cwd=clone, env=environment, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            _first_answer(f"http://127.0.0.1:{port}")
            return time.monotonic() - began
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait()


def _first_answer(url: str) -> None:
    for _ in range(6000):
        try:
            answer = httpx.post(
                f"{url}/api/v1/chat", json={"conversation_id": None, "text": "VssID là gì?"}, trust_env=False
            )
            if answer.status_code == 200 and answer.json()["replies"][0]["meta"]["faq"]:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("no answer within ten minutes")


def warm(data_dir: Path) -> float:
    """Seconds from ``bhxh run`` on a used data folder to every part being ready."""
    product = RunningProduct(data_dir)
    began = time.monotonic()
    product.start()
    seconds = time.monotonic() - began
    product.stop()
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        warm(data_dir)
        print("second start:          ", spread([warm(data_dir) for _ in range(arguments.rounds)], " s"))
    seconds = [training.train(force=True) or 0.0 for _ in range(arguments.rounds)]
    print("training:              ", spread(seconds, " s"))
    if arguments.fresh:
        print(f"fresh clone, caches used: {fresh(False):.0f} s")
        print(f"fresh clone, empty caches: {fresh(True):.0f} s")


if __name__ == "__main__":
    main()
