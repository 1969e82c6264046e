"""The story: a wrong visit is reported by the citizen, coordinated between two agencies, and answered.

With ``BHXH_SCREENSHOTS`` set to a folder, its scenes are kept there as pictures (docs/tour.md).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.personal.conftest import NGOC, Enter
from tests.support.consoles import PASSWORD, Consoles

pytestmark = pytest.mark.slow

PHONE = "0903456789"
"""Of the demo person NGOC."""
ANSWER = "Bệnh viện đã nhập nhầm mã số của người khác. Cơ quan BHXH đã xóa lượt khám khỏi sổ của Bà."


def kept(page: Page, name: str) -> None:
    folder = os.environ.get("BHXH_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"feedback-{name}.png", full_page=True)


def officer(browser: Browser, consoles: Consoles, username: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN").new_page()
    page.goto(f"{consoles.url}/nhan-vien/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")
    return page


def test_a_wrong_visit_is_reported_coordinated_and_answered(enter: Enter, browser: Browser, consoles: Consoles) -> None:
    citizen = enter(NGOC)
    citizen.goto(f"{consoles.url}/tai-khoan/so-kcb?nam=2025")
    citizen.get_by_role("link", name="Bệnh viện Chợ Rẫy").first.click()
    citizen.get_by_role("link", name="Lượt khám này không phải của tôi").click()
    citizen.get_by_label("Nơi tiếp nhận").select_option("079")
    kept(citizen, "reported")
    citizen.get_by_role("button", name="Gửi phản ánh").click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Đã nhận phản ánh")
    number = citizen.locator("main").inner_text().partition("PA-079-")[2][:9]
    ticket = f"{consoles.url}/can-bo/phan-anh/PA-079-{number}"

    owner = officer(browser, consoles, "canbo.hcm")
    owner.goto(ticket)
    owner.get_by_role("button", name="Nhận xử lý").click()
    owner.locator("#ask-agency").fill("quận 5")
    owner.locator("#ask-words").fill("Đề nghị kiểm tra lượt khám này với bệnh viện trên địa bàn.")
    owner.get_by_role("button", name="Gửi đề nghị").click()
    expect(owner.get_by_text("Đang phối hợp với cơ quan khác")).to_be_visible()
    kept(owner, "coordinated")

    district = officer(browser, consoles, "canbo.quan5")
    district.goto(f"{consoles.url}/can-bo/phan-anh?xem=duoc-hoi")
    district.get_by_role("link", name=f"PA-079-{number}").click()
    district.get_by_label("Trả lời phối hợp").fill("Đã kiểm tra hồ sơ bệnh viện: nhập nhầm mã số.")
    kept(district, "asked")
    district.get_by_role("button", name="Gửi trả lời phối hợp").click()

    owner.goto(ticket)
    owner.get_by_label("Câu trả lời").fill(ANSWER)
    owner.get_by_role("button", name="Gửi trả lời", exact=True).click()
    expect(owner.get_by_role("button", name="Đóng phản ánh")).to_be_visible()

    citizen.goto(f"{consoles.url}/phan-anh")
    citizen.get_by_label("Số phản ánh").fill(f"PA-079-{number}")
    citizen.get_by_label("Số điện thoại di động").fill(PHONE)
    citizen.get_by_role("button", name="Xem kết quả").click()
    expect(citizen.get_by_text(ANSWER)).to_be_visible()
    citizen.get_by_label("Rất hài lòng", exact=True).check()
    kept(citizen, "answered")
    citizen.get_by_role("button", name="Gửi đánh giá").click()
    expect(citizen.get_by_text("Đánh giá của Ông/Bà: Rất hài lòng")).to_be_visible()
