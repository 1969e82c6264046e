"""A lost password: the code goes to the phone on record alone, and nobody learns whether there is an account."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from backend.accounts import service
from backend.accounts.reset import Resets, allow
from backend.accounts.tasks import forget_old
from backend.config import BackendConfig
from backend.database import Database
from bhxh.dates import utcnow
from tests.backend.accounts.conftest import AN, NEW, NGOC, PASSWORD, acts
from tests.support.citizens import HOME, CitizenBrowser
from tests.support.otp import CODE, OtpGateway
from tests.support.staff import Clock

RESET = "/tai-khoan/quen-mat-khau"
NOBODY = "7999999999"


@pytest.fixture
def stranger(app: Flask) -> CitizenBrowser:
    return CitizenBrowser(app)


def begun(browser: CitizenBrowser, code: str) -> TestResponse:
    return browser.post(RESET, code=code)


def test_code_by_sms_then_a_new_password_and_every_device_is_out(
    stranger: CitizenBrowser, phone: CitizenBrowser, gateway: OtpGateway, people: Database
) -> None:
    assert begun(stranger, "79 2045 6789").location == f"{RESET}/ma"
    assert [(one["to"], one["purpose"]) for one in gateway.sent] == [("84903456789", "password")]
    shown = stranger.get(f"{RESET}/ma").text
    read = re.sub(r"<[^>]*>", " ", shown.partition("<main")[2].partition("</main")[0])
    assert "Nếu mã số này có tài khoản" in read and "789" not in read
    assert stranger.get(f"{RESET}/moi").status_code == 410  # not without the code
    assert stranger.post(f"{RESET}/ma", otp=CODE).location == f"{RESET}/moi"
    assert "79******89" in stranger.get(f"{RESET}/moi").text
    assert stranger.post(f"{RESET}/moi", new=NEW, again=NEW).location == "/tai-khoan/dang-nhap?xong=mat-khau"
    assert not phone.inside and stranger.log_in(NGOC, PASSWORD).status_code == 401
    assert stranger.log_in(NGOC, NEW).location == HOME
    assert "account.password_reset" in acts(people, subject=NGOC)
    assert stranger.post(f"{RESET}/moi", new=PASSWORD, again=PASSWORD).status_code == 410  # once


def test_a_stranger_reads_the_same_whether_or_not_the_account_exists(app: Flask, gateway: OtpGateway) -> None:
    said = {}
    for code in (NGOC, AN, NOBODY):
        browser = CitizenBrowser(app)
        answers = [begun(browser, code), browser.get(f"{RESET}/ma"), browser.post(f"{RESET}/gui-lai")]
        answers += [browser.post(f"{RESET}/ma", otp="000000") for _ in range(7)]
        said[code] = [(one.status_code, one.text.partition("csrf_token")[0]) for one in answers]
        assert [status for status, _ in said[code]] == [303, 200, 429] + [422] * 5 + [429] * 2
    assert said[NGOC] == said[AN] == said[NOBODY]
    assert [one["to"] for one in gateway.sent] == ["84903456789"]


def test_a_stranger_waits_the_same_whether_or_not_the_account_exists(app: Flask, gateway: OtpGateway) -> None:
    """Before the answer: the same statements, and the gateway is asked to compare a code for nobody's account as well."""
    resets = app.extensions["bhxh.accounts"].resets
    waiting: list[object] = []
    resets._behind.submit = lambda *work: waiting.append(work)
    statements: list[str] = []
    event.listen(resets._database.engine, "before_cursor_execute", lambda *call: statements.append(call[2].split()[0]))
    counted = []
    for code in (NGOC, NOBODY):
        browser = CitizenBrowser(app)
        browser.token()
        statements.clear()
        begun(browser, code)
        begin = list(statements)
        statements.clear()
        before = gateway.checked
        browser.post(f"{RESET}/ma", otp="000000")
        counted.append((begin, list(statements), gateway.checked - before))
    assert counted[0] == counted[1] and counted[0][2] == 1
    assert len(waiting) == 1 and gateway.sent == []


def test_the_answer_does_not_wait_for_the_sms(
    app: Flask, config: BackendConfig, people: Database, gateway: OtpGateway, clock: Clock
) -> None:
    go_on = Event()

    class Slow(OtpGateway):
        def __call__(self, request):  # type: ignore[no-untyped-def]
            assert go_on.wait(20)
            return gateway(request)

    resets = Resets(people, Slow().client(), limit_addresses=True, clock=clock)
    token = resets.start(NGOC, "203.0.113.7")
    assert gateway.sent == [] and resets.waits(token)
    go_on.set()
    resets.close()
    assert len(gateway.sent) == 1
    resets.check(token, CODE)


def test_the_right_code_of_another_browser_is_worth_nothing(app: Flask, gateway: OtpGateway) -> None:
    owner, thief = CitizenBrowser(app), CitizenBrowser(app)
    begun(owner, NGOC)
    begun(thief, NOBODY)
    assert thief.post(f"{RESET}/ma", otp=CODE).status_code == 422
    assert CitizenBrowser(app).post(f"{RESET}/ma", otp=CODE).status_code == 410
    assert owner.post(f"{RESET}/ma", otp=CODE).status_code == 303


def test_guessing_goes_no_further_with_another_reset(app: Flask, gateway: OtpGateway, clock: Clock) -> None:
    statuses = []
    for _ in range(3):
        thief = CitizenBrowser(app)
        begun(thief, NGOC)
        statuses += [thief.post(f"{RESET}/ma", otp=f"00000{digit}").status_code for digit in range(3)]
    assert statuses == [422] * 5 + [429] * 4 and gateway.checked == 5
    clock.now += timedelta(minutes=14)
    assert thief.post(f"{RESET}/ma", otp=CODE).status_code == 429
    begun(thief, NGOC)
    clock.now += timedelta(minutes=2)
    assert thief.post(f"{RESET}/ma", otp=CODE).status_code == 303


def test_guesses_at_once_share_no_try(app: Flask, gateway: OtpGateway) -> None:
    browser = CitizenBrowser(app)
    begun(browser, NGOC)
    resets = app.extensions["bhxh.accounts"].resets
    cookie = browser.client.get_cookie("bhxh_dat_lai", path="/tai-khoan")
    assert cookie is not None

    def guess(number: int) -> str:
        try:
            resets.check(cookie.value, f"{number:06d}")
        except Exception as error:
            return getattr(error, "code", repr(error))
        return "right"

    with ThreadPoolExecutor(8) as pool:
        said = sorted(pool.map(guess, range(12)))
    assert said == ["closed"] * 7 + ["wrong"] * 5


def test_what_takes_too_long_is_begun_again(stranger: CitizenBrowser, clock: Clock) -> None:
    begun(stranger, NGOC)
    clock.now += timedelta(minutes=15)
    assert stranger.post(f"{RESET}/ma", otp=CODE).status_code == 410
    begun(stranger, NGOC)
    stranger.post(f"{RESET}/ma", otp=CODE)
    clock.now += timedelta(minutes=15)
    assert stranger.post(f"{RESET}/moi", new=NEW, again=NEW).status_code == 410


def test_another_code_after_a_while(stranger: CitizenBrowser, gateway: OtpGateway, clock: Clock) -> None:
    begun(stranger, NGOC)
    clock.now += timedelta(seconds=31)
    assert stranger.post(f"{RESET}/gui-lai").status_code == 200 and len(gateway.sent) == 2


def test_a_gateway_that_is_away_says_nothing_of_accounts(app: Flask, gateway: OtpGateway) -> None:
    gateway.down = True
    answers = []
    for code in (NGOC, NOBODY):
        browser = CitizenBrowser(app)
        assert begun(browser, code).status_code == 303
        answers.append(browser.post(f"{RESET}/ma", otp=CODE))
    assert all(one.status_code == 422 and "gián đoạn" in one.text for one in answers)


def test_new_passwords_are_checked_here_too(stranger: CitizenBrowser) -> None:
    begun(stranger, NGOC)
    stranger.post(f"{RESET}/ma", otp=CODE)
    for new, why in (("password1", "bị lộ"), ("ngoc02111990", "dễ bị đoán"), (PASSWORD, "trùng mật khẩu cũ")):
        answer = stranger.post(f"{RESET}/moi", new=new, again=new)
        assert answer.status_code == 422 and why in answer.text
    assert "không giống nhau" in stranger.post(f"{RESET}/moi", new=NEW, again="khác").text


def test_one_address_cannot_have_the_country_sent_messages(app: Flask, config: BackendConfig) -> None:
    browser = CitizenBrowser(app)
    statuses = [begun(browser, f"79{number:08d}").status_code for number in range(32)]
    assert statuses == [303] * 30 + [429] * 2
    assert begun(browser, "79x").status_code == 422


def test_the_chats_link_opens_the_new_password_once(app: Flask, people: Database) -> None:
    with people.begin() as session:
        account = service.find_by_code(session, NGOC)
        assert account is not None
        token = allow(session, account.id, utcnow())
    browser = CitizenBrowser(app)
    assert browser.get(f"/tai-khoan/dat-lai/{token}").location == f"{RESET}/moi"
    assert browser.post(f"{RESET}/moi", new=NEW, again=NEW).status_code == 303
    again = CitizenBrowser(app)
    again.get(f"/tai-khoan/dat-lai/{token}")
    assert again.get(f"{RESET}/moi").status_code == 410


def test_old_ones_are_forgotten(
    app: Flask, stranger: CitizenBrowser, people: Database, config: BackendConfig, clock: Clock
) -> None:
    clock.now -= timedelta(hours=2)
    begun(stranger, NGOC)
    clock.now += timedelta(hours=2)
    forget_old(people, config)
    assert not app.extensions["bhxh.accounts"].resets.waits("x")
    with people.reading() as session:
        from backend.accounts.models import AccountReset

        assert session.query(AccountReset).count() == 0
