"""``bhxh sms callback`` on a gateway's database."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from app import cli_sms_callbacks
from app.settings import Settings
from tests.sms_gateway.gateway import Gateway, config, serving


@pytest.fixture(autouse=True)
def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    settings = config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path, callback_networks=(ip_network("127.0.0.0/8"),))
    with serving(settings) as running:
        product = SimpleNamespace(gateway=lambda: running.config)
        monkeypatch.setattr(cli_sms_callbacks.settings, "load", lambda: product)
        yield running


def run(*args: str) -> Result:
    return CliRunner().invoke(cli_sms_callbacks.callback, list(args))


def test_an_address_is_set_listed_and_removed(gateway: Gateway) -> None:
    made = run("set", "demo", "http://127.0.0.1:8099/sms", "--sent", "--inbound", "all")
    assert made.exit_code == 0 and "bhxh_cb_" in made.stdout
    assert gateway.http.get("/callback").json()["inbound"] == "all"
    listed = run("list").stdout
    assert "demo  http://127.0.0.1:8099/sms  (sent=có, inbound=all)" in listed and "đang chờ 0, đã bỏ 0" in listed
    assert run("remove", "demo").exit_code == 0
    assert run("list").stdout == "" and run("remove", "demo").exit_code == 1


def test_wrong_ones() -> None:
    assert "https://" in run("set", "demo", "ftp://vi-du.vn/").stderr
    assert "Không có khóa nào tên ai-do" in run("set", "ai-do", "https://vi-du.vn/").stderr


def test_networks_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="10\\.0\\.0\\.0/99"):
        Settings(sms_callback_networks="10.0.0.0/99")
