"""Signs of life of the processes that listen on no port: a file each, touched as their loop comes round."""

import threading
import time
from pathlib import Path

INTERVAL_SECONDS = 5.0


def _path(data_dir: Path, name: str) -> Path:
    return data_dir / "run" / f"{name}.alive"


def age_of(data_dir: Path, name: str) -> float | None:
    """Seconds since the process last showed life, or None when it never did."""
    try:
        return max(0.0, time.time() - _path(data_dir, name).stat().st_mtime)
    except FileNotFoundError:
        return None


def show(data_dir: Path, name: str) -> threading.Event:
    """Show life every few seconds from now on, until the returned event is set."""
    path, stop = _path(data_dir, name), threading.Event()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)

    def beat() -> None:
        while True:
            path.touch()
            if stop.wait(INTERVAL_SECONDS):
                return

    threading.Thread(target=beat, name="liveness", daemon=True).start()
    return stop
