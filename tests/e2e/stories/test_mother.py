"""The story: a mother registers herself and her child through the school, and sees her KCB book the same day."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.accounts import service
from tests.e2e.stories.conftest import officer, phone, scene, sms
from tests.support.consoles import Consoles, open_database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

MOTHER, CHILD = "7920456789", "7931567890"
PHONE = "0903456789"
CHOSEN = "ba con mèo trên mái nhà"


def forward(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục", exact=True).click()


def at(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def declare(page: Page, consoles: Consoles, picture: Path) -> str:
    """Form 01 on a phone, handed in through the school; the dossier's number."""
    page.goto(f"{consoles.url}/dang-ky/khai/nguoi-dang-ky")
    page.get_by_label("Mã số BHXH").fill(MOTHER)
    page.get_by_label("Họ và tên").fill("Trần Thị Bích Ngọc")
    page.get_by_label("Số CCCD/CMND/Hộ chiếu").fill("079190004567")
    scene(page, "mother-1-form")
    forward(page)
    page.get_by_label("Tỉnh, thành phố").select_option("2025:TP. Hồ Chí Minh")
    forward(page)
    page.get_by_label("Hồ Chí Minh", exact=True).check()
    forward(page)
    page.get_by_label("Quận, huyện").select_option("07915")
    forward(page)
    page.get_by_label("Phường, xã", exact=True).select_option("Phường 11")
    page.get_by_label("Số nhà, tên đường").fill("12/5 Trần Hưng Đạo")
    forward(page)
    page.get_by_label("Số điện thoại di động").fill(PHONE)
    forward(page)
    at(page, "Cơ quan BHXH tiếp nhận")
    forward(page)
    for heading in ("Ảnh chân dung", "Ảnh mặt trước giấy tờ", "Ảnh mặt sau giấy tờ"):
        at(page, heading)
        page.get_by_label("Hoặc chọn ảnh có sẵn").set_input_files(picture)
        forward(page)
    page.get_by_label("Qua nhà trường").check()
    forward(page)
    page.get_by_label("Trường").select_option("TC1502")
    forward(page)
    page.get_by_label("Lớp").select_option("7A1")
    forward(page)
    at(page, "Xem lại tờ khai")
    scene(page, "mother-2-review")
    page.get_by_role("button", name="Gửi").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("/07915")
    return found(heading.inner_text())


def found(words: str) -> str:
    number = re.search(r"\d{5}\.\w/\d{4}/\d{5}", words)
    assert number is not None, words
    return number.group()


def decide(page: Page, consoles: Consoles, number: str, picture_of: str) -> None:
    """The officer scans the declaration's number, receives it, and finds it valid."""
    page.goto(f"{consoles.url}/can-bo/tiep-nhan")
    page.locator("#so-ho-so").fill(number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    for check in page.get_by_role("checkbox").all():
        check.check()
    page.get_by_role("button", name="Đã tiếp nhận").click()
    page.get_by_role("link", name=number).click()
    page.get_by_label("Hồ sơ hợp lệ").check()
    scene(page, f"{picture_of}-decided")
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_role("status").first).to_contain_text("tài khoản")


def first_log_in(page: Page, consoles: Consoles, code: str, given: str, to: str) -> None:
    """With the password that came by SMS, which must be changed at once."""
    page.goto(f"{consoles.url}/tai-khoan/dang-nhap")
    page.get_by_label("Mã số BHXH").fill(code)
    page.get_by_label("Mật khẩu").fill(given)
    page.keyboard.press("Enter")
    at(page, "Đổi mật khẩu")
    page.get_by_label("Mật khẩu hiện tại").fill(given)
    page.get_by_label("Mật khẩu mới", exact=True).fill(CHOSEN)
    page.get_by_label("Nhập lại mật khẩu mới").fill(CHOSEN)
    page.get_by_role("button", name="Tiếp tục và nhận mã").click()
    at(page, "Xác thực mật khẩu mới")
    page.locator("#otp").fill(sms(consoles, to, r"\b(\d{6})\b"))
    page.get_by_role("button", name="Lưu mật khẩu mới").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")


def without_account(consoles: Consoles) -> None:
    """The demo's account of the mother is gone: she is yet to register."""
    with open_database(consoles.environment) as database, database.begin() as session:
        account = service.find_by_code(session, MOTHER)
        assert account is not None
        service.remove(session, account.id, "test")


def test_a_mother_registers_herself_and_her_child_and_sees_her_kcb_book(
    browser: Browser, consoles: Consoles, picture: Path
) -> None:
    without_account(consoles)
    mother, clerk = phone(browser), officer(browser, consoles)

    number = declare(mother, consoles, picture)
    decide(clerk, consoles, number, "mother-3")
    given = sms(consoles, PHONE, rf"{MOTHER}, mật khẩu lần đầu: (\S+)\.")
    first_log_in(mother, consoles, MOTHER, given, PHONE)

    mother.goto(f"{consoles.url}/tai-khoan/so-kcb")
    expect(mother.get_by_role("heading", level=1)).to_be_visible()
    scene(mother, "mother-4-kcb")

    mother.goto(f"{consoles.url}/dang-ky/con/khai/nguoi-con")
    mother.get_by_label("Mã số BHXH").fill(CHILD)
    mother.get_by_label("Họ và tên").fill("Lê Trần Gia Hân")
    mother.get_by_label("Ngày sinh").fill("20/06/2013")
    forward(mother)
    mother.get_by_label("Tỉnh, thành phố").select_option("2025:TP. Hồ Chí Minh")
    forward(mother)
    mother.get_by_label("Hồ Chí Minh", exact=True).check()
    forward(mother)
    mother.get_by_label("Cơ quan BHXH tiếp nhận").select_option("07915")
    forward(mother)
    mother.get_by_label("Hoặc chọn ảnh có sẵn").set_input_files(picture)
    forward(mother)
    at(mother, "Xem lại tờ khai")
    mother.get_by_role("link", name="Gửi").click()
    scene(mother, "mother-5-child")
    mother.get_by_role("button", name="Đồng ý").click()
    childs = found(mother.locator("main").inner_text())
    decide(clerk, consoles, childs, "mother-6")
    given = sms(consoles, PHONE, rf"{CHILD}\D.*mật khẩu\D*: (\S+)\.")

    child = phone(browser)
    first_log_in(child, consoles, CHILD, given, PHONE)
    scene(child, "mother-7-child-inside")
