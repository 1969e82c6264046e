"""A private PostgreSQL cluster for one test session, where PostgreSQL is installed."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_INSTALLED = Path("/usr/lib/postgresql")
_numbers = itertools.count()


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl of the newest installed version, or None."""
    found = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])) if _INSTALLED.is_dir() else []
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _unprivileged() -> str | None:
    """The user to run as. PostgreSQL refuses to run as root; then the package's own user does."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None


class Cluster:
    """A running server on a free loopback port; unless ``durable`` it never waits for the disk, because its data die with the session."""

    def __init__(self, folder: Path, tools: Path, durable: bool = False) -> None:
        self._folder, self._tools, self._user = folder, tools, _unprivileged()
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            self._port = sock.getsockname()[1]
        if self._user:
            folder.chmod(0o755)
            shutil.chown(folder, self._user)
        self._run("initdb", "-D", folder / "data", "-U", "test", "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = f"-p {self._port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=60"
        options += "" if durable else " -c fsync=off"
        self._run("pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")

    def _run(self, tool: str, *args: object) -> None:
        command = [str(self._tools / tool), *map(str, args)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self._user, cwd="/")

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"test_{next(_numbers)}"
        with psycopg.connect(f"host=127.0.0.1 port={self._port} user=test dbname=postgres", autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql://test@127.0.0.1:{self._port}/{name}"

    def drop(self, url: str) -> None:
        """Removes a database, whoever is still connected."""
        name = url.rsplit("/", 1)[1]
        with psycopg.connect(f"host=127.0.0.1 port={self._port} user=test dbname=postgres", autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def restart(self, mode: str) -> None:
        """Ends the server ("fast": connections are cut and everything is put in order; "immediate": as if its power failed) and
        starts it again; it answers when this returns."""
        self._run("pg_ctl", "-D", self._folder / "data", "-l", self._folder / "log", "-m", mode, "-w", "restart")

    def stop(self) -> None:
        """Ends the server at once."""
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")


@contextmanager
def cluster(tools: Path, durable: bool = False) -> Iterator[Cluster]:
    """A server that lives as long as the block; its folder is removed with it."""
    # In the system's own temporary folder: pytest's is closed to the user the server runs as, and Unix socket paths are short.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        running = Cluster(Path(name), tools, durable)
        try:
            yield running
        finally:
            running.stop()
