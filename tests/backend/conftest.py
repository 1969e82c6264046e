"""A real backend database for every test that asks: migrated, empty, with keys of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from backend.config import BackendConfig
from backend.database import Database
from kit.crypto import new_keyset


@pytest.fixture
def config(tmp_path: Path) -> BackendConfig:
    return BackendConfig(
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'backend.sqlite'}",
        keyset=new_keyset(),
        secret_key="only-for-tests",
        internal_token="internal-token",
        engine_token="engine-token",
        sms_key="sms-key",
    )


@pytest.fixture
def database(config: BackendConfig) -> Iterator[Database]:
    database = Database.open(config)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session whose transaction is rolled back."""
    with database.sessions() as session:
        yield session
