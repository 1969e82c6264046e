"""``bhxh run``: everything between a fresh checkout and the product answering."""

import fcntl
import os
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

from app import databases, training
from app.processes import write_configuration
from app.settings import Product
from bhxh.messages import text

LOCK = "run.lock"


class CannotStart(Exception):
    """``str()`` tells the person at the terminal what to do."""


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def _check_ports(product: Product) -> None:
    listeners = {product.base_port: product.settings.host}
    listeners.update(dict.fromkeys((product.internal_port, product.rasa_port, product.actions_port), "127.0.0.1"))
    for port, host in listeners.items():
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                raise CannotStart(text("run.port_busy", port=port)) from None


def _occupy(product: Product) -> None:
    """Holds the data folder for as long as the product runs: two senders on one embedded database would send twice.

    The lock lives in an open file that supervisord inherits and its children do not, so it ends with supervisord itself.
    """
    product.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(product.data_dir / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CannotStart(text("run.folder_busy", folder=product.data_dir)) from None
    os.set_inheritable(lock, True)


def _train() -> None:
    if training.up_to_date():
        return
    _say(text("run.training"))
    seconds = training.train()
    if seconds is not None:
        _say(text("run.trained", seconds=seconds))


def _say_what_is_off(product: Product) -> None:
    from backend.printing import press

    if not product.demo and not product.public_url.startswith("https:"):
        _say(text("run.no_https", url=product.public_url))
    reason = press.unavailable()
    if reason:
        _say(text("run.no_pdf", reason=reason))


def run(product: Product) -> None:
    """Train and migrate as needed, then become supervisord. Raises CannotStart, training.TrainingFailed."""
    _check_ports(product)
    _occupy(product)
    with ThreadPoolExecutor(2) as pool:
        for task in [pool.submit(_train), pool.submit(databases.prepare, product)]:
            task.result()
    _say_what_is_off(product)
    _say(text("run.starting"))
    configuration = write_configuration(product)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as for Rasa: a restarted process must be back quickly
    arguments = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(configuration)]
    os.execv(sys.executable, arguments)  # noqa: S606 - our own interpreter, no shell
