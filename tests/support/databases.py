"""The fixture ``database_url``: each test that asks for it runs on SQLite and, where it is installed, on PostgreSQL.

Loaded as a plugin by ``tests/conftest.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from kit.database import upgrade
from tests.support import postgres


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """One server for the session; skips, saying why, where PostgreSQL is not installed."""
    tools = postgres.binaries()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb)")
    with postgres.cluster(tools) as running:
        yield running


@pytest.fixture(scope="session")
def migrations() -> str | None:
    """The migrations that a test's database has been through, which a folder of tests says; None: it is empty."""
    return None


class Templates:
    """Databases that have been through migrations once, to be copied: a copy takes a hundredth of the time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Path] = {}
        self._addresses: dict[tuple[postgres.Cluster, str], str] = {}

    def file(self, location: str) -> Path:
        """Of SQLite."""
        if location not in self._files:
            file = self._folder / f"{len(self._files)}.sqlite"
            upgrade(f"sqlite:///{file}", location)
            self._files[location] = file
        return self._files[location]

    def address(self, server: postgres.Cluster, location: str) -> str:
        """Of PostgreSQL, on this server."""
        if (server, location) not in self._addresses:
            url = server.new_database()
            upgrade(url, location)
            self._addresses[server, location] = url
        return self._addresses[server, location]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, templates: Templates, migrations: str | None
) -> Iterator[str]:
    """The address of a database of either kind, empty but for its `migrations`."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        if migrations is not None:
            copyfile(templates.file(migrations), file)
        yield f"sqlite:///{file}"
        return
    server: postgres.Cluster = request.getfixturevalue("postgres_cluster")
    url = server.new_database(template=None if migrations is None else templates.address(server, migrations))
    yield url
    server.drop(url)
