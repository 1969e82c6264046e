"""A database with the demo's people on SQLite, copied for each test. What is locked is tested on PostgreSQL too, in `test_at_once`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest

from backend import demo
from backend.config import BackendConfig
from tests.backend.conftest import config_of
from tests.support.staff import Browser

AN = "7912345678"
AN_PHONE = "0912345678"


@pytest.fixture(scope="session")
def populated(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> BackendConfig:
    folder = tmp_path_factory.mktemp("populated")
    copyfile(migrated, folder / "backend.sqlite")
    made = config_of(folder, f"sqlite:///{folder / 'backend.sqlite'}")
    demo.seed(made)
    return made


@pytest.fixture
def config(tmp_path: Path, populated: BackendConfig) -> BackendConfig:
    copyfile(populated.data_dir / "backend.sqlite", tmp_path / "backend.sqlite")
    return replace(populated, data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'backend.sqlite'}")


def call(browser: Browser) -> str:
    """The address of a call that the agent has taken."""
    return str(browser.post("/tong-dai/cuoc-goi").location)
