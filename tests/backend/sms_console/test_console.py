"""The console against a real gateway: what is audited, what is said when the gateway refuses or is away, what charts show."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database, blind_index
from backend.demo.staff import seed_staff
from backend.sms_console import charts, shown
from backend.sms_console.samples import fields_of, sample
from backend.web import create_app
from bhxh.dates import utcnow
from bhxh.messages import catalogue
from kit.crypto import Keyring
from sms_gateway.callbacks import addresses
from sms_gateway.callbacks.addresses import Inbound
from sms_gateway.keys import Scope, ensure_key
from sms_gateway.schema import callback, callback_event
from tests.backend.staff.conftest import _cheap_hashes  # noqa: F401 - a fixture
from tests.sms_gateway.gateway import KEYSET, Gateway, serving
from tests.sms_gateway.gateway import config as gateway_config
from tests.support.staff import Browser

PASSWORD = "mat-khau-thu"
KEY = "the-consoles-key-only-for-tests"
FILE = "so_dien_thoai,ho_ten,ma_so_bhxh\n0912345678,Nguyễn An,7912345678\n"


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with serving(gateway_config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path, campaign_approval_above=1)) as running:
        with running.engine.begin() as connection:
            keyring = Keyring.from_settings(KEYSET, "only-for-tests")
            ensure_key(connection, keyring, "console", KEY, frozenset(Scope) - {Scope.OTP})
        yield running


@pytest.fixture
def app(config: BackendConfig, database: Database, gateway: Gateway) -> Iterator[Flask]:
    with database.begin() as session:
        seed_staff(session, PASSWORD)
    url = gateway.url.removesuffix("/sms/v1")
    made = create_app(replace(config, sms_url=url, sms_console_key=KEY))
    yield made
    made.extensions["bhxh.chat"].close()


def enter(app: Flask, username: str) -> Browser:
    visitor = Browser(app)
    assert visitor.log_in(username, PASSWORD).status_code == 303
    return visitor


def create(visitor: Browser, content: str = FILE) -> int:
    form = {"name": "Đợt 1", "template": "thong_bao_ma_so", "file": (io.BytesIO(content.encode()), "ds.csv")}
    token = visitor.token("/nhan-vien/")
    answer = visitor.client.post("/tin-nhan/chien-dich/moi", data={"csrf_token": token, **form})
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def entries(database: Database, prefix: str = "sms.") -> list[AuditEntry]:
    with database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.action.startswith(prefix)).order_by(AuditEntry.sequence)
        return list(session.scalars(query))


def test_who_does_what_is_audited_and_how_it_ended(app: Flask, database: Database) -> None:
    maker, second = enter(app, "truyenthong"), enter(app, "lanhdao")
    number = create(maker)
    path = f"/tin-nhan/chien-dich/{number}"
    early = maker.client.post(f"{path}/start", data={"csrf_token": maker.token("/nhan-vien/")})
    assert early.status_code == 409 and "phê duyệt" in early.text
    for visitor, act in ((second, "phe-duyet"), (maker, "start"), (second, "pause")):
        done = visitor.client.post(f"{path}/{act}", data={"csrf_token": visitor.token("/nhan-vien/")})
        assert done.status_code == 303, act
    assert "0912345678" in maker.get(f"{path}/nguoi-nhan.csv").text
    found = [(entry.actor, entry.action, entry.details) for entry in entries(database)]
    assert found == [
        ("staff:truyenthong", "sms.campaign.create", {"template": "thong_bao_ma_so"}),
        ("staff:truyenthong", "sms.campaign.start", {"campaign": number, "refused": "campaign_approval"}),
        ("staff:lanhdao", "sms.campaign.approve", {"campaign": number}),
        ("staff:truyenthong", "sms.campaign.start", {"campaign": number}),
        ("staff:lanhdao", "sms.campaign.pause", {"campaign": number}),
        ("staff:truyenthong", "sms.export", {"campaign": number}),
    ]


def test_a_search_is_audited_by_the_numbers_keyed_hash(app: Flask, database: Database, gateway: Gateway) -> None:
    gateway.http.post("/messages", json={"to": "0912345678", "body": "Xin chào", "lane": "bulk", "reference": "r-1"})
    agent = enter(app, "tongdai1")
    token = agent.token("/nhan-vien/")
    for by, wanted in (("number", "0912 345 678"), ("reference", "r-1")):
        answer = agent.client.post("/tin-nhan/tim-kiem", data={"csrf_token": token, "by": by, "wanted": wanted})
        assert answer.status_code == 200 and "Tìm thấy 1 tin" in answer.text
        assert "Xin chào" not in answer.text
    by_number, by_reference = entries(database)
    with database.reading() as session:
        assert by_number.subject_index == blind_index(session, "audit.phone", "84912345678")
    assert (by_number.details, by_reference.details) == ({"by": "number"}, {"by": "reference"})


def test_what_is_wrong_with_a_form_is_said_on_it(app: Flask) -> None:
    maker = enter(app, "truyenthong")
    token = maker.token("/nhan-vien/")
    missing = maker.client.post("/tin-nhan/chien-dich/moi", data={"csrf_token": token, "name": "x", "template": "otp"})
    assert missing.status_code == 422 and "Chưa chọn tệp" in missing.text
    form = {"csrf_token": token, "name": "x", "template": "thong_bao_ma_so"}
    wrong = maker.client.post(
        "/tin-nhan/chien-dich/moi", data={**form, "file": (io.BytesIO(b"so_dien_thoai\n0912345678\n"), "a.csv")}
    )
    assert wrong.status_code == 422 and "ho_ten, ma_so_bhxh" in wrong.text
    audience = maker.client.post("/tin-nhan/chien-dich/nguoi-tham-gia", data={**form, "province": "79"})
    assert audience.status_code == 409  # this gateway has no backend that lists people
    assert maker.client.post("/tin-nhan/chien-dich/nguoi-tham-gia", data={**form, "province": "x"}).status_code == 422
    assert maker.get("/tin-nhan/chien-dich/999").status_code == 404
    assert maker.get("/tin-nhan/chien-dich/999/dong-loi.csv").status_code == 404
    assert maker.get("/tin-nhan/mau-tin/khong_co").status_code == 404
    assert maker.get("/tin-nhan?truoc=abc").status_code == 422


def test_addresses_of_other_systems_are_seen_tried_at_once_and_ended(
    app: Flask, database: Database, gateway: Gateway
) -> None:
    failed, again = utcnow() - timedelta(hours=2), utcnow() + timedelta(minutes=9)
    with gateway.engine.begin() as connection:
        for name, url in (("so-y-te", "https://soyte.vi-du.vn/sms"), ("truong", "https://truong.vi-du.vn/<sms>")):
            key_id, _ = gateway.app.extensions["sms_gateway"].keys.create(
                connection, name, live=True, scopes=["messages"]
            )
            sealing = gateway.app.extensions["sms_gateway"].sealing
            fixed = {"sent": False, "inbound": Inbound.NONE, "now": utcnow()}
            addresses.put(connection, sealing, key_id, url=url, **fixed)
        values = {"failures": 7, "error": "http_503", "failing_since": failed, "next_try_at": again, "dropped": 3}
        connection.execute(callback.update().where(callback.c.key_id != key_id).values(values))
        told = {"message_id": 1, "status": 4, "at": failed}
        mine = connection.execute(select(callback.c.key_id).where(callback.c.failures > 0)).scalar_one()
        connection.execute(callback_event.insert().values(key_id=mine, **told))
    admin = enter(app, "quantri")
    shown_page = admin.get("/tin-nhan/bao-tin").text
    assert "trả lời mã lỗi HTTP 503" in shown_page and shown.moment(failed.isoformat()) in shown_page
    assert "&lt;sms&gt;" in shown_page and shown_page.count("Gửi lại ngay") == 1
    token = {"csrf_token": admin.token("/nhan-vien/")}
    assert admin.client.post("/tin-nhan/bao-tin/so-y-te/gui-lai", data=token).status_code == 303
    with gateway.engine.connect() as connection:
        row = connection.execute(select(callback).where(callback.c.failures > 0)).one()
    assert (row.next_try_at, row.failing_since, gateway.count(callback_event)) == (None, failed, 1)
    assert admin.client.post("/tin-nhan/bao-tin/so-y-te/dung", data=token).status_code == 303
    assert (gateway.count(callback), gateway.count(callback_event)) == (1, 0)
    assert admin.client.post("/tin-nhan/bao-tin/so-y-te/dung", data=token).status_code == 404
    assert enter(app, "truyenthong").get("/tin-nhan/bao-tin").status_code == 403
    assert [(entry.action, entry.details.get("refused")) for entry in entries(database)] == [
        ("sms.callback.retry", None),
        ("sms.callback.stop", None),
        ("sms.callback.stop", "callback_none"),
    ]


def test_what_a_key_may_do_is_said_in_words(app: Flask) -> None:
    shown_page = enter(app, "quantri").get("/tin-nhan/khoa").text
    assert "Tạo và điều khiển chiến dịch; " in shown_page and ">approvals," not in shown_page
    assert all(f"console.scope.{scope}" in catalogue() for scope in Scope)


def test_a_preview_shows_no_field_by_its_name(app: Flask) -> None:
    """Else its length is not that of what citizens get."""
    maker = enter(app, "truyenthong")
    names = re.findall(r'href="/tin-nhan/mau-tin/([a-z_]+)"', maker.get("/tin-nhan/mau-tin").text)
    bodies = {name: maker.get(f"/tin-nhan/mau-tin/{name}").text for name in names}
    fields = {field for body in bodies.values() for field in fields_of(body)}
    assert {"han_doi", "trang"} <= fields
    assert [field for field in sorted(fields) if sample(field) == field] == []


def test_the_console_speaks_english_to_who_switches(app: Flask) -> None:
    admin = enter(app, "quantri")
    assert "Khóa API" in admin.get("/tin-nhan/khoa").text
    back = admin.get("/ngon-ngu/en?ve=/tin-nhan/khoa")
    assert (back.status_code, back.headers["Location"]) == (303, "/tin-nhan/khoa")
    shown_page = admin.get("/tin-nhan/khoa").text
    assert '<html lang="en"' in shown_page and "API keys" in shown_page and "Khóa" not in shown_page


def test_numbers_are_blocked_found_and_lifted_in_a_persons_name(
    app: Flask, database: Database, gateway: Gateway
) -> None:
    agent = enter(app, "tongdai1")
    token = agent.token("/nhan-vien/")

    def send(path: str, **form: str) -> str:
        return agent.client.post(f"/tin-nhan/so-chan{path}", data={"csrf_token": token, **form}).text

    answer = send("", phones="0987111222\n\n123", scope="bulk", reason="Người dân gọi tổng đài")
    assert "Đã chặn 1 số" in answer and "Dòng 3:" in answer and "0987111222" not in answer
    assert "tongdai1" in answer and "console:" not in answer
    assert "Tin gửi hàng loạt" in send("/kiem-tra", phone="0987 111 222")
    assert "không bị chặn" in send("/kiem-tra", phone="0987111223")
    assert "0908 123 456" in send("/kiem-tra", phone="12")
    assert "Chưa nhập số" in send("", phones=" \n ", scope="bulk")
    (number,) = re.findall(r"/tin-nhan/so-chan/(\d+)/bo", answer)
    assert agent.client.post(f"/tin-nhan/so-chan/{number}/bo", data={"csrf_token": token}).status_code == 303
    assert "Chưa có số nào" in agent.get("/tin-nhan/so-chan").text
    assert [(entry.action, entry.details) for entry in entries(database)] == [
        ("sms.block", {"numbers": 2, "scope": "bulk"}),
        ("sms.unblock", {"block": int(number)}),
    ]


def test_a_provider_is_put_off_and_released(app: Flask, database: Database, gateway: Gateway) -> None:
    admin = enter(app, "quantri")
    token = admin.token("/nhan-vien/")
    path = "/tin-nhan/nha-cung-cap"
    assert (
        admin.client.post(f"{path}/sandbox/tam-ngung", data={"csrf_token": token, "reason": "Bảo trì"}).status_code
        == 303
    )
    held = enter(app, "giamsat").get(path).text
    assert "Đang bị quantri cho tạm ngừng" in held and "Bảo trì" in held and "Mở lại" not in held
    assert admin.client.post(f"{path}/sandbox/mo-lai", data={"csrf_token": token}).status_code == 303
    assert "Đang bị" not in admin.get(path).text
    assert admin.client.post(f"{path}/khong-co/tam-ngung", data={"csrf_token": token}).status_code == 404
    assert [entry.action for entry in entries(database)] == [
        "sms.provider.hold",
        "sms.provider.release",
        "sms.provider.hold",
    ]


def test_a_gateway_that_is_away_is_said(config: BackendConfig, app: Flask, gateway: Gateway) -> None:
    away = create_app(replace(config, sms_url="http://127.0.0.1:9", sms_console_key=KEY))
    maker = enter(away, "truyenthong")
    answer = maker.get("/tin-nhan")
    assert answer.status_code == 503 and "đang không trả lời" in answer.text
    away.extensions["bhxh.chat"].close()


def test_pages_that_ask_by_themselves_keep_no_session_open(app: Flask) -> None:
    gate = app.extensions["bhxh.gate"]
    assert gate.access("sms.campaign_live").passive
    assert not gate.access("sms.campaign").passive


def test_a_bar_adds_up_and_never_overflows() -> None:
    counts = {"queued": 50, "delivered": 30, "sent": 10, "failed": 5, "unknown": 5}
    pieces = charts.bar(counts)
    assert [(piece.kind, piece.x, piece.width) for piece in pieces] == [
        ("delivered", 0, 30), ("sent", 30, 10), ("failed", 40, 5), ("other", 45, 5),
    ]  # fmt: skip
    assert charts.grouped(counts)["waiting"] == 50
    assert charts.bar({}) == []


def test_the_rate_is_that_between_two_points() -> None:
    course = [
        {"at": "2026-11-20T01:00:00+00:00", "handed_over": 0},
        {"at": "2026-11-20T01:00:10+00:00", "handed_over": 15000},
        {"at": "2026-11-20T01:00:20+00:00", "handed_over": 15000},
    ]
    chart = charts.rate_chart(course)
    assert chart is not None
    assert (chart.peak, chart.begin, chart.end) == (1500, "08:00:00", "08:00:20")
    assert [value for _, value in chart.grid] == [0, 1000, 2000]
    points = [tuple(map(float, point.split(","))) for point in chart.line.split()]
    assert points[0][1] == points[1][1] < points[2][1] == points[3][1] == chart.grid[0][0]
    assert points[0][0] == 8 and points[-1][0] == charts.WIDTH - 8
    assert charts.rate_chart(course[:1]) is None


def test_two_points_of_one_second_are_one() -> None:
    course = [
        {"at": "2026-11-20T01:00:00+00:00", "handed_over": 0},
        {"at": "2026-11-20T01:00:10+00:00", "handed_over": 10000},
        {"at": "2026-11-20T01:00:10+00:00", "handed_over": 15000},
    ]
    chart = charts.rate_chart(course)
    assert chart is not None and (chart.peak, chart.end) == (1500, "08:00:10")
    assert charts.rate_chart([course[1], course[2]]) is None


def test_numbers_are_written_as_in_vietnam() -> None:
    assert [shown.number(value) for value in (1234567, 0, 12.5, 1234.5)] == ["1.234.567", "0", "12,5", "1.234,5"]
    assert shown.percent(1978, 2447) == "80,8\u00a0%" and shown.percent(0, 0) == "–"
    assert shown.moment("2026-11-20T17:05:00+00:00") == "21/11/2026 00:05"
    assert (shown.who("console:lanhdao"), shown.who("so-y-te"), shown.who(None)) == ("lanhdao", "so-y-te", "–")
    assert shown.reason("no_route").startswith("Không có") and shown.reason("0x0b") == "0x0b"
