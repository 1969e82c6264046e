"""The pages of staff: everybody sees their own, and a feedback of others is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.credentials import passwords
from backend.database import Database
from backend.demo.staff import seed_staff
from backend.feedback import handling
from backend.staff import accounts
from backend.staff.roles import Role
from backend.web import create_app
from tests.backend.feedback.conftest import HCM, PHONE, WORDS, acts_of, later, submitted, ticket_of
from tests.support.staff import Browser

PASSWORD = "con đường đê xanh ngát"
Enter = Callable[[str], Browser]


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """What these pages do with the database is tested on both elsewhere."""
    yield f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def app(config: BackendConfig, database: Database) -> Iterator[Flask]:
    with database.begin() as session:
        seed_staff(session, PASSWORD)
        accounts.create(
            session, username="canbo.hanoi", name="Hà Nội", role=Role.OFFICER, agency="001", actor="test",
            password=PASSWORD, demo=True,
        )  # fmt: skip
    made = create_app(replace(config, rate_limits=False))
    yield made
    made.extensions["bhxh.chat"].close()
    made.extensions["bhxh.staff"].database.close()


@pytest.fixture
def enter(app: Flask) -> Enter:
    def enter(username: str) -> Browser:
        browser = Browser(app)
        browser.log_in(username, PASSWORD)
        return browser

    return enter


def test_the_story_through_the_pages(enter: Enter, database: Database) -> None:
    number = submitted(database, now=later())
    path = f"/can-bo/phan-anh/{number}"
    owner, district = enter("canbo.hcm"), enter("canbo.quan5")
    assert number in owner.get("/can-bo/phan-anh").text
    assert number not in district.get("/can-bo/phan-anh?xem=tat-ca").text
    assert district.get(path).status_code == 404
    seen = owner.get(path).text
    assert WORDS in seen and "0912 345 678" in seen
    assert owner.post(f"{path}/nhan", version="1").status_code == 303
    unclear = owner.post(f"{path}/hoi", version="2", province="079", agency="quận 55", words="Đề nghị kiểm tra.")
    assert unclear.status_code == 422 and "Đề nghị kiểm tra." in unclear.text
    assert (
        owner.post(f"{path}/hoi", version="2", province="079", agency="q5", words="Đề nghị kiểm tra.").status_code
        == 303
    )
    assert number in district.get("/can-bo/phan-anh?xem=duoc-hoi").text
    asked = district.get(path).text
    assert WORDS in asked and "0912 345 678" not in asked  # who was asked need not know who asked
    assert district.post(f"{path}/tra-loi", version="3", words="Trả lời thay.").status_code == 422
    assert district.post(f"{path}/phoi-hop/1", words="Cơ sở đã nhập nhầm mã số.").status_code == 303
    away = owner.post(f"{path}/tra-loi", version="5", words="Ông/Bà vui lòng liên hệ BHXH Quận 5.")
    assert away.status_code == 422 and 'name="confirmed"' in away.text
    assert owner.post(f"{path}/tra-loi", version="5", words="Đã xóa lượt khám ghi nhầm.").status_code == 303
    assert owner.post(f"{path}/dong", version="6").status_code == 303
    assert acts_of(database, number) == ["submitted", "taken", "asked", "replied", "answered", "closed"]
    with database.reading() as session:
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.actor == "staff:canbo.quan5")).all()
    assert "feedback.read" in actions and "feedback.replied" in actions


def test_an_old_page_changes_nothing(enter: Enter, database: Database) -> None:
    number = submitted(database, now=later())
    owner = enter("canbo.hcm")
    owner.post(f"/can-bo/phan-anh/{number}/nhan", version="1")
    late = owner.post(f"/can-bo/phan-anh/{number}/tra-loi", version="1", words="Đã xóa lượt khám ghi nhầm.")
    assert late.status_code == 422 and "Đã xóa lượt khám" in late.text  # what was typed is not lost
    assert ticket_of(database, number).state == "dang_xu_ly"


@pytest.mark.parametrize(
    "act", ["nhan", "giao", "hoi", "ghi-chu", "tra-loi", "dong", "phoi-hop/1", "phoi-hop/1/thu-hoi"]
)
def test_another_provinces_officer_finds_nothing(enter: Enter, database: Database, act: str) -> None:
    number = submitted(database, now=later())
    with database.begin() as session:
        handling.take(session, HCM, number, 1, now=later())
        handling.ask(session, HCM, number, 2, agency="07915", question="Đề nghị kiểm tra.", now=later())
    stranger = enter("canbo.hanoi")
    form = {"version": "3", "words": "Nội dung đủ dài.", "agency": "00101", "province": "001"}
    assert stranger.get(f"/can-bo/phan-anh/{number}").status_code == 404
    assert stranger.post(f"/can-bo/phan-anh/{number}/{act}", **form).status_code == 404
    assert acts_of(database, number) == ["submitted", "taken", "asked"]


def test_who_follows_up_sees_no_contact_and_urges(enter: Enter, database: Database) -> None:
    number = submitted(database, now=later())
    monitor = enter("giamsat")
    path = f"/can-bo/phan-anh/{number}"
    assert number in monitor.get("/can-bo/phan-anh?ban=chinh_sach_bhyt").text
    assert number not in monitor.get("/can-bo/phan-anh?ban=cntt").text
    page = monitor.get(path).text
    assert WORDS in page and "0912 345 678" not in page and "Thu Hà" not in page
    assert monitor.post(f"{path}/nhan", version="1").status_code == 403
    assert monitor.post(f"{path}/don-doc", words="Đề nghị trả lời trong ngày.").status_code == 303
    assert enter("canbo.hcm").post(f"{path}/don-doc", words="Đề nghị trả lời.").status_code == 403
    assert acts_of(database, number) == ["submitted", "urged"]


def test_a_refused_card_alarms_whoever_looks(enter: Enter, database: Database) -> None:
    submitted(database, subject="the_bi_tu_choi", now=later())
    for name, alarmed in (("canbo.hcm", True), ("giamsat", True), ("canbo.quan5", False)):
        assert ("phản ánh khẩn" in enter(name).get("/can-bo/phan-anh/bao-dong").text) is alarmed


def test_what_is_said_on_the_phone_is_written_down(enter: Enter, database: Database) -> None:
    agent = enter("tongdai1")
    form = {"key": "k", "subject": "kcb", "province": "079", "text": WORDS, "phone": PHONE, "name": "", "email": ""}
    assert agent.post("/can-bo/phan-anh/moi", **form | {"phone": "12"}).status_code == 422
    done = agent.post("/can-bo/phan-anh/moi", **form)
    assert done.status_code == 303
    number = done.location.rpartition("/")[2]
    assert number in agent.get(done.location).text
    assert agent.post("/can-bo/phan-anh/moi", **form).location == done.location
    assert ticket_of(database, number).channel == "tong_dai"
    assert agent.get(f"/can-bo/phan-anh/{number}").status_code == 403  # takes down, does not read
