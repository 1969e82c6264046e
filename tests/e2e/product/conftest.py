"""One running product for all of these tests: the real Rasa, actions, gateway, sender, worker and databases, with Telegram's emulator."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.product.people import Enter
from tests.support.consoles import PASSWORD
from tests.support.product import RunningProduct
from tests.support.telegram_peers import TOKEN, TelegramTestApi, telegram_test_api


@pytest.fixture(scope="session")
def emulator() -> Iterator[TelegramTestApi | None]:
    """None: there is no Node here, and only what needs Telegram is left out."""
    if shutil.which("npm") is None:
        yield None
        return
    with telegram_test_api() as peer:
        yield peer


@pytest.fixture
def telegram(emulator: TelegramTestApi | None) -> TelegramTestApi:
    if emulator is None:
        pytest.skip("Telegram's emulator: node and npm are not installed (scripts/test-packages.sh)")
    return emulator


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, emulator: TelegramTestApi | None) -> Iterator[RunningProduct]:
    telegram = {}
    if emulator is not None:
        telegram = {
            "BHXH_TELEGRAM_TOKEN": TOKEN,
            "BHXH_TELEGRAM_MODE": "polling",
            "BHXH_TELEGRAM_API": emulator.url,
        }
    running = RunningProduct(
        tmp_path_factory.mktemp("product") / "data",
        BHXH_SANDBOX_RECEIPT_DELAY="0.05",
        BHXH_DEMO_PASSWORD=PASSWORD,
        **telegram,
    )
    try:  # one that does not get ready in time runs all the same, and would go on after the tests
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def enter(browser: Browser, product: RunningProduct) -> Iterator[Enter]:
    """``enter("tongdai1")``: an agent's console; ``enter("")``: a citizen's web chat on a phone."""
    contexts = []

    def enter(username: str) -> Page:
        size = {"width": 1280, "height": 900} if username else {"width": 360, "height": 640}
        context = browser.new_context(viewport=size, locale="vi-VN")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        if not username:
            page.goto(product.url)
            return page
        page.goto(f"{product.url}/nhan-vien/dang-nhap?next=/tong-dai")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.goto(f"{product.url}/tong-dai")
        return page

    yield enter
    for context in contexts:
        context.close()
