"""A private PostgreSQL cluster for one test session, where PostgreSQL is installed."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Interface
from pathlib import Path

import psycopg

from tests.support.product import free_ports

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
    """A running server on a free loopback port; unless ``durable`` it never waits for the disk, because its data die with the session.
    ``network``: an address of this machine that other hosts reach it by, with theirs (10.0.0.1/24).

    A folder that has a server's files already is started again.
    """

    def __init__(self, folder: Path, tools: Path, durable: bool = False, network: IPv4Interface | None = None) -> None:
        self._folder, self._tools, self._user = folder, tools, _unprivileged()
        self._port = free_ports(1)
        if self._user:
            folder.chmod(0o755)
            shutil.chown(folder, self._user)
        if not (folder / "data").exists():
            self._run("initdb", "-D", folder / "data", "-U", "test", "--auth=trust", "--encoding=UTF8", "--no-sync")
        addresses = "127.0.0.1"
        if network is not None:
            addresses += f",{network.ip}"
            with (folder / "data/pg_hba.conf").open("a", encoding="ascii") as rules:
                rules.write(f"host all all {network.network} trust\n")
        options = f"-p {self._port} -k {folder} -c listen_addresses={addresses} -c max_connections=60"
        options += "" if durable else " -c fsync=off"
        self._run("pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")

    def _run(self, tool: str, *args: object) -> None:
        command = [str(self._tools / tool), *map(str, args)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self._user, cwd="/")

    def database(self, name: str) -> str:
        """The address of the database of this name, made when there is none."""
        with psycopg.connect(f"host=127.0.0.1 port={self._port} user=test dbname=postgres", autocommit=True) as admin:
            if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
                admin.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql://test@127.0.0.1:{self._port}/{name}"

    def new_database(self, folder: Path | None = None, template: str | None = None) -> str:
        """The address of an empty database, or a copy of the one at ``template``. Its tables lie in ``folder`` where one is given."""
        name = f"test_{next(_numbers)}"
        with psycopg.connect(f"host=127.0.0.1 port={self._port} user=test dbname=postgres", autocommit=True) as admin:
            where = "" if template is None else f' TEMPLATE "{template.rsplit("/", 1)[1]}"'
            if folder is not None:
                if self._user:
                    shutil.chown(folder, self._user)
                admin.execute(f"CREATE TABLESPACE \"{name}\" LOCATION '{folder}'")
                where += f' TABLESPACE "{name}"'
            admin.execute(f'CREATE DATABASE "{name}"{where}')
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

    def stop(self, mode: str = "immediate") -> None:
        """Ends the server at once, or ("fast") when everything is put in order."""
        self._run("pg_ctl", "-D", self._folder / "data", "-m", mode, "stop")


@contextmanager
def cluster(tools: Path, durable: bool = False, network: IPv4Interface | None = None) -> Iterator[Cluster]:
    """A server that lives as long as the block; its folder is removed with it."""
    # In the system's own temporary folder: pytest's is closed to the user the server runs as, and Unix socket paths are short.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        running = Cluster(Path(name), tools, durable, network)
        try:
            yield running
        finally:
            running.stop()


@contextmanager
def kept_cluster(tools: Path, folder: Path) -> Iterator[Cluster]:
    """A server as long as the block, whose files stay in a folder that everybody can enter: started again with what they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    running = Cluster(folder, tools, durable=True)
    try:
        yield running
    finally:
        running.stop("fast")
