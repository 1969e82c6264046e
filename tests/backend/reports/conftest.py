"""Reports on SQLite and PostgreSQL, and headcounts as files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from backend.config import BackendConfig
from backend.database import Database
from backend.registration.scope import Scope
from backend.reports import headcounts
from backend.reports.headcounts import COLUMNS, Imported
from tests.backend.conftest import config_of

NOW = datetime(2021, 6, 17, 3, 0, tzinfo=UTC)
LETTER = (
    # Công văn 222/CV-BHXH ngày 17/6/2021: BHXH Quận 5, as of 15/6/2021, 100 % by 30/6/2021
    ("PGDQ5", "Các trường học Quận 5", "truong", "07915", "can_bo", 2447, "15/06/2021", "30/06/2021", 1978),
    ("PGDQ5", "Các trường học Quận 5", "truong", "07915", "hoc_sinh", 40230, "15/06/2021", "30/06/2021", 13775),
)


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


def workbook(*rows: tuple[Any, ...], heading: tuple[str, ...] = COLUMNS) -> bytes:
    book = Workbook()
    for row in (heading, *rows):
        book.active.append(row)
    for cell in (cell for row in book.active.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.data_type = "s"  # as a person types it who wants no formula
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def load(database: Database, *rows: tuple[Any, ...], agency: str | None = None) -> Imported:
    with database.begin() as session:
        return headcounts.load(session, workbook(*rows), Scope(agency), "staff:test", NOW)


def school(code: str, group: str, total: int, installed: int | None, day: date = date(2026, 11, 1)) -> tuple[Any, ...]:
    return (code, f"Trường {code}", "truong", "07915", group, total, day, date(2026, 12, 31), installed)
