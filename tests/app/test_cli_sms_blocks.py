"""``bhxh sms blocks`` against a running gateway."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from app import cli_sms_blocks
from tests.sms_gateway.gateway import LIVE, config, serving


@pytest.fixture(autouse=True)
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as gateway:
        product = SimpleNamespace(local_url=gateway.url.removesuffix("/sms/v1"), demo_sms_key=LIVE)
        monkeypatch.setattr(cli_sms_blocks.settings, "load", lambda: product)
        yield


def run(*args: object) -> Result:
    return CliRunner().invoke(cli_sms_blocks.blocks, [str(arg) for arg in args])


def test_numbers_are_blocked_listed_and_freed(tmp_path: Path) -> None:
    assert "chặn thêm 2 số" in run("add", "0912345678", "0987654321", "--scope", "all_but_otp").output
    file = tmp_path / "chan.txt"
    file.write_text("\ufeff0912345678\n\n0903 000 001\n12\n")
    imported = run("import", file, "--reason", "danh sách tháng 11")
    assert "dòng 4: " in imported.stderr
    assert "chặn thêm 1 số, 1 số đã chặn từ trước, 1 số không đúng\n" in imported.stdout
    listed = run("list").stdout.splitlines()
    assert len(listed) == 3 and all("*******" in line and "staff" in line for line in listed)
    assert run("list", "--source", "provider").stdout == ""
    assert "bulk" in run("find", "0912345678").stdout
    assert "bỏ 1 lệnh chặn\n" in run("remove", "0912345678").stdout
    assert "không bị chặn" in run("find", "0912345678").stderr
    assert run("remove", "xyz").exit_code == 1
