"""A citizen's day in a real browser: log in, see and turn the card, read a year of the KCB book, print, see who looked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.personal.conftest import MUOI, NGOC, Enter
from tests.support.consoles import Consoles

pytestmark = pytest.mark.slow
WEIGHT = 150_000
"""Bytes over the line, everything that belongs to the page included."""
PATHS = (
    "ho-so",
    "the-bhyt",
    "the-bhyt?mau=15",
    "qua-trinh",
    "thong-tin-huong",
    "so-kcb",
    "so-kcb?nam=2025",
    "con",
    "ai-da-xem",
)


def front(page: Page) -> object:
    return page.get_by_role("region", name="Mặt trước của thẻ")


def back(page: Page) -> object:
    return page.get_by_role("region", name="Mặt sau của thẻ")


def test_a_citizens_day(enter: Enter, tmp_path: Path) -> None:
    page = enter(NGOC)
    page.get_by_role("link", name="Thẻ BHYT").click()
    expect(front(page)).to_contain_text("7920456789")
    expect(front(page)).to_contain_text("TRẦN THỊ BÍCH NGỌC")
    expect(back(page)).to_have_count(0)  # hidden from eyes and from screen readers alike
    page.get_by_text("Xoay thẻ").click(force=True)
    expect(back(page)).to_contain_text("trả 80% chi phí")
    expect(front(page)).to_have_count(0)
    turn = page.get_by_role("checkbox", name="Xem mặt sau của thẻ")
    turn.focus()
    page.keyboard.press("Space")
    expect(front(page)).to_be_visible()
    page.keyboard.press("Enter")
    expect(back(page)).to_be_visible()
    page.get_by_role("link", name="Xem theo mẫu cũ").click()
    expect(front(page)).to_contain_text("HC 4 79 7920456789")

    page.get_by_role("link", name="Sổ khám chữa bệnh").click()
    expect(page.get_by_role("img", name=re.compile("Chi phí khám chữa bệnh các năm"))).to_be_visible()
    page.get_by_role("link", name="2025", exact=True).click()
    expect(page.get_by_role("heading", name="Năm 2025: 3 lượt khám chữa bệnh")).to_be_visible()
    page.get_by_role("link", name="Bệnh viện Chợ Rẫy").first.click()
    expect(page.get_by_role("table", name="Chi phí của lượt khám")).to_contain_text("Siêu âm tuyến giáp")

    with page.expect_download() as download:
        # a viewer of the browser's own would keep the file from us
        page.get_by_role("link", name="Tải bản in (PDF)").evaluate("link => { link.download = ''; link.click() }")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-1.7")

    page.get_by_role("link", name="Ai đã xem").click()
    table = page.get_by_role("table", name="Ai đã xem")
    expect(table).to_contain_text("Xem thẻ BHYT")
    expect(table).to_contain_text("Xem một lượt khám")
    expect(table).to_contain_text("Ông/Bà")


def test_a_phone_cuts_no_amount(enter: Enter) -> None:
    """Half of "64.220.000 đ" reads as another amount: what does not fit beside the others stands below them, with its name."""
    page = enter(NGOC)
    page.get_by_role("link", name="Sổ khám chữa bệnh").click()
    fits(page, "Người bệnh trả")
    expect(page.locator(".own-pages a[aria-current]")).to_be_in_viewport(ratio=0.9)
    assert page.evaluate("scrollY") == 0
    page.get_by_role("link", name="2024", exact=True).click()
    expect(
        page.get_by_role("heading", name=re.compile("^Năm 2024"))
    ).to_be_in_viewport()  # what was asked for, not the years again
    page.go_back()
    page.get_by_role("link", name="Bệnh viện Nguyễn Trãi").first.click()
    expect(page.get_by_role("table", name="Chi phí của lượt khám")).to_be_visible()
    fits(page, "Thành tiền")


def fits(page: Page, label: str) -> None:
    """No table is wider than its place, and an amount says what it is."""
    wide = page.locator(".scroll").evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length")
    assert wide == 0, page.url
    said = "cell => getComputedStyle(cell, '::before').content"
    assert label in page.locator(f"td[data-label='{label}']").first.evaluate(said)


def test_the_child_of_a_guardian(enter: Enter) -> None:
    page = enter(NGOC)
    page.get_by_role("link", name="Con", exact=True).click()
    page.get_by_role("link", name=re.compile("^Thẻ BHYT – Lê Trần Gia Hân")).click()
    expect(page.get_by_role("note")).to_contain_text("Đang xem thông tin của con: Lê Trần Gia Hân")
    expect(front(page)).to_contain_text("7931567890")
    page.get_by_role("link", name="Sổ khám chữa bệnh").click()
    expect(page.get_by_role("note")).to_contain_text("Lê Trần Gia Hân")
    page.get_by_role("link", name="Về thông tin của Ông/Bà").click()
    expect(page.get_by_text("Trần Thị Bích Ngọc")).to_be_visible()


def test_a_visit_that_was_never_made_is_reported(enter: Enter) -> None:
    page = enter(MUOI)
    page.get_by_role("link", name="Sổ khám chữa bệnh").click()
    page.get_by_role("link", name=re.compile("Ia Mơ Nông")).click()
    page.get_by_role("link", name="Lượt khám này không phải của tôi").click()
    expect(page.get_by_label("Nơi tiếp nhận")).to_have_value("048")
    page.get_by_label("Ông/Bà nói rõ thêm").fill("Tháng 5 tôi ở Đà Nẵng, không đi Gia Lai.")
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.get_by_role("heading", name="Đã nhận phản ánh")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Số phản ánh: PA"))).to_be_visible()


def test_the_card_turns_without_javascript(enter: Enter) -> None:
    page = enter(NGOC, java_script_enabled=False)
    page.get_by_role("link", name="Thẻ BHYT").click()
    page.get_by_text("Xoay thẻ").click(force=True)
    expect(back(page)).to_be_visible()
    page.get_by_role("checkbox", name="Xem mặt sau của thẻ").focus()
    page.keyboard.press("Space")
    expect(front(page)).to_be_visible()


def test_on_paper_both_sides_and_nothing_else(enter: Enter) -> None:
    page = enter(NGOC, 1280, 900)
    page.get_by_role("link", name="Thẻ BHYT").click()
    page.emulate_media(media="print")
    expect(front(page)).to_be_visible()
    expect(back(page)).to_be_visible()
    for hidden in (".top", ".own-pages", ".foot", ".actions", ".bhyt > .button"):
        expect(page.locator(hidden)).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_page_fits_is_light_and_axe_finds_nothing(
    enter: Enter, consoles: Consoles, width: int, scheme: str
) -> None:
    page = enter(
        NGOC, width, 800, color_scheme=scheme, bypass_csp=True
    )  # axe is injected; every other test runs under the policy
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    child = page.goto(f"{consoles.url}/tai-khoan/con") and page.locator(".links a").first.get_attribute("href")
    for address in [*(f"/tai-khoan/{path}" for path in PATHS), child]:
        received.clear()
        page.goto(f"{consoles.url}{address}", wait_until="networkidle")
        assert 1_000 < sum(received) <= WEIGHT, (address, sum(received))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        page.wait_for_load_state()  # until its styles have come everything is small
        found = Axe().run(page).response["violations"]
        assert [(item["id"], item["impact"]) for item in found] == [], address
