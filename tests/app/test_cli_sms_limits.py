"""``bhxh sms limits`` on a gateway's database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from app import cli_sms_limits
from tests.sms_gateway.gateway import Gateway, config, serving


@pytest.fixture(autouse=True)
def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as running:
        product = SimpleNamespace(gateway=lambda: running.config)
        monkeypatch.setattr(cli_sms_limits.settings, "load", lambda: product)
        yield running


def run(*args: str) -> Result:
    return CliRunner().invoke(cli_sms_limits.limits, list(args))


def test_a_key_is_given_less_and_more(gateway: Gateway) -> None:
    shown = run("demo").stdout.splitlines()
    assert "number_hour         40  (mặc định)" in shown and "abroad              chỉ trong nước" in shown
    changed = run("demo", "--set", "number_hour=0", "--set", "key_day=none", "--abroad").stdout.splitlines()
    assert "number_hour         0" in changed and "key_day             không giới hạn" in changed
    assert gateway.http.post("/messages", json={"to": "0912345678", "body": "x"}).status_code == 429
    assert "(mặc định)" in run("demo", "--set", "number_hour=default", "--domestic").stdout.splitlines()[0]
    assert gateway.http.post("/messages", json={"to": "0912345678", "body": "x"}).status_code == 202


@pytest.mark.parametrize("change", ["all=3", "number_hour", "number_hour=-1", "number_hour=x"])
def test_what_is_no_cap(change: str) -> None:
    assert run("demo", "--set", change).exit_code == 2


def test_an_unknown_key() -> None:
    assert "Không có khóa nào tên ai-do" in run("ai-do").stderr
