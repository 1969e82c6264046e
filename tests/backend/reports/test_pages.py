"""The pages and files of reports: whose figures they show, and that nothing in a file runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.credentials import passwords
from backend.database import Database
from backend.demo.staff import seed_staff
from backend.printing import press
from backend.reports import monthly
from backend.web import create_app
from tests.backend.reports.conftest import LETTER, load, school, workbook
from tests.backend.reports.test_monthly import CAMPAIGN, DECEMBER, gateway
from tests.support.staff import Browser

PASSWORD = "con đường đê xanh ngát"
JUNE = "tu=01/06/2021&den=30/06/2021"
Enter = Callable[[str], Browser]


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """What these pages do with the database is tested on both elsewhere."""
    yield f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def enter(config: BackendConfig, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Enter]:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with database.begin() as session:
        seed_staff(session, PASSWORD)
    app: Flask = create_app(config)

    def enter(username: str) -> Browser:
        browser = Browser(app)
        browser.log_in(username, PASSWORD)
        return browser

    yield enter
    app.extensions["bhxh.chat"].close()
    app.extensions["bhxh.staff"].database.close()


def upload(browser: Browser, data: bytes) -> int:
    form = {"csrf_token": browser.token(), "file": (BytesIO(data), "si-so.xlsx")}
    return browser.client.post("/bao-cao/si-so", data=form, content_type="multipart/form-data").status_code


def test_the_letters_figures_stand_on_the_page_and_in_every_file(enter: Enter, database: Database) -> None:
    officer = enter("canbo.quan5")
    assert upload(officer, workbook(*LETTER)) == 303
    page = officer.get(f"/bao-cao?{JUNE}").text
    assert "1.978/2.447 = 80,83\u00a0%" in page and "13.775/40.230 = 34,24\u00a0%" in page
    for label in ("Tổng số", "Tỷ lệ", "Tính đến ngày", "Hạn"):  # a heading stands above its figures
        assert f'govuk-table__header--numeric">{label}</th>' in page, label
    book = load_workbook(BytesIO(officer.get(f"/bao-cao/bao-cao.xlsx?{JUNE}").data))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert rows[1][1:3] == [1978, 2447] and round(rows[1][3], 4) == 0.8083
    csv = officer.get(f"/bao-cao/1.csv?{JUNE}")
    assert csv.data.startswith(b"\xef\xbb\xbf") and "13775,40230,34.24,2021-06-15" in csv.text
    if not press.unavailable():
        assert officer.get(f"/bao-cao/bao-cao.pdf?{JUNE}").data.startswith(b"%PDF-")
    with database.reading() as session:
        actions = set(session.scalars(select(AuditEntry.action)))
    assert {"report.read", "report.xlsx", "report.csv", "report.headcounts"} <= actions


def test_an_officer_sees_and_imports_their_own_alone(enter: Enter, database: Database) -> None:
    officer = enter("canbo.quan5")
    other = ("TZ0101", "Trường ở Hà Nội", "truong", "00101", "can_bo", 100, "15/06/2021", "", 50)
    assert upload(officer, workbook(other)) == 422
    load(database, other)
    assert "Trường ở Hà Nội" not in officer.get(f"/bao-cao?{JUNE}").text
    assert "Trường ở Hà Nội" in enter("lanhdao").get(f"/bao-cao?{JUNE}").text


@pytest.mark.parametrize(("name", "status"), [("truong.quan5", 403), ("tongdai1", 403), ("giamsat", 200)])
def test_who_may_read(enter: Enter, name: str, status: int) -> None:
    assert enter(name).get("/bao-cao").status_code == status


def test_monthly_reports_are_the_leaderships(enter: Enter, database: Database) -> None:
    load(database, school("A", "can_bo", 100, 90))
    monthly.make_due(database, gateway([CAMPAIGN]), lambda: DECEMBER)
    head = enter("lanhdao")
    assert "Báo cáo tháng 11/2026" in head.get("/bao-cao").text
    shown = head.get("/bao-cao/thang/2026-11").text
    assert "Thông báo mã số" in shown and "Báo cáo tháng 11/2026" in shown
    assert head.get("/bao-cao/thang/2026-11.xlsx").data.startswith(b"PK")
    assert head.get("/bao-cao/thang/2020-01").status_code == 404
    assert enter("canbo.quan5").get("/bao-cao/thang/2026-11").status_code == 403


def test_no_text_is_taken_for_a_formula(enter: Enter, database: Database) -> None:
    row = list(school("A", "can_bo", 100, 90, date(2021, 6, 15)))
    row[1] = "=1+1"
    load(database, tuple(row))
    officer = enter("canbo.quan5")
    assert "'=" in officer.get(f"/bao-cao/2.csv?{JUNE}").text
    book = load_workbook(BytesIO(officer.get(f"/bao-cao/bao-cao.xlsx?{JUNE}").data))
    assert book.worksheets[1]["A2"].data_type == "s"


@pytest.mark.parametrize("span", ["tu=x&den=y", "tu=02/06/2021&den=01/06/2021", "tu=01/01/2019&den=01/01/2021", "tu="])
def test_days_that_do_not_fit_are_told(enter: Enter, span: str) -> None:
    assert enter("giamsat").get(f"/bao-cao?{span}").status_code == 422
