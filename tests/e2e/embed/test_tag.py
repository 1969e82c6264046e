"""The script tag in somebody else's page: button, panel, keyboard, unread answers, and that the two pages leave each other alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.embed.conftest import Visit
from tests.e2e.web.standin import Standin

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "embed.html"


def test_the_example_works_from_a_file(visit: Visit, standin: Standin, tmp_path: Path) -> None:
    copy = tmp_path / "embed.html"
    copy.write_text(EXAMPLE.read_text(encoding="utf-8").replace("http://127.0.0.1:8080", standin.address), "utf-8")
    there = visit(copy.as_uri())
    there.open()
    there.ask("xin chào")
    expect(there.chat.locator(".bot").last).to_contain_text("Tôi đã nhận: xin chào")
    there.chat.get_by_role("textbox").press("Escape")
    expect(there.panel).to_be_hidden()
    expect(there.button).to_be_focused()
    standin.say("Câu trả lời đến sau.")
    expect(there.badge).to_have_text("1")


def test_keyboard_and_names(visit: Visit, host_address: str) -> None:
    there = visit(host_address)
    page = there.page
    expect(there.button).to_have_accessible_name("Mở Trợ lý BHXH")
    page.get_by_role("link").focus()
    page.keyboard.press("Tab")
    expect(there.button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Trợ lý BHXH")).to_be_visible()
    expect(there.button).to_have_attribute("aria-expanded", "true")
    expect(there.button).to_have_accessible_name("Đóng Trợ lý BHXH")
    expect(there.chat.get_by_role("textbox")).to_be_focused()  # typed at once, on what has a keyboard
    there.chat.get_by_label("Tùy chọn").click()
    page.keyboard.press("Escape")  # closes what is open inside, and no more
    expect(there.panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(there.panel).to_be_hidden()
    expect(there.button).to_be_focused()
    found = Axe().run(page)
    assert [
        problem["id"]
        for problem in found.response["violations"]
        if problem["id"] not in {"landmark-one-main", "region"}
    ] == []


def test_small_screens_are_filled_and_lead_back(visit: Visit, host_address: str) -> None:
    there = visit(host_address, 360, 640)
    box = there.button.bounding_box()
    assert box is not None and box["width"] >= 44 and box["height"] >= 44 and box["x"] + box["width"] <= 360
    there.open()
    panel = there.panel.bounding_box()
    assert panel == {"x": 0, "y": 0, "width": 360, "height": 640}
    there.page.keyboard.press("Tab")
    expect(there.page.locator("tro-ly-bhxh")).to_be_focused()  # modal: the page behind is out of reach
    there.chat.get_by_role("button", name="Thu nhỏ").click()
    expect(there.panel).to_be_hidden()
    expect(there.button).to_be_focused()


def test_unread_answers_are_counted_while_closed(visit: Visit, host_address: str, standin: Standin) -> None:
    """Of the same site as the chat: elsewhere this Chromium gives a frame no storage, and a conversation lasts as long as the page."""
    host_address = host_address.replace("localhost", "127.0.0.1")
    there = visit(host_address)
    before = standin.streams
    there.open()
    there.ask("xin chào")
    standin.wait_for_streams(before + 1)
    standin.say("Ông/Bà đang đọc.")
    expect(there.chat.locator(".bot").last).to_contain_text("đang đọc")
    there.button.click()
    for text in ("một", "hai"):
        standin.say(text)
    expect(there.badge).to_have_text("2")
    expect(there.button).to_have_accessible_name("Mở Trợ lý BHXH, 2 tin chưa đọc")
    expect(there.page.get_by_role("status").filter(has_text="2 tin chưa đọc")).to_be_attached()
    there.page.goto(f"{host_address}/khac")  # another page of the same site: still unread
    expect(there.badge).to_have_text("2")
    there.button.click()
    expect(there.badge).to_be_hidden()
    expect(there.chat.locator(".bot").last).to_contain_text("hai")
    there.page.reload()
    expect(there.panel).to_be_visible()  # as it was left
    expect(there.badge).to_be_hidden()


def test_the_pages_styles_do_not_reach_it(visit: Visit, host_address: str) -> None:
    there = visit(f"{host_address}/?css=hostile&tag=data-side%3Dleft%20data-label%3DTr%E1%BB%A3%20gi%C3%BAp")
    expect(there.button).to_be_visible()
    expect(there.button).to_have_css("font-size", "17px")
    box = there.button.bounding_box()
    assert box is not None and box["x"] == 20
    there.open()
    heading = there.page.get_by_role("heading", name="Trang khác")
    expect(heading).to_have_css("color", "rgb(255, 0, 0)")  # nor ours the page


def test_links_to_our_other_pages_open_in_a_page_of_their_own(visit: Visit, host_address: str) -> None:
    there = visit(host_address)
    there.open()
    there.ask("đăng ký")
    with there.page.expect_popup() as opened:
        there.chat.get_by_role("link", name="/ho-so/to-khai/4f0c.pdf").click()
    expect(opened.value).to_have_title("Trang khác")


def test_who_is_not_allowed_cannot_frame_it(page: Page, standin: Standin, host_address: str) -> None:
    """As the browser enforces it: the chat in a page of another origin, and our other pages in an allowed one."""
    page.route(
        "https://xau.example/",
        lambda route: route.fulfill(content_type="text/html", body=f"<iframe src='{standin.address}/nhung'></iframe>"),
    )
    page.route(
        f"{host_address}/vo",
        lambda route: route.fulfill(content_type="text/html", body=f"<iframe src='{standin.address}/'></iframe>"),
    )
    for address in ("https://xau.example/", f"{host_address}/vo"):
        page.goto(address)
        page.wait_for_function("frames.length === 1")
        expect(page.frame_locator("iframe").get_by_role("textbox")).to_have_count(0)
        while not page.frames[1].url.startswith("chrome-error://"):
            page.wait_for_timeout(50)


@pytest.mark.parametrize("origin", ["https://xau.example", "http://localhost.xau.example", "http://localhostx:1"])
def test_messages_of_others_are_not_heard(page: Page, standin: Standin, origin: str) -> None:
    page.goto(f"{standin.address}/nhung")
    heard = page.evaluate(
        "async (origin) => (await import('/static/chat/host.js')).allows(['file:', 'http://localhost:*', 'https://a.example'], origin)",
        origin,
    )
    assert heard is False
