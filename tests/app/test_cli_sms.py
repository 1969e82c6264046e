"""``bhxh sms`` against a running gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from app import settings
from app.cli import main
from bhxh.dates import utcnow
from sms_gateway.health import book
from sms_gateway.health.figures import Figures
from sms_gateway.schema import message
from tests.sms_gateway.gateway import LIVE, Gateway, config, serving

Run = Callable[..., Result]


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as running:
        yield running


@pytest.fixture
def run(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Run:
    product = SimpleNamespace(
        local_url=gateway.url.removesuffix("/sms/v1"),
        demo_sms_key=LIVE,
        gateway=lambda: gateway.config,
        secret_key=gateway.config.secret_key,
        keyset=gateway.config.keyset,
        sms_database_url=gateway.config.database_url,
    )
    monkeypatch.setattr(settings, "load", lambda: product)
    return lambda *args: CliRunner().invoke(main, ["sms", *(str(arg) for arg in args)])


def test_a_campaign_from_a_file_to_its_report(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ds.csv"
    file.write_text("so_dien_thoai,ho_ten,ma_so_bhxh\n0912345678,Nguyễn An,7912345678\n123,Lê Bình,7912345679\n")
    made = run("campaign", "create", "--template", "thong_bao_ma_so", "--file", file, "--start")
    assert made.exit_code == 0, made.output
    assert "dòng 3, cột so_dien_thoai" in made.stderr and "1/2 dòng gửi được" in made.stderr
    campaign_id = made.stdout.strip()
    assert run("campaign", "pause", campaign_id).stdout == f"{campaign_id}: paused\n"
    assert "paused" in run("campaign", "watch", campaign_id).stdout
    people, errors = tmp_path / "people.csv", tmp_path / "errors.csv"
    report = run("campaign", "report", campaign_id, "--recipients", people, "--errors", errors)
    assert report.exit_code == 0 and "gửi được 1" in report.stdout
    assert "0912345678,Nguyễn An" in people.read_text() and "phone.length" in errors.read_text()
    assert "cancelled" in run("campaign", "cancel", campaign_id).stdout
    refused = run("campaign", "resume", campaign_id)
    assert refused.exit_code == 1 and "trạng thái" in refused.stderr


def test_the_same_file_starts_again_only_when_that_is_meant(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ds.csv"
    file.write_text("so_dien_thoai,ho_ten,ma_so_bhxh\n0912345678,Nguyễn An,7912345678\n")
    create = ("campaign", "create", "--template", "thong_bao_ma_so", "--file", file, "--start")
    first = run(*create).stdout.strip()
    again = run(*create)
    assert again.exit_code == 1 and f"ở chiến dịch {first}." in again.stderr and "--again" in again.stderr
    assert "ready" in run("campaign", "watch", again.stdout.strip()).stdout
    assert run(*create, "--again").exit_code == 0
    listed = run("campaign", "list").stdout.splitlines()
    assert [line.split()[:2] for line in listed] == [["3", "running"], ["2", "ready"], ["1", "running"]]


def test_a_campaign_is_planned_and_approved(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ds.csv"
    file.write_text("so_dien_thoai,ho_ten,ma_so_bhxh\n0912345678,Nguyễn An,7912345678\n")
    campaign_id = run("campaign", "create", "--template", "thong_bao_ma_so", "--file", file).stdout.strip()
    said = run("campaign", "dry-run", campaign_id).stdout
    assert "Nguyễn An" in said and "nguyên văn: 2 phần" in said and "không dấu: 1 phần" in said
    assert run("campaign", "schedule", campaign_id, "--at", "hôm qua").exit_code == 1
    at = (utcnow() + timedelta(days=1)).isoformat()
    assert "start 20" in run("campaign", "schedule", campaign_id, "--at", at).stdout
    assert "start -" in run("campaign", "schedule", campaign_id).stdout

    missing = run("campaign", "approve", campaign_id)
    assert missing.exit_code == 1 and "BHXH_APPROVAL_KEY" in missing.stderr
    monkeypatch.setenv("BHXH_APPROVAL_KEY", run("key", "create", "lanhdao", "--scope", "approvals").stdout.strip())
    assert run("campaign", "approve").exit_code == 0
    assert "approved by lanhdao" in run("campaign", "approve", campaign_id).stdout


def test_a_message_and_a_key(run: Run, gateway: Gateway) -> None:
    sent = run("message", "send", "--to", "0912345678", "--body", "Xin chào", "--khong-dau", "--reference", "a")
    assert sent.exit_code == 0 and "gsm7, 1 phần tin" in sent.stderr
    assert run("message", "send", "--to", "1", "--body", "x").exit_code == 1
    assert gateway.count(message) == 1
    made = run("key", "create", "so-y-te", "--test", "--scope", "otp")
    secret = made.stdout.strip()
    assert gateway.as_key(secret).post("/otp", json={"to": "0912345678", "purpose": "kcb"}).status_code == 202
    assert run("key", "revoke", "so-y-te").exit_code == 0
    assert gateway.as_key(secret).get("/templates").status_code == 401
    assert run("key", "revoke", "so-y-te").exit_code == 1
    assert run("key", "create", "x", "--scope", "all").exit_code == 2


def elsewhere(gateway: Gateway, url: str) -> SimpleNamespace:
    """The product of this gateway's database, whose port is another's."""
    config = gateway.config
    return SimpleNamespace(
        local_url=url,
        demo_sms_key=LIVE,
        secret_key=config.secret_key,
        keyset=config.keyset,
        sms_database_url=config.database_url,
    )


def test_a_gateway_that_does_not_run_is_said(run: Run, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    product = elsewhere(gateway, "http://127.0.0.1:9")
    monkeypatch.setattr(settings, "load", lambda: product)
    refused = run("campaign", "watch", "1")
    assert refused.exit_code == 1 and "make run" in refused.stderr


def test_an_id_that_is_no_number_goes_nowhere(run: Run) -> None:
    assert run("campaign", "watch", "../templates").exit_code == 2
    assert run("campaign", "start", "0").exit_code == 2


def test_something_else_on_the_port_is_said(run: Run, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as stranger:
        Thread(target=stranger.serve_forever, daemon=True).start()
        product = elsewhere(gateway, f"http://127.0.0.1:{stranger.server_port}")
        monkeypatch.setattr(settings, "load", lambda: product)
        refused = run("campaign", "watch", "1")
        stranger.shutdown()
    assert refused.exit_code == 1 and "không phải cổng SMS" in refused.stderr


def test_a_refusal_is_said_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ds.csv"
    file.write_text("so_dien_thoai\n0912345678\n")
    refused = run("campaign", "create", "--template", "khong-co", "--file", file)
    assert refused.exit_code == 1 and refused.stderr.count("Không có mẫu tin này") == 1


def test_how_providers_stand_and_putting_one_off(run: Run, gateway: Gateway) -> None:
    with gateway.engine.begin() as connection:
        book.write(connection, {("sandbox", ""): Figures(answers=40, errors=30, seconds=80)}, utcnow())
    shown = run("providers").stdout
    assert "sandbox  (sandbox, weight 1)" in shown
    assert "out (errors)" in shown and "lỗi 75 %" in shown and "trả lời 2.00 s" in shown
    assert "tạm ngừng bởi demo" in run("provider", "hold", "sandbox", "--reason", "bảo trì").stdout
    assert "bảo trì" in run("providers").stdout
    assert run("provider", "release", "sandbox").exit_code == 0
    assert "tạm ngừng" not in run("providers").stdout
    assert run("provider", "hold", "khong-co").exit_code == 1


def test_what_every_key_sent_is_seen_as_in_the_console(run: Run, gateway: Gateway, tmp_path: Path) -> None:
    file = tmp_path / "ds.csv"
    file.write_text("so_dien_thoai,ho_ten,ma_so_bhxh\n0912345678,Nguyễn An,7912345678\n")
    secret = run("key", "create", "so-y-te").stdout.strip()
    form = {"template": "thong_bao_ma_so", "name": "Của Sở"}
    theirs = gateway.as_key(secret).post("/campaigns", data=form, files={"file": ("a.csv", file.read_bytes())}).json()
    assert "Của Sở" in run("campaign", "list").stdout
    tested = run(
        "campaign", "test", theirs["id"], "--to", "0987654321", "--field", "ho_ten=Mẫu", "--field", "ma_so_bhxh=1"
    )
    assert tested.exit_code == 0 and "Ông (Bà) Mẫu" in gateway.contents()[-1]
    assert run("campaign", "test", theirs["id"], "--to", "0987654321").exit_code == 1
    assert "vinaphone" in run("campaign", "figures", theirs["id"]).stdout
    found = run("message", "find", "--to", "0912 345 678").stdout
    assert "Của Sở" in found and "created" in found and "0912345678" not in found
    gateway.http.post("/messages", json={"to": "0912345678", "body": "x", "lane": "bulk", "reference": "r-1"})
    assert "demo" in run("message", "find", "--reference", "r-1").stdout
    assert run("message", "find").exit_code == 2
    listed = run("key", "list").stdout
    assert "so-y-te" in listed and secret not in listed


def test_templates(run: Run) -> None:
    assert "thong_bao_ma_so  v1  bulk" in run("template", "list").stdout
    for body in ("Lần một", "Lần hai {ho_ten}"):
        assert run("template", "create", "nhac", "--body", body, "--khong-dau").exit_code == 0
    versions = run("template", "show", "nhac").stdout
    assert versions.index("v2") < versions.index("v1") and "không dấu" in versions
    assert run("template", "create", "nhac", "--body", "Sai {").exit_code == 1
    said = run("template", "preview", "--body", "Kính mời Ông/Bà đến BHXH Quận 5. " * 3).stdout
    assert "ucs2, 2 phần tin" in said and "không dấu chỉ còn 1 phần" in said
