"""The backend's real application with accounts of every kind, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from backend.config import BackendConfig
from backend.database import Database
from backend.staff import accounts
from backend.staff.roles import Role
from backend.web import create_app
from tests.backend.conftest import config_of
from tests.support.passwords import make_cheap
from tests.support.staff import Browser, Clock

PASSWORD = "con đường đê xanh ngát"


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_cheap(monkeypatch)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(config: BackendConfig, database: Database, clock: Clock) -> Iterator[Flask]:
    """With one account of each role that logs in with `PASSWORD` alone, called like the role."""
    with database.begin() as session:
        for role in Role:
            name = role.value.replace("_", ".")
            accounts.create(
                session, username=name, name=name, role=role, agency=None, actor="test", password=PASSWORD, demo=True
            )
    made = create_app(config)
    gate = made.extensions["bhxh.staff"]
    gate.login.clock = clock
    yield made
    made.extensions["bhxh.chat"].close()
    gate.database.close()


@pytest.fixture
def visitor(app: Flask) -> Browser:
    return Browser(app)
