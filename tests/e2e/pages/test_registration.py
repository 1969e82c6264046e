"""Form 01 in a real browser: filled in with the keyboard on a phone, gone on with on a desk, each page looked at by axe."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.support.consoles import Consoles
from tests.support.product import SMS_KEY

pytestmark = pytest.mark.slow

PHONE = "0938123456"
SECONDS = 60.0
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
Picture = Callable[[str], Path]


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    def made(name: str) -> Path:
        file = tmp_path / f"{name}.jpg"
        Image.new("RGB", (900, 600), "steelblue").save(file)
        return file

    return made


def reader(browser: Browser, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN", bypass_csp=True)
    return context.new_page()


def looked_at(page: Page) -> None:
    """Axe finds nothing serious, and nothing is wider than the screen."""
    page.wait_for_load_state()  # until its styles have come everything is small
    found = Axe().run(page, options=RULES).response["violations"]
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def tab_to(page: Page, role: str, name: str) -> None:
    """By the Tab key alone."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    expect(wanted).to_be_visible()
    for _ in range(40):
        if wanted.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never reaches {name}")


def press(page: Page, role: str, name: str) -> None:
    tab_to(page, role, name)
    page.keyboard.press("Enter")


def step(page: Page, heading: str, **typed: str) -> None:
    """One page of text fields, by label."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    looked_at(page)
    for label, value in typed.items():
        tab_to(page, "textbox", label.replace("_", " "))
        page.keyboard.type(value)


def choose(page: Page, label: str, value: str) -> None:
    tab_to(page, "combobox", label)
    page.get_by_label(label).select_option(value)
    press(page, "button", "Tiếp tục")


def upload(page: Page, heading: str, file: Path) -> None:
    step(page, heading)
    page.get_by_label("Hoặc chọn ảnh có sẵn").set_input_files(file)
    press(page, "button", "Tiếp tục")


def otp(consoles: Consoles) -> str:
    """The newest code in the sandbox's inbox of the phone."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        answer = httpx.get(
            f"{consoles.url}/sms/v1/sandbox/messages",
            params={"to": PHONE},
            headers={"Authorization": f"Bearer {SMS_KEY}"},
            trust_env=False,
        )
        for message in answer.json()["messages"]:
            if message["lane"] == "otp" and (found := re.search(r"\b\d{6}\b", message["body"])):
                return found.group()
        time.sleep(0.3)
    raise AssertionError("no OTP arrived")


def test_a_citizen_registers_with_the_keyboard_and_goes_on_elsewhere(
    browser: Browser, consoles: Consoles, picture: Picture
) -> None:
    page = reader(browser, 360)
    page.goto(f"{consoles.url}/dang-ky")
    looked_at(page)
    press(page, "link", "Bắt đầu khai")
    step(page, "Người đăng ký")
    press(page, "button", "Tiếp tục")
    expect(page.get_by_role("alert")).to_contain_text("Mã số BHXH")
    expect(page.locator("#full_name-error")).to_contain_text("Nguyễn Thị Thu Hà")
    step(
        page,
        "Người đăng ký",
        **{"Mã_số_BHXH": "7934567899", "Họ_và_tên": "Lưu Thị Hồng Đào", "Số_CCCD/CMND/Hộ_chiếu": "079190004321"},
    )
    page.keyboard.press("Enter")
    step(page, "Tỉnh, thành phố nơi ở")
    choose(page, "Tỉnh, thành phố", "2025:TP. Hồ Chí Minh")
    expect(page.get_by_label("Hồ Chí Minh", exact=True)).to_be_visible()
    looked_at(page)
    page.get_by_label("Hồ Chí Minh", exact=True).focus()
    page.keyboard.press("Space")
    press(page, "button", "Tiếp tục")
    step(page, "Quận, huyện nơi ở")
    choose(page, "Quận, huyện", "07915")
    step(page, "Địa chỉ liên hệ")
    tab_to(page, "combobox", "Phường, xã")
    page.get_by_label("Phường, xã", exact=True).select_option("Phường 11")
    step(page, "Địa chỉ liên hệ", **{"Số_nhà,_tên_đường,_tổ/xóm,_khu_phố/thôn": "12/5 Trần Hưng Đạo"})
    page.keyboard.press("Enter")
    step(page, "Điện thoại và email", **{"Số_điện_thoại_di_động": PHONE})
    page.keyboard.press("Enter")
    step(page, "Cơ quan BHXH tiếp nhận")
    expect(page.get_by_label("Cơ quan BHXH tiếp nhận")).to_have_value("07915")
    code = page.locator(".later .code").inner_text()
    press(page, "button", "Tiếp tục")
    upload(page, "Ảnh chân dung", picture("portrait"))

    desk = reader(browser, 1280)
    opened = resumed(desk, consoles, code)
    expect(opened.get_by_text("tờ khai đang khai dở")).to_be_visible()
    press(desk, "link", "Tiếp tục")
    upload(desk, "Ảnh mặt trước giấy tờ", picture("front"))
    upload(desk, "Ảnh mặt sau giấy tờ", picture("back"))
    step(desk, "Cách nộp tờ khai")
    desk.get_by_label("Qua nhà trường").focus()
    desk.keyboard.press("Space")
    press(desk, "button", "Tiếp tục")
    expect(desk.get_by_label("Trường")).to_be_visible()
    looked_at(desk)
    choose(desk, "Trường", "TC1502")
    expect(desk.get_by_label("Lớp")).to_be_visible()
    looked_at(desk)
    choose(desk, "Lớp", "7A1")
    step(desk, "Xem lại tờ khai")
    for shown in ("Lưu Thị Hồng Đào", "Quận 5", "Phường 11", PHONE, "lớp 7A1"):
        expect(desk.get_by_role("main")).to_contain_text(shown)
    press(desk, "button", "Gửi")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("/07915")
    looked_at(desk)
    pdf = desk.request.get(f"{consoles.url}/dang-ky/ho-so/to-khai.pdf")
    assert pdf.headers["content-type"] == "application/pdf"

    page.goto(f"{consoles.url}/dang-ky/xem-lai")
    expect(page.get_by_role("heading", level=1)).to_have_text("Người đăng ký")  # the draft went to the other device


def resumed(page: Page, consoles: Consoles, number: str) -> Page:
    page.goto(f"{consoles.url}/dang-ky/tiep-tuc")
    looked_at(page)
    tab_to(page, "textbox", "Số hồ sơ hoặc mã khai tiếp")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhập mã OTP")
    looked_at(page)
    sent = otp(consoles)
    tab_to(page, "textbox", "Mã OTP")
    page.keyboard.type(sent)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Nhập mã OTP")
    return page
