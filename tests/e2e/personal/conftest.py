"""The product's pages with the demo's citizens, and a phone in the hand of one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.support.consoles import PASSWORD, Consoles

NGOC, MUOI = "7920456789", "4801789012"
Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def consoles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoles]:
    running = Consoles(tmp_path_factory.mktemp("personal") / "data")
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def enter(browser: Browser, consoles: Consoles) -> Iterator[Enter]:
    """``enter(NGOC)``: this person's browser, logged in; it logs out at the end, because an account has one device. Afterwards:
    nothing in the console, nothing from elsewhere."""
    complaints: list[str] = []
    pages: list[Page] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def enter(code: str, width: int = 360, height: int = 740, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **options)  # type: ignore[arg-type]
        page = context.new_page()
        pages.append(page)
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(consoles.url) else complaints.append(asked.url))
        page.goto(f"{consoles.url}/tai-khoan/")
        page.get_by_label("Mã số BHXH").fill(code)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")
        return page

    yield enter
    for page in pages:
        page.goto(f"{consoles.url}/tai-khoan/")
        page.get_by_role("button", name="Đăng xuất", exact=True).click()
        page.context.close()
    assert complaints == []
