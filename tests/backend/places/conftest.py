from pathlib import Path

import pytest

from backend.config import BackendConfig
from tests.backend.conftest import config_of


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)
