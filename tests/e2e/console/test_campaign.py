"""The main story of the SMS console in a real browser, with a real gateway and sender: from a file to the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.console.conftest import Enter
from tests.support.consoles import Consoles

pytestmark = pytest.mark.slow
ROWS = 4000


@pytest.fixture(scope="module")
def consoles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoles]:
    """A product of its own, because here one SMS in ten does not arrive. The sandbox has half of a campaign at a time (`WINDOW`) and
    answers so slowly that somebody who looks at it first can pause it."""
    running = Consoles(
        tmp_path_factory.mktemp("campaigns") / "data",
        BHXH_SEGMENT_PRICE="500",
        BHXH_CAMPAIGN_APPROVAL_ABOVE="100",
        BHXH_SANDBOX_DELAY="5",
        BHXH_SANDBOX_RECEIPT_DELAY="0.2",
        BHXH_SANDBOX_FAILED_RATE="0.1",
    )
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`ROWS` recipients of two telcos, and a row that is none."""
    file = tmp_path_factory.mktemp("files") / "danh-sach.csv"
    rows = [f"09{1 if n % 2 else 7}{n:07d},Nguyễn Văn {n % 7},{7900000000 + n}" for n in range(ROWS)]
    file.write_text("\n".join(["so_dien_thoai,ho_ten,ma_so_bhxh", *rows, "12,Lê Sai,7900000001"]) + "\n", "utf-8")
    return file


def upload(page: Page, consoles: Consoles, file: Path, name: str) -> None:
    page.goto(f"{consoles.url}/tin-nhan")
    page.get_by_role("link", name="Tạo chiến dịch").click()
    form = page.locator("form[enctype]")
    form.get_by_label("Tên chiến dịch").fill(name)
    form.get_by_label("Mẫu tin").select_option("thong_bao_ma_so")
    form.get_by_label("Tệp người nhận").set_input_files(file)
    page.get_by_role("button", name="Tải tệp lên").click()
    expect(state(page)).to_have_text("sẵn sàng", timeout=30_000)


def state(page: Page) -> object:
    return page.locator("h1 .govuk-tag")


def tile(page: Page, label: str) -> object:
    return page.locator(".tile", has=page.get_by_text(label, exact=True)).locator("dd")


def test_from_a_file_to_the_report(enter: Enter, consoles: Consoles, people: Path, tmp_path: Path) -> None:
    staff = enter("truyenthong")
    upload(staff, consoles, people, "Thông báo tháng 12")
    expect(tile(staff, "Người nhận")).to_have_text("4.000")
    expect(tile(staff, "Dòng bị loại")).to_have_text("1")
    expect(staff.get_by_text("tiết kiệm 50% chi phí")).to_be_visible()
    expect(staff.get_by_text("cần một người khác phê duyệt")).to_be_visible()
    expect(staff.get_by_role("button", name="Bắt đầu gửi")).to_have_count(0)
    with staff.expect_download() as download:
        staff.get_by_role("link", name="Tải mọi dòng bị loại").click()
    assert "phone.length" in Path(download.value.path()).read_text("utf-8")

    staff.get_by_label("Số điện thoại nhận thử").fill("0987654321")
    staff.get_by_role("button", name="Gửi thử").click()
    expect(staff.get_by_text("Đã gửi tin thử.")).to_be_visible()
    staff.get_by_label("Bắt đầu lúc").fill("2020-01-01T08:00")
    staff.get_by_role("button", name="Lưu giờ hẹn").click()
    expect(staff.get_by_role("alert")).to_contain_text("Giờ hẹn gửi phải ở tương lai")

    address = re.sub(r"(chien-dich/\d+).*", r"\1", staff.url)
    reader = enter("giamsat")
    reader.goto(address)
    expect(reader.get_by_role("main").get_by_role("button")).to_have_count(0)  # reads, and does nothing
    expect(reader.get_by_role("link", name="Tải danh sách người nhận")).to_have_count(0)
    second = enter("lanhdao", 360, 740)
    second.goto(address)
    assert second.evaluate("document.documentElement.scrollWidth") <= 360
    second.get_by_role("button", name="Phê duyệt").click()
    expect(second.get_by_text("Đã được lanhdao phê duyệt.")).to_be_visible()

    staff.goto(address)
    staff.get_by_role("button", name="Bắt đầu gửi").click()
    expect(state(staff)).to_have_text("đang gửi")
    second.goto(address)
    expect(second.get_by_role("img", name=re.compile("Đã trao nhà mạng"))).to_be_visible()
    assert second.evaluate("document.documentElement.scrollWidth") <= 360
    second.get_by_role("button", name="Tạm dừng").click()
    expect(state(second)).to_have_text("tạm dừng")
    expect(second.get_by_role("button", name="Gửi tiếp")).to_have_count(0)  # who may stop may not start
    expect(state(staff)).to_have_text("tạm dừng")  # the other browser follows by itself
    staff.get_by_role("button", name="Gửi tiếp").click()
    expect(state(staff)).to_have_text("đã gửi xong", timeout=90_000)
    expect(tile(staff, "Đã trao nhà mạng")).to_contain_text("4.000")
    table = staff.get_by_role("table").filter(has_text="Nhà mạng")
    expect(table.get_by_role("row", name="Viettel")).to_contain_text("2.000", timeout=30_000)
    expect(table.get_by_role("row", name="VinaPhone")).to_contain_text("2.000")
    expect(staff.get_by_text("Mô phỏng: máy không nhận được")).to_be_visible(timeout=30_000)
    expect(staff.get_by_role("img", name=re.compile("Cao nhất"))).to_be_visible(timeout=30_000)
    with staff.expect_download() as download:
        staff.get_by_role("link", name="Tải danh sách người nhận").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == ROWS + 1 and lines[0].endswith("id,status,segments,provider,sent_at,delivered_at,error")

    upload(staff, consoles, people, "Lại tệp ấy")
    expect(staff.get_by_text("Đúng tệp này đã được gửi")).to_be_visible()
    staff.get_by_role("button", name="Hủy chiến dịch").click()
    expect(state(staff)).to_have_text("đã hủy")


def test_a_campaign_to_our_own_participants(enter: Enter, consoles: Consoles) -> None:
    page = enter("truyenthong", 360, 740)
    page.goto(f"{consoles.url}/tin-nhan/chien-dich/moi")
    page.get_by_text("Gửi tới người tham gia đã khai số điện thoại").click()
    page.locator("#audience-name").fill("Cả nước")
    page.get_by_role("button", name="Tạo danh sách người nhận").click()
    expect(state(page)).to_have_text("sẵn sàng", timeout=30_000)
    expect(page.get_by_text("người tham gia đã khai số điện thoại")).to_be_visible()


def test_a_template_is_seen_on_a_phone_while_it_is_written(enter: Enter, consoles: Consoles) -> None:
    page = enter("truyenthong")
    page.goto(f"{consoles.url}/tin-nhan/mau-tin/soan-moi")
    page.get_by_label("Tên mẫu").fill("nhac_lich")
    page.get_by_label("Nội dung").fill("Kính mời Ông/Bà {ho_ten} đến BHXH Quận 5. " * 2)
    phone = page.locator(".phone__text")
    expect(phone).to_contain_text("Nguyễn Thị Minh Khai")
    expect(page.get_by_text("gửi không dấu chỉ còn 1 phần")).to_be_visible()
    page.get_by_label("Gửi không dấu").check()
    expect(phone).to_contain_text("Nguyen Thi Minh Khai")
    expect(tile(page, "Bảng mã")).to_contain_text("GSM-7")
    page.get_by_role("button", name="Lưu mẫu tin").click()
    expect(page.get_by_role("heading", name="nhac_lich")).to_be_visible()
    page.get_by_label("Nội dung").fill("Sai {ngoặc")
    page.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Nội dung")).to_have_value("Sai {ngoặc")


def test_a_citizens_messages_are_found_and_no_number_is_in_an_address(enter: Enter, consoles: Consoles) -> None:
    page = enter("tongdai1")
    page.goto(f"{consoles.url}/tin-nhan/tim-kiem")
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.get_by_label("Số điện thoại hoặc mã tham chiếu").fill("0987654321")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Tìm thấy|Không tìm thấy"))).to_be_visible()
    page.get_by_label("Số điện thoại hoặc mã tham chiếu").fill("12")
    page.get_by_role("button", name="Tra cứu", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("0908 123 456")
    assert not any("0987" in address for address in addresses)
    assert page.goto(f"{consoles.url}/tin-nhan").status == 403  # type: ignore[union-attr]


def test_a_key_is_shown_once_and_revoked(enter: Enter, consoles: Consoles) -> None:
    page = enter("quantri")
    page.goto(f"{consoles.url}/tin-nhan/khoa")
    page.get_by_label("Tên khóa").fill("so-y-te")
    page.get_by_role("button", name="Tạo khóa").click()
    expect(page.locator(".console-secret")).to_contain_text("bhxh_test_")
    page.goto(f"{consoles.url}/tin-nhan/khoa")
    expect(page.locator(".console-secret")).to_have_count(0)
    row = page.get_by_role("row", name=re.compile("so-y-te"))
    row.get_by_role("button", name="Thu hồi").click()
    expect(row).to_contain_text("đã thu hồi")


PAGES = {
    "truyenthong": ("/nhan-vien/", "/tin-nhan", "/tin-nhan/chien-dich/moi", "/tin-nhan/mau-tin/thong_bao_ma_so", "/tin-nhan/tim-kiem", "/tin-nhan/chien-dich/1"),
    "tongdai1": ("/tin-nhan/so-chan",),
    "quantri": ("/tin-nhan/nha-cung-cap", "/tin-nhan/khoa", "/tin-nhan/bao-tin", "/nhan-vien/tai-khoan", "/nhan-vien/doi-mat-khau"),
}  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_fits_and_axe_finds_nothing(enter: Enter, consoles: Consoles, people: Path, width: int) -> None:
    for username, paths in PAGES.items():
        page = enter(username, width, 800, bypass_csp=True)  # axe is injected; every other test runs under the policy
        for path in paths:
            page.goto(f"{consoles.url}{path}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            page.wait_for_load_state()  # until its styles have come everything is small
            found = Axe().run(page).response["violations"]
            assert [(item["id"], item["impact"]) for item in found] == [], path


def test_the_keyboard_reaches_everything_in_order(enter: Enter, consoles: Consoles) -> None:
    page = enter("truyenthong")
    page.goto(f"{consoles.url}/tin-nhan/chien-dich/moi")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    for label in ("Tên chiến dịch", "Mẫu tin", "Tệp người nhận", "Gửi không dấu"):
        field = page.locator("form[enctype]").get_by_label(label)
        for _ in range(4):
            if field.evaluate("field => field === document.activeElement"):
                break
            page.keyboard.press("Tab")
        expect(field).to_be_focused()
