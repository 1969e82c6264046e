"""One device at a time: the second is warned, asked for a code, and signs the first out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from backend.accounts import devices
from backend.database import Database
from tests.backend.accounts.conftest import NEW, NGOC, PASSWORD, acts
from tests.support.citizens import DEVICE, HOME, LOGIN, CitizenBrowser
from tests.support.otp import CODE, OtpGateway
from tests.support.staff import Clock

LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def second(app: Flask, phone: CitizenBrowser) -> CitizenBrowser:
    """A laptop that has given the right password while the phone is logged in."""
    laptop = CitizenBrowser(app, LAPTOP)
    assert laptop.log_in(NGOC, PASSWORD).location == DEVICE
    return laptop


def test_the_second_device_is_warned_confirms_and_signs_the_first_out(
    phone: CitizenBrowser, second: CitizenBrowser, gateway: OtpGateway, people: Database
) -> None:
    warned = second.get(DEVICE).text
    assert "thiết bị khác" in warned and "Chrome trên Android" in warned and gateway.sent == []
    asked = second.post(f"{DEVICE}/gui-ma")
    assert asked.status_code == 200 and "789" in asked.text and "903456789" not in asked.text
    assert [(one["to"], one["purpose"]) for one in gateway.sent] == [("84903456789", "device")]
    assert phone.inside  # until the code is there
    assert second.post(DEVICE, otp="000000").status_code == 422
    assert second.post(DEVICE, otp=CODE).location == HOME
    assert second.inside and not phone.inside
    assert "thiết bị khác" in phone.get(LOGIN).text
    assert acts(people, subject=NGOC)[-1] == "account.device_changed"


def test_without_the_code_the_second_device_may_do_nothing(second: CitizenBrowser) -> None:
    assert second.get(HOME).location == "/tai-khoan/thiet-bi?next=/tai-khoan/"
    assert second.get("/tai-khoan/doi-mat-khau").status_code == 303
    refused = second.post("/tai-khoan/thiet-bi/dang-xuat")
    assert refused.status_code == 403 and "chưa hoàn tất" in refused.text
    assert "Bích Ngọc" not in second.get(DEVICE).text


def test_the_first_device_sees_the_second_and_signs_it_out(phone: CitizenBrowser, second: CitizenBrowser) -> None:
    shown = phone.get(HOME).text
    assert "Firefox trên Linux" in shown and "đang chờ mã xác thực" in shown
    assert phone.post("/tai-khoan/thiet-bi/dang-xuat").location == "/tai-khoan/?xong=thiet-bi"
    assert phone.inside and second.get(DEVICE).location.startswith(LOGIN)
    assert "đăng xuất từ một thiết bị khác" in second.get(LOGIN).text


def test_the_same_browser_is_no_second_device(phone: CitizenBrowser, clock: Clock) -> None:
    assert phone.log_in(NGOC, PASSWORD).location == HOME
    clock.now += timedelta(minutes=31)
    assert not phone.inside
    assert phone.log_in(NGOC, PASSWORD).location == HOME


def test_who_walked_away_without_logging_out_is_still_the_first_device(
    app: Flask, phone: CitizenBrowser, clock: Clock
) -> None:
    clock.now += timedelta(minutes=31)
    assert CitizenBrowser(app).log_in(NGOC, PASSWORD).location == DEVICE
    phone.post("/tai-khoan/dang-xuat")
    clock.now += timedelta(hours=10)
    assert CitizenBrowser(app).log_in(NGOC, PASSWORD).location == HOME


def test_two_devices_at_once_are_not_both_the_first(app: Flask) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: CitizenBrowser(app).log_in(NGOC, PASSWORD), range(4)))
    assert [answer.status_code for answer in answers] == [303] * 4
    assert sorted(str(answer.location) for answer in answers) == [HOME] + [DEVICE] * 3


def test_a_code_is_good_in_the_session_it_was_sent_for_alone(
    app: Flask, second: CitizenBrowser, browser: Callable[[], CitizenBrowser]
) -> None:
    second.post(f"{DEVICE}/gui-ma")
    other = browser()
    other.log_in(NGOC, PASSWORD)
    assert other.post(DEVICE, otp=CODE).status_code == 422 and not other.inside
    assert second.post(DEVICE, otp=CODE).location == HOME


def test_guessing_goes_no_further_in_other_sessions(
    app: Flask, phone: CitizenBrowser, gateway: OtpGateway, clock: Clock
) -> None:
    """Somebody who has the password opens session after session: five wrong codes in all, whichever sessions they came from."""
    statuses = []
    for _ in range(4):
        thief = CitizenBrowser(app)
        thief.log_in(NGOC, PASSWORD)
        thief.post(f"{DEVICE}/gui-ma")
        statuses += [thief.post(DEVICE, otp=f"00000{digit}").status_code for digit in range(2)]
    assert statuses == [422] * 5 + [429] * 3 and gateway.checked == 5
    assert thief.post(DEVICE, otp=CODE).status_code == 429 and phone.inside
    clock.now += timedelta(minutes=15, seconds=1)
    assert thief.post(DEVICE, otp=CODE).status_code == 303


def test_what_is_no_code_costs_no_try(second: CitizenBrowser, gateway: OtpGateway) -> None:
    second.post(f"{DEVICE}/gui-ma")
    for typed in ("", "12345", "abcdef", "1234567"):
        assert "6 chữ số" in second.post(DEVICE, otp=typed).text
    assert gateway.checked == 0 and second.post(DEVICE, otp=" 123 456 ").location == HOME


def test_another_code_only_after_a_while(second: CitizenBrowser, gateway: OtpGateway, clock: Clock) -> None:
    second.post(f"{DEVICE}/gui-ma")
    again = second.post(f"{DEVICE}/gui-ma")
    assert again.status_code == 429 and "giây" in again.text and len(gateway.sent) == 1
    clock.now += timedelta(seconds=31)
    assert second.post(f"{DEVICE}/gui-ma").status_code == 200 and len(gateway.sent) == 2


def test_a_gateway_that_is_away_is_said(second: CitizenBrowser, gateway: OtpGateway) -> None:
    gateway.down = True
    assert "gián đoạn" in second.post(f"{DEVICE}/gui-ma").text
    gateway.down = False
    second.post(f"{DEVICE}/gui-ma")
    gateway.down = True
    assert "gián đoạn" in second.post(DEVICE, otp=CODE).text
    gateway.down = False
    assert second.post(DEVICE, otp=CODE).location == HOME


def test_a_new_password_signs_every_other_device_out(app: Flask, phone: CitizenBrowser, second: CitizenBrowser) -> None:
    phone.choose(PASSWORD, NEW)
    assert phone.post("/tai-khoan/doi-mat-khau/ma", otp=CODE).location == "/tai-khoan/?xong=mat-khau"
    assert phone.inside and second.get(DEVICE).location.startswith(LOGIN)
    assert "Mật khẩu vừa được đổi" in second.get(LOGIN).text


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari trên iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge trên Windows"),
        ("curl/8.5.0", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
        ("<script>alert(1)</script>" * 1000, "Thiết bị không rõ"),
    ],
)
def test_what_a_browser_says_of_itself(agent: str, words: str) -> None:
    assert devices.shown(devices.describe(agent)) == words
