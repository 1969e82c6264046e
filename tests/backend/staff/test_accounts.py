"""An administrator's page, the command line and the demo's accounts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from app import cli_staff
from backend.config import BackendConfig
from backend.database import Database
from backend.demo import seed
from backend.staff import accounts
from tests.backend.staff.conftest import PASSWORD
from tests.support.staff import Browser

ACCOUNTS = "/nhan-vien/tai-khoan"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Nothing here depends on the database."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def admin(app: Flask) -> Browser:
    visitor = Browser(app)
    visitor.log_in("quan.tri", PASSWORD)
    return visitor


def password_in(page: str) -> str:
    return page.split('console-secret">')[1].split("<", maxsplit=1)[0]


def test_an_account_is_made_reset_closed_and_opened(app: Flask, admin: Browser) -> None:
    made = admin.post(ACCOUNTS, username="an.nguyen", name="Nguyễn An", role="truyen_thong", agency="07915")
    assert made.status_code == 201
    first = password_in(made.text)
    assert Browser(app).log_in("an.nguyen", first).status_code == 303
    second = password_in(admin.post(f"{ACCOUNTS}/an.nguyen", act="reset").text)
    assert Browser(app).log_in("an.nguyen", first).status_code == 401
    assert Browser(app).log_in("an.nguyen", second).status_code == 303
    assert admin.post(f"{ACCOUNTS}/an.nguyen", act="close").status_code == 303
    assert Browser(app).log_in("an.nguyen", second).status_code == 401
    third = password_in(admin.post(f"{ACCOUNTS}/an.nguyen", act="reopen").text)
    assert Browser(app).log_in("an.nguyen", third).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", "An Nguyễn"), ("username", "quan.tri"), ("name", "  "), ("role", "vua"), ("agency", "quận 5")],
)
def test_what_is_wrong_is_said_and_makes_nothing(admin: Browser, database: Database, field: str, value: str) -> None:
    form = {"username": "moi", "name": "Mới", "role": "giam_sat", "agency": "", field: value}
    answer = admin.post(ACCOUNTS, **form)
    assert answer.status_code == 422 and f'href="#{field}"' in answer.text
    with database.reading() as session:
        assert accounts.find(session, "moi") is None


@pytest.mark.parametrize("act", ["reset", "close"])
def test_nobody_shuts_the_door_behind_themselves(admin: Browser, act: str) -> None:
    assert admin.post(f"{ACCOUNTS}/quan.tri", act=act).status_code == 422
    assert admin.get(ACCOUNTS).status_code == 200


def test_unknown_names_and_acts(admin: Browser) -> None:
    assert admin.post(f"{ACCOUNTS}/khong.co", act="reset").status_code == 404
    assert admin.post(f"{ACCOUNTS}/giam.sat", act="promote").status_code == 422


def test_the_demos_staff_log_in_with_the_demos_password(app: Flask, config: BackendConfig) -> None:
    seed(replace(config, demo_password="mat-khau-1"))
    names = ["canbo.quan5", "canbo.hcm", "truong.quan5", "giamsat", "tongdai1", "tongdai2", "truyenthong", "lanhdao", "quantri"]  # fmt: skip
    for name in names:
        visitor = Browser(app)
        assert visitor.log_in(name, "mat-khau-1").location == "/nhan-vien/"
        assert visitor.get("/nhan-vien/").status_code == 200, name
    seed(replace(config, demo_password="mat-khau-2"))
    assert Browser(app).log_in("quantri", "mat-khau-1").status_code == 401
    assert Browser(app).log_in("quantri", "mat-khau-2").status_code == 303


def test_the_command_line(app: Flask, config: BackendConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    class Product:
        def backend(self) -> BackendConfig:
            return config

    monkeypatch.setattr(cli_staff.settings, "load", Product)

    def staff(*arguments: str) -> str:
        result = CliRunner().invoke(cli_staff.staff, arguments)
        assert result.exit_code == 0, result.output
        return result.stdout.strip()

    first = staff("create", "sep", "--name", "Sếp", "--role", "quan_tri")
    assert Browser(app).log_in("sep", first).status_code == 303
    staff("role", "sep", "lanh_dao")
    assert any(line.split()[:2] == ["sep", "lanh_dao"] for line in staff("list").splitlines())
    staff("close", "sep")
    assert Browser(app).log_in("sep", first).status_code == 401
    again = staff("reopen", "sep")
    assert Browser(app).log_in("sep", again).status_code == 303
    assert staff("reset", "sep") != again
    taken = CliRunner().invoke(cli_staff.staff, ["create", "sep", "--name", "S", "--role", "giam_sat"])
    assert taken.exit_code == 1 and "đã có người dùng" in taken.stderr
    assert CliRunner().invoke(cli_staff.staff, ["close", "ai.do"]).exit_code == 1
