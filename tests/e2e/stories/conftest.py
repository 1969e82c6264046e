"""The product with its worker, so that what is decided reaches phones. With ``BHXH_SCREENSHOTS`` set to a folder the scenes are kept there."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.support.consoles import PASSWORD, Consoles
from tests.support.product import SMS_KEY

SECONDS = 90.0


@pytest.fixture(scope="module")
def consoles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoles]:
    running = Consoles(tmp_path_factory.mktemp("stories") / "data", processes=("web", "sender", "worker"))
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "anh.jpg"
    Image.new("RGB", (900, 600), "steelblue").save(file)
    return file


def phone(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN").new_page()


def officer(browser: Browser, consoles: Consoles, username: str = "canbo.quan5") -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN").new_page()
    page.goto(f"{consoles.url}/nhan-vien/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")
    return page


def scene(page: Page, name: str) -> None:
    folder = os.environ.get("BHXH_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def sms(consoles: Consoles, to: str, pattern: str) -> str:
    """The first group of the newest message to a phone that fits."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        answer = httpx.get(
            f"{consoles.url}/sms/v1/sandbox/messages",
            params={"to": to},
            headers={"Authorization": f"Bearer {SMS_KEY}"},
            trust_env=False,
        )
        for message in answer.json()["messages"]:
            if found := re.search(pattern, message["body"]):
                return found.group(1)
        time.sleep(0.3)
    raise AssertionError(f"no message to {to} that fits {pattern}")
