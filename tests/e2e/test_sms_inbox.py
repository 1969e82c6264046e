"""The demo's SMS inbox in a real browser: a narrow phone, the key from the address, new messages by themselves."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from bhxh.dates import VIETNAM
from sms_gateway.schema import inbound_message
from tests.sms_gateway.api.test_sandbox import deliver
from tests.sms_gateway.gateway import LIVE, config, serving


def test_who_got_what_on_a_narrow_phone(page: Page, tmp_path: Path) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": 360, "height": 760})
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as gateway:
        deliver(gateway, "0912345678", "Mã xác thực 482913 <b>có hiệu lực</b> 5 phút.")
        page.goto(f"{gateway.url}/sandbox/#{LIVE}")
        expect(page.get_by_role("listitem")).to_have_count(1)
        expect(page.get_by_text("0912 345 678")).to_be_visible()
        expect(page.get_by_text("Mã xác thực 482913 <b>có hiệu lực</b> 5 phút.")).to_be_visible()
        assert LIVE not in page.url
        deliver(gateway, "0903456789", "Tin mới cho người khác")
        expect(page.get_by_role("listitem")).to_have_count(2)
        expect(page.get_by_role("listitem").first).to_contain_text("Tin mới")
        page.get_by_label("Số điện thoại").fill("0912 345 678")
        page.keyboard.press("Enter")
        expect(page.get_by_role("listitem")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert Axe().run(page).response["violations"] == []
        page.screenshot(path=tmp_path / "inbox.png", full_page=True)
    assert complaints == []


def test_an_answer_that_comes_late_does_not_bring_other_phones_back(page: Page, tmp_path: Path) -> None:
    late: list[tuple[Route, APIResponse]] = []

    def hold_what_asks_for_all(route: Route) -> None:
        if "?to=" in route.request.url:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as gateway:
        deliver(gateway, "0912345678", "Tin của một người")
        deliver(gateway, "0903456789", "Tin của người khác")
        page.goto(f"{gateway.url}/sandbox/#{LIVE}")
        expect(page.get_by_role("listitem")).to_have_count(2)
        page.get_by_label("Tự làm mới mỗi 3 giây").uncheck()
        page.route("**/messages*", hold_what_asks_for_all)
        page.get_by_role("button", name="Xem hộp thư").click()
        while not late:
            page.wait_for_timeout(50)
        page.get_by_label("Số điện thoại").fill("0912 345 678")
        page.keyboard.press("Enter")
        expect(page.get_by_role("listitem")).to_have_count(1)
        route, response = late[0]
        with page.expect_response("**/messages"):
            route.fulfill(response=response)
        page.wait_for_timeout(500)
        expect(page.get_by_role("listitem")).to_have_count(1)
        expect(page.get_by_text("Đang hiện 1 tin nhắn.")).to_be_visible()


def test_times_are_vietnams_wherever_the_browser_is(browser: Browser, tmp_path: Path) -> None:
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as gateway:
        deliver(gateway, "0912345678", "Tin của một người")
        context = browser.new_context(timezone_id="America/New_York")
        page = context.new_page()
        page.goto(f"{gateway.url}/sandbox/#{LIVE}")
        time = page.locator("time")
        moment = datetime.fromisoformat(time.get_attribute("datetime") or "").astimezone(VIETNAM)
        expect(time).to_have_text(re.compile(rf"{moment:%H:%M:%S}.*{moment.day}/{moment.month}/{moment.year}"))
        context.close()


def test_a_phone_of_the_demo_writes_to_the_assistant(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 760})
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as gateway:
        deliver(gateway, "0903456789", "Tin của người khác")
        page.goto(f"{gateway.url}/sandbox/#{LIVE}")
        page.get_by_text("Nhắn tin cho trợ lý").click()
        page.get_by_label("Nhắn từ số").fill("912")
        page.get_by_label("Nội dung tin nhắn").fill("mất thẻ <b>BHYT</b>")
        page.get_by_role("button", name="Gửi tin nhắn").click()
        expect(page.get_by_role("alert")).to_contain_text("số")
        assert gateway.count(inbound_message) == 0
        page.get_by_label("Nhắn từ số").fill("0912 345 678")
        page.get_by_role("button", name="Gửi tin nhắn").click()
        expect(page.get_by_role("listitem")).to_have_count(1)
        expect(page.get_by_role("listitem")).to_contain_text("mất thẻ <b>BHYT</b>")
        assert gateway.count(inbound_message) == 1
        deliver(gateway, "0912345678", "Mời Ông/Bà làm lại thẻ tại cơ quan BHXH.")
        expect(page.get_by_role("listitem")).to_have_count(2)
        expect(page.get_by_role("listitem").first).to_contain_text("làm lại thẻ")
        page.get_by_label("Nội dung tin nhắn").fill("mất thẻ <b>BHYT</b>")
        page.get_by_role("button", name="Gửi tin nhắn").click()
        expect(page.get_by_role("alert")).to_contain_text("tin lặp")
        assert gateway.count(inbound_message) == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("key", ["a-wrong-key-of-nobody"])
def test_a_wrong_key_is_said_and_can_be_corrected(page: Page, tmp_path: Path, key: str) -> None:
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as gateway:
        page.goto(f"{gateway.url}/sandbox/")
        page.get_by_label("Khóa API").fill(key)
        page.get_by_role("button", name="Xem hộp thư").click()
        expect(page.get_by_role("alert")).to_contain_text("xác thực")
        page.get_by_label("Khóa API").fill(LIVE)
        page.get_by_role("button", name="Xem hộp thư").click()
        expect(page.get_by_text("Chưa có tin nhắn nào.")).to_be_visible()
        expect(page.get_by_role("alert")).to_be_hidden()
