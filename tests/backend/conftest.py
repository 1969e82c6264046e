"""A real backend database for every test that asks: migrated, empty, with keys of its own."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy.orm import Session

from backend.config import BackendConfig
from backend.database import Database
from backend.migrations import LOCATION
from kit.crypto import new_keyset
from tests.support.databases import Templates, database_url, postgres_cluster, templates

__all__ = ["database_url", "postgres_cluster", "templates"]


def config_of(folder: Path, url: str) -> BackendConfig:
    return BackendConfig(
        data_dir=folder,
        database_url=url,
        keyset=new_keyset(),
        secret_key="only-for-tests",
        internal_token="internal-token",
        engine_token="engine-token",
        sms_key="sms-key",
    )


@pytest.fixture
def config(tmp_path: Path) -> BackendConfig:
    """On SQLite. A folder whose tests must hold on PostgreSQL too overrides it with `config_of(tmp_path, database_url)`."""
    return config_of(tmp_path, f"sqlite:///{tmp_path / 'backend.sqlite'}")


@pytest.fixture(scope="session")
def migrations() -> str | None:
    return LOCATION


@pytest.fixture(scope="session")
def migrated(templates: Templates) -> Path:
    """An empty database on SQLite with all tables, to be copied."""
    return templates.file(LOCATION)


@pytest.fixture
def database(config: BackendConfig, migrated: Path) -> Iterator[Database]:
    file = config.database_url.removeprefix("sqlite:///")
    if file != config.database_url and not Path(file).exists():
        copyfile(migrated, file)
    database = Database.open(config)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session whose transaction is rolled back."""
    with database.sessions() as session:
        yield session
