"""Logging in: what is asked for, what is not told, and what ends a session."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select

from backend import audit
from backend.audit.models import AuditEntry
from backend.database import Database
from backend.staff import accounts
from backend.staff.guard import COOKIE
from backend.staff.models import StaffSession
from backend.staff.roles import Role
from backend.staff.tasks import forget_old
from tests.backend.staff.conftest import PASSWORD
from tests.support.staff import Browser, Clock

HOME = "/nhan-vien/"
LOGIN = "/nhan-vien/dang-nhap"


def actions(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


def first_password(database: Database, username: str = "moi", role: Role = Role.ADMIN) -> str:
    with database.begin() as session:
        return accounts.create(session, username=username, name="Mới", role=role, agency=None, actor="test")


def test_in_and_out(visitor: Browser, database: Database) -> None:
    answer = visitor.log_in("quan.tri", PASSWORD)
    assert (answer.status_code, answer.location) == (303, HOME)
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(COOKIE))
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; ")) and "Secure" not in cookie
    assert "quan.tri" in visitor.get(HOME).text
    before = visitor.client.get_cookie(COOKIE)
    assert visitor.post("/nhan-vien/dang-xuat").location == LOGIN
    assert before is not None
    visitor.client.set_cookie(COOKIE, before.value)  # who kept the cookie has nothing
    assert visitor.get(HOME).status_code == 303
    assert "staff.login" in actions(database)


def test_cookies_go_by_https_alone_where_there_is_https(config: object, database: Database) -> None:
    from dataclasses import replace

    from backend.web import create_app

    app = create_app(replace(config, public_url="https://bhxh.example"))  # type: ignore[type-var]
    form = app.test_client().get(LOGIN)
    assert "; Secure;" in form.headers["Set-Cookie"]
    app.extensions["bhxh.chat"].close()


def test_a_new_session_for_every_login(visitor: Browser) -> None:
    visitor.client.set_cookie(COOKIE, "planted-by-somebody-else")
    visitor.log_in("quan.tri", PASSWORD)
    first = visitor.client.get_cookie(COOKIE)
    visitor.log_in("quan.tri", PASSWORD)
    second = visitor.client.get_cookie(COOKIE)
    assert first and second
    assert len({"planted-by-somebody-else", first.value, second.value}) == 3


@pytest.mark.parametrize("username", ["quan.tri", "khong.co.ai"])
def test_five_wrong_tries_close_a_name_whether_or_not_it_exists(app: Flask, clock: Clock, username: str) -> None:
    said = []
    for _ in range(7):
        answer = Browser(app).log_in(username, "sai mật khẩu rồi")
        said.append((answer.status_code, "15 phút" in answer.text))
    assert said == [(401, False)] * 5 + [(429, True)] * 2
    assert Browser(app).log_in(username, PASSWORD).status_code == 429
    clock.now += timedelta(minutes=15, seconds=1)
    assert Browser(app).log_in(username, PASSWORD).status_code == (303 if username == "quan.tri" else 401)


def test_guesses_sent_at_once_share_no_try(app: Flask, database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: Browser(app).log_in("quan.tri", "sai").status_code, range(12)))
    assert sorted(statuses) == [401] * 5 + [429] * 7


def test_the_audit_holds_no_typed_name_and_its_chain_is_whole(visitor: Browser, database: Database) -> None:
    visitor.log_in("mat-khau-go-nham-o", "sai")
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "staff.failed")).one()
        assert entry.actor == "staff" and entry.details == {"why": "password"}
        assert audit.walk(session).sequence == entry.sequence


def test_a_closed_account_is_out_at_once_and_says_nothing(visitor: Browser, database: Database) -> None:
    visitor.log_in("giam.sat", PASSWORD)
    assert visitor.get(HOME).status_code == 200
    with database.begin() as session:
        account = accounts.find(session, "giam.sat")
        assert account is not None
        accounts.close(session, account, "test")
    assert visitor.get(HOME).status_code == 303
    again = visitor.log_in("giam.sat", PASSWORD)
    assert again.status_code == 401 and "chưa đúng" in again.text


def test_sessions_end_when_idle_and_after_a_day_of_work(visitor: Browser, clock: Clock) -> None:
    visitor.log_in("quan.tri", PASSWORD)
    clock.now += timedelta(minutes=29)
    assert visitor.get(HOME).status_code == 200
    clock.now += timedelta(minutes=29)
    assert visitor.get(HOME).status_code == 200
    clock.now += timedelta(minutes=31)
    assert visitor.get(HOME).status_code == 303
    visitor.log_in("quan.tri", PASSWORD)
    for _ in range(29):
        clock.now += timedelta(minutes=20)
        assert visitor.get(HOME).status_code == 200
    clock.now += timedelta(minutes=21)
    assert visitor.get(HOME).status_code == 303


def test_old_sessions_and_tries_are_dropped(visitor: Browser, database: Database, config: object) -> None:
    visitor.log_in("quan.tri", PASSWORD)
    with database.begin() as session:
        session.scalars(select(StaffSession)).one().seen_at -= timedelta(hours=1)
    forget_old(database, config)  # type: ignore[arg-type]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 0


def test_the_first_login_asks_for_a_password_and_an_app(app: Flask, database: Database, clock: Clock) -> None:
    visitor, first = Browser(app), first_password(database)
    assert visitor.log_in("moi", first).status_code == 303
    step = visitor.get(HOME)
    assert step.location == "/nhan-vien/doi-mat-khau"
    weak = visitor.post("/nhan-vien/doi-mat-khau", old=first, new="ngắn", again="ngắn")
    assert weak.status_code == 422 and "12 ký tự" in weak.text
    own = "mật khẩu của riêng tôi"
    assert visitor.post("/nhan-vien/doi-mat-khau", old=first, new=own, again=own).status_code == 303
    assert visitor.get(HOME).location == "/nhan-vien/cai-dat-xac-thuc"
    assert "<svg" in visitor.get("/nhan-vien/cai-dat-xac-thuc").text
    assert visitor.post("/nhan-vien/cai-dat-xac-thuc", code="000000").status_code == 422
    with database.reading() as session:
        account = accounts.find(session, "moi")
        assert account is not None and account.totp_secret is not None
        totp = pyotp.TOTP(account.totp_secret)
    shown = visitor.post("/nhan-vien/cai-dat-xac-thuc", code=totp.at(clock.now))
    codes = [line.split("<")[0] for line in shown.text.split("<li>")[1:] if "-" in line[:8]]
    assert len(codes) == 8
    assert visitor.get(HOME).status_code == 200

    other = Browser(app)
    assert other.log_in("moi", own).location.startswith("/nhan-vien/ma-xac-thuc")
    assert other.get(HOME).status_code == 303  # the password alone opens nothing
    assert other.post("/nhan-vien/tai-khoan", username="x").status_code == 403
    used = other.post("/nhan-vien/ma-xac-thuc", code=totp.at(clock.now))
    assert used.status_code == 401  # the code that was used for setting up works no second time
    clock.now += timedelta(seconds=30)
    assert other.post("/nhan-vien/ma-xac-thuc", code=totp.at(clock.now)).location == HOME
    assert other.get(HOME).status_code == 200

    third = Browser(app)
    third.log_in("moi", own)
    assert third.post("/nhan-vien/ma-xac-thuc", code=codes[0].upper()).status_code == 303
    fourth = Browser(app)
    fourth.log_in("moi", own)
    assert fourth.post("/nhan-vien/ma-xac-thuc", code=codes[0]).status_code == 401
    assert {"staff.password_changed", "staff.second_factor", "staff.recovery_code"} <= set(actions(database))


def test_a_right_password_gives_no_new_guesses_at_the_code(app: Flask, database: Database, clock: Clock) -> None:
    first_password(database)
    with database.begin() as session:
        account = accounts.find(session, "moi")
        assert account is not None
        account.totp_secret, account.must_change = pyotp.random_base32(), False
        account.password_hash = accounts.passwords.hashed(PASSWORD)
        accounts.confirm_totp(session, account, clock.now)
    statuses = []
    for _ in range(4):
        visitor = Browser(app)
        statuses.append(visitor.log_in("moi", PASSWORD).status_code)
        if statuses[-1] == 303:
            statuses.append(visitor.post("/nhan-vien/ma-xac-thuc", code="000000").status_code)
    assert statuses == [303, 401, 303, 401, 303, 429, 429]


def test_a_new_password_ends_the_other_browsers(app: Flask) -> None:
    here, there = Browser(app), Browser(app)
    for visitor in (here, there):
        visitor.log_in("giam.sat", PASSWORD)
    new = "một câu khác hẳn câu cũ"
    assert here.post("/nhan-vien/doi-mat-khau", old=PASSWORD, new=new, again=new).status_code == 303
    assert here.get(HOME).status_code == 200
    assert there.get(HOME).status_code == 303


def test_only_our_own_pages_follow_a_login(visitor: Browser) -> None:
    own = "/nhan-vien/doi-mat-khau"
    elsewhere = ("https://lua.example/", "//lua.example/nhan-vien/", "/\\lua.example", "/nhan-vienx", "")
    assert visitor.log_in("giam.sat", PASSWORD, next=own).location == own
    assert {visitor.log_in("giam.sat", PASSWORD, next=wanted).location for wanted in elsewhere} == {HOME}
