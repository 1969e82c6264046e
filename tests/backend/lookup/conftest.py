from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from backend.config import BackendConfig
from backend.database import Database
from backend.participants.writing import PersonData, save_person
from backend.web import create_app
from tests.backend.conftest import config_of

AN = PersonData("7912345678", "Nguyễn Văn An", date(1985, 3, 12), "nam", "79", "079085001234", "84912345678")
TUAN = PersonData("5223678901", "Phạm Văn Tuấn", date(1962, 1, 30), "nam", "52")


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


@pytest.fixture
def people(database: Database) -> Database:
    with database.begin() as session:
        save_person(session, AN)
        save_person(session, TUAN)
    return database


@pytest.fixture
def app(config: BackendConfig, people: Database) -> Iterator[Flask]:
    made = create_app(config)
    yield made
    made.extensions["bhxh.chat"].close()
