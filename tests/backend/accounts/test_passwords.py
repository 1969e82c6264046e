"""New passwords: when one must be chosen, what it must be, and the code that makes it hold."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts import age
from backend.accounts.models import Account
from backend.accounts.passwords import check_new
from backend.credentials.passwords import hashed
from backend.database import Database
from bhxh.dates import VIETNAM
from bhxh.problems import InvalidValue
from tests.backend.accounts.conftest import AN, FIRST, NEW, NGOC, PASSWORD, acts, open_account
from tests.support.citizens import HOME, CitizenBrowser
from tests.support.citizens import PASSWORD as CHANGE
from tests.support.otp import CODE, OtpGateway
from tests.support.staff import Clock

CONFIRM = f"{CHANGE}/ma"


@pytest.fixture
def newcomer(app: Flask, people: Database) -> CitizenBrowser:
    """An, logged in with the password he was given."""
    open_account(people, AN, FIRST, chosen=False)
    browser = CitizenBrowser(app)
    assert browser.log_in(AN, FIRST).location == CHANGE
    return browser


def test_the_first_password_must_be_changed_before_anything_else(
    newcomer: CitizenBrowser, people: Database, gateway: OtpGateway
) -> None:
    assert newcomer.get(HOME).location == f"{CHANGE}?next=/tai-khoan/"
    assert "lần đăng nhập đầu tiên" in newcomer.get(CHANGE).text
    assert newcomer.choose(FIRST, NEW).location == CONFIRM
    assert [(one["to"], one["purpose"]) for one in gateway.sent] == [("84912345678", "password")]
    assert not newcomer.inside  # the code is what makes it hold
    assert newcomer.post(CONFIRM, otp="000000").status_code == 422
    assert newcomer.post(CONFIRM, otp=CODE).location == "/tai-khoan/?xong=mat-khau"
    assert newcomer.inside and "Đã đổi mật khẩu" in newcomer.get("/tai-khoan/?xong=mat-khau").text
    assert acts(people, subject=AN)[-1] == "account.password_changed"
    with people.reading() as session:
        rows = {row.must_change: row for row in session.scalars(select(Account))}
        assert set(rows) == {False}


def test_the_old_password_is_good_no_longer(app: Flask, phone: CitizenBrowser) -> None:
    phone.choose(PASSWORD, NEW)
    phone.post(CONFIRM, otp=CODE)
    phone.post("/tai-khoan/dang-xuat")
    assert phone.log_in(NGOC, PASSWORD).status_code == 401
    assert phone.log_in(NGOC, NEW).location == HOME


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("ngắn", "short"),
        ("x" * 65, "long"),
        ("password1", "leaked"),
        ("iloveyou", "leaked"),
        ("Qwertyuiop", "leaked"),
        ("aaaaaaaaaa", "weak"),
        ("abcdefgh1", "weak"),
        ("matkhau123", "weak"),
        ("VssID2026", "weak"),
        ("bhxh123456", "weak"),
        ("7920456789", "personal"),
        ("toi0903456789", "personal"),
        ("TrầnThịBíchNgọc1", "personal"),
        ("Tran Thi Bich Ngoc 2", "personal"),
        ("ngoc02111990", "personal"),
        (PASSWORD, "same"),
    ],
)
def test_what_a_new_password_must_be(new: str, code: str) -> None:
    own = [NGOC, "Trần Thị Bích Ngọc", "", "903456789", "02111990"]
    with pytest.raises(InvalidValue) as refused:
        check_new(new, own, hashed(PASSWORD))
    assert refused.value.code == f"password.{code}" and new not in refused.value.detail


@pytest.mark.parametrize("new", ["ngắn quá", NEW, "x7Kq-mm2p", "một hai ba bốn " * 4])
def test_what_a_new_password_may_be(new: str) -> None:
    check_new(new, [NGOC, ""], hashed(PASSWORD))


def test_a_refused_password_sends_no_code_and_is_not_shown_again(phone: CitizenBrowser, gateway: OtpGateway) -> None:
    for new, why in (("password1", "bị lộ"), ("ngoc02111990", "dễ bị đoán"), ("0903 456 789 a", "dễ bị đoán")):
        answer = phone.choose(PASSWORD, new)
        assert answer.status_code == 422 and why in answer.text and new not in answer.text
    assert gateway.sent == []


def test_both_times_the_same_and_the_old_one_right(phone: CitizenBrowser, gateway: OtpGateway, clock: Clock) -> None:
    assert "không giống nhau" in phone.post(CHANGE, old=PASSWORD, new=NEW, again="khác").text
    for _ in range(5):
        assert "hiện tại chưa đúng" in phone.choose("sai", NEW).text
    assert (
        phone.choose(PASSWORD, NEW).status_code == 429 and gateway.sent == []
    )  # a session left open gives no more guesses
    clock.now += timedelta(minutes=16)
    assert phone.choose(PASSWORD, NEW).location == CONFIRM


def test_the_code_page_without_a_code_leads_back(phone: CitizenBrowser) -> None:
    assert phone.get(CONFIRM).location == CHANGE
    assert phone.post(CONFIRM, otp=CODE).status_code == 422


def test_another_code_keeps_the_password_that_was_chosen(
    phone: CitizenBrowser, gateway: OtpGateway, clock: Clock
) -> None:
    phone.choose(PASSWORD, NEW)
    clock.now += timedelta(seconds=31)
    assert phone.post(f"{CHANGE}/gui-lai").status_code == 200 and len(gateway.sent) == 2
    assert phone.post(CONFIRM, otp=CODE).status_code == 303
    phone.post("/tai-khoan/dang-xuat")
    assert phone.log_in(NGOC, NEW).location == HOME


def test_nothing_but_the_two_passwords_is_taken_from_the_form(phone: CitizenBrowser, people: Database) -> None:
    """Mass assignment: other names in the form change nothing."""
    form = {"phone": "0978111222", "demo": "1", "must_change": "0", "person_id": "1", "account_id": "1"}
    phone.post(CHANGE, old=PASSWORD, new=NEW, again=NEW, **form)
    phone.post(CONFIRM, otp=CODE, **form)
    with people.reading() as session:
        assert session.scalars(select(Account)).one().phone == "84903456789"


def test_after_six_months_another_must_be_chosen(app: Flask, people: Database, clock: Clock) -> None:
    with people.begin() as session:
        session.scalars(select(Account)).one().demo = False
    clock.now += timedelta(days=180)
    browser = CitizenBrowser(app)
    assert browser.log_in(NGOC, PASSWORD).location == HOME
    clock.now += timedelta(days=5)
    assert browser.log_in(NGOC, PASSWORD).location == CHANGE
    assert "quá 6 tháng" in browser.get(CHANGE).text
    browser.choose(PASSWORD, NEW)
    assert browser.post(CONFIRM, otp=CODE).status_code == 303 and browser.inside


@pytest.mark.parametrize(
    ("chosen", "last"),
    [
        (date(2026, 5, 20), date(2026, 11, 20)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 12, 1), date(2027, 6, 1)),
    ],
)
def test_six_months_on_the_calendar(chosen: date, last: date) -> None:
    moment = datetime(chosen.year, chosen.month, chosen.day, 23, tzinfo=VIETNAM)
    assert age.last_day(moment) == last
    end = datetime(last.year, last.month, last.day, 23, 59, tzinfo=VIETNAM)
    assert not age.too_old(moment, end) and age.too_old(moment, end + timedelta(minutes=1))
