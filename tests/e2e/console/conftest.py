"""The consoles of a running product, and people logged in to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.support.consoles import PASSWORD, Consoles

Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def consoles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoles]:
    """Every SMS arrives."""
    running = Consoles(tmp_path_factory.mktemp("consoles") / "data")
    try:
        yield running.start()
    finally:
        running.stop()


def complains(message: ConsoleMessage) -> bool:
    """An error of the page's own. Chromium also names every answer of 400 and more, such as a form with a mistake."""
    return message.type == "error" and "responded with a status of 4" not in message.text


@pytest.fixture
def enter(browser: Browser, consoles: Consoles) -> Iterator[Enter]:
    """``enter("truyenthong")``: a browser of this person, logged in. Afterwards: nothing in the console, nothing from elsewhere."""
    complaints: list[str] = []
    contexts = []

    def enter(username: str, width: int = 1280, height: int = 900, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if complains(message) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda request: None if request.url.startswith(consoles.url) else complaints.append(request.url)
        )
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{consoles.url}/nhan-vien/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []
