"""The fixture ``database_url``: each test that asks for it runs on SQLite and, where it is installed, on PostgreSQL.

Loaded as a plugin by ``tests/conftest.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import postgres


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """One server for the session; skips, saying why, where PostgreSQL is not installed."""
    tools = postgres.binaries()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb)")
    with postgres.cluster(tools) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server: postgres.Cluster = request.getfixturevalue("postgres_cluster")
    url = server.new_database()
    yield url
    server.drop(url)


def of_another_database(item: pytest.Item) -> bool:
    """Whether a test is the other database's copy of one marked ``only_on("postgresql")`` or ``only_on("sqlite")``."""
    marker, call = item.get_closest_marker("only_on"), getattr(item, "callspec", None)
    database = call.params.get("database_url") if call is not None else None
    return marker is not None and database is not None and database not in marker.args
