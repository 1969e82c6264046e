"""An officer clears fifty dossiers with the keyboard alone, in a real browser: received by scanner, compared, decided, the next."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.settings import Product, Settings
from backend.database import Database
from backend.demo.dossiers import illustration
from backend.households.register import EmbeddedRegister
from backend.notify.models import OutboxMessage
from backend.officers.decisions import Decisions, Officer
from backend.participants.writing import PersonData, save_person
from backend.registration import casework
from backend.registration.attachments import Attachments
from backend.registration.models import Dossier
from backend.registration.scope import Scope
from backend.registration.service import Registration
from backend.staff import accounts
from backend.staff.roles import Role
from tests.e2e.console.conftest import Enter
from tests.support.consoles import PASSWORD, Consoles

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

DOSSIERS = 50
BY_SCANNER = 5
"""So many are handed in at the desk in this test, the others before."""
AGENCY = "07916"
USERNAME = "canbo.quan6"
"""Of this district alone: the demo has dossiers of its own in the next one."""
OFFICER = Officer(USERNAME, Scope(AGENCY))
FORM = {
    "personal_id": "079085001234",
    "province": "TP.HCM",
    "district": AGENCY,
    "commune": "Phường 11",
    "street": "12 Trần Hưng Đạo",
    "email": None,
    "agency": AGENCY,
}
NAMES = {3: "Nguyễn Thị Thu Hạ", 4: "Trần Văn Bình"}
"""In the register; all others stand there as they were declared. The third is nearly the same, the fourth is another person."""
SHOTS = os.environ.get("BHXH_SCREENSHOTS")
"""A folder for the pictures of docs/tour.md."""


@pytest.fixture(scope="module")
def numbers(consoles: Consoles) -> Iterator[list[str]]:
    """Declared, the pictures of some given; all but the last few handed in."""
    env = consoles.environment
    config = Product(
        Settings(data_dir=Path(env["BHXH_DATA_DIR"]), port=int(env["BHXH_PORT"]), rate_limits="off")
    ).backend()
    database = Database.open(config)
    registration, attachments = Registration(database, config), Attachments(database, config)
    decisions = Decisions(database, EmbeddedRegister(database))
    with database.begin() as session:
        accounts.create(
            session,
            username=USERNAME,
            name="Cán bộ BHXH Quận 6",
            role=Role.OFFICER,
            agency=AGENCY,
            actor="test",
            password=PASSWORD,
            demo=True,
        )
    made = []
    for place in range(1, DOSSIERS + 1):
        code, owner = f"79400000{place:02d}", f"owner {place}"
        with database.begin() as session:
            name = NAMES.get(place, "Nguyễn Thị Thu Hà")
            save_person(session, PersonData(code, name, date(1985, 3, 12), "nữ", "79"))
        own = {"bhxh_code": code, "full_name": "Nguyễn Thị Thu Hà", "phone": f"09094000{place:02d}"}
        for field, written in {**FORM, **own}.items():
            registration.put_field(owner, field, written)
        submitted = registration.submit(owner, "key")
        made.append(submitted.number)
        if place <= 5:
            token = submitted.photo_link.rpartition("/")[2]
            for kind in ("portrait", "id_front", "id_back"):
                attachments.put_photo(token, kind, illustration(kind))
        if place <= DOSSIERS - BY_SCANNER:
            with database.reading() as session:
                found = casework.id_of(session, OFFICER.scope, submitted.number)
            decisions.receive(OFFICER, found, 1)
    yield made
    with database.reading() as session:
        ours = select(Dossier.state).where(Dossier.agency_code == AGENCY)
        states = Counter(session.scalars(ours))
        results = session.scalars(select(Dossier.result_message).where(Dossier.agency_code == AGENCY)).all()
        messages = session.scalars(select(OutboxMessage.template).where(OutboxMessage.id.in_(results))).all()
    database.close()
    assert states == {"CAP_TK": DOSSIERS - 2, "HGD_KHONG_TON_TAI": 1, "TU_CHOI": 1}
    assert Counter(messages) == {"tai_khoan": DOSSIERS - 2, "cap_ma_so": 1, "tu_choi": 1}


def shot(page: Page, name: str, *, whole: bool = False) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=whole)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def serious(page: Page) -> list[str]:
    page.wait_for_load_state()  # until its styles have come everything is small
    found = Axe().run(page).response["violations"]
    return [violation["id"] for violation in found if violation["impact"] in ("serious", "critical")]


def test_fifty_dossiers_with_the_keyboard_alone(enter: Enter, consoles: Consoles, numbers: list[str]) -> None:
    page = enter(USERNAME, 1280, 900)
    page.goto(f"{consoles.url}/can-bo")
    press(page, "q")
    for number in numbers[-BY_SCANNER:]:
        expect(page.get_by_label("Số hồ sơ")).to_be_focused()
        page.keyboard.type(number)  # a scanner types the code and presses Enter
        press(page, "Enter")
        expect(page.get_by_label("Đã nhận tờ khai có chữ ký")).to_be_focused()
        press(page, "Space", "Tab", "Space", "Tab", "Space", "Enter")
        expect(page.get_by_role("heading", name="Tiếp nhận hàng loạt")).to_be_visible()
    expect(page.get_by_text(f"Đã tiếp nhận hôm nay: {DOSSIERS}")).to_be_visible()
    shot(page, "officer-reception")
    page.goto(f"{consoles.url}/can-bo")
    decided = 0
    while decided < DOSSIERS:
        press(page, "n") if decided == 0 else press(page, "Enter")
        number = page.get_by_role("heading", level=1)
        expect(number).to_contain_text("Đã tiếp nhận")
        page.wait_for_load_state("domcontentloaded")  # the keys work from then on
        if page.get_by_label("Đã đối chiếu giấy tờ tùy thân: đúng là một người").count():
            near(page)
        elif "07915" in (number.text_content() or "") or page.get_by_text("thuộc họ tên khác").count():
            press(page, "h", "g")
        elif decided == DOSSIERS - 1:
            press(page, "x", "Tab")
            page.keyboard.type("Tờ khai chưa ký")
            press(page, "Tab")
            page.keyboard.type("Thiếu chữ ký trang 1")
            press(page, "Enter")
        else:
            press(page, "h", "g")
        expect(page.get_by_role("link", name="Hồ sơ tiếp theo")).to_be_focused()
        decided += "07916" in (number.text_content() or "")
    shot(page, "officer-decided")
    press(page, "Enter")
    expect(page.get_by_text("Không còn hồ sơ nào chờ đánh giá.")).to_be_focused()


def near(page: Page) -> None:
    """The name differs by a mark: looked at beside the pictures, larger, then confirmed."""
    assert serious(page) == []
    press(page, "2", "+", "+", "r", "-")
    image = page.locator(".picture--shown img")
    if image.count():
        expect(image).to_have_class("zoom-2 turn-1")
        press(page, "r", "r", "r")
        shot(page, "officer-compare", whole=True)
    press(page, "h", "g")
    expect(page.get_by_role("alert")).to_contain_text("khác nhau một ít")
    expect(page.get_by_role("alert")).to_be_focused()
    press(page, "h", "Tab", "Space", "g")


def test_a_coordinator_sees_the_own_classes_and_nothing_else(enter: Enter, consoles: Consoles) -> None:
    page = enter("truong.quan5")
    page.goto(f"{consoles.url}/can-bo/don-vi")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trường THCS Ánh Sáng")
    page.get_by_role("link", name="Cán bộ của trường").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cán bộ của trường")  # no class
    page.go_back()
    page.get_by_role("link", name="6A1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lớp 6A1")
    table = page.get_by_role("table")
    expect(table.get_by_role("row", name="Dương Thùy Linh")).to_contain_text("bị mờ, không đọc được")
    expect(table.get_by_role("row", name="Phan Nhật Minh")).to_contain_text("Chưa đăng ký")
    expect(table).not_to_contain_text("79300001")  # codes are the officer's
    shot(page, "coordinator-class")
    page.goto(f"{consoles.url}/can-bo")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Hồ sơ ĐK GDĐT")


def test_a_double_click_on_a_row_opens_the_dossier(enter: Enter, consoles: Consoles) -> None:
    page = enter("canbo.quan5")
    page.goto(f"{consoles.url}/can-bo?trang-thai=CHO_XAC_MINH")
    row = page.locator("[data-rows] tbody tr").first
    number = row.locator("th").inner_text()
    row.locator("td").nth(1).dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Hồ sơ {number}")


def test_shortcuts_can_be_turned_off_and_nothing_needs_them(enter: Enter, consoles: Consoles) -> None:
    page = enter("canbo.quan5")
    page.goto(f"{consoles.url}/can-bo")
    press(page, "m")
    expect(page.get_by_label("Mã số BHXH")).to_be_visible()
    shot(page, "officer-list", whole=True)
    page.get_by_text("Phím tắt", exact=True).click()
    page.get_by_role("button", name="Tắt phím tắt").click()
    press(page, "q")
    assert page.url.endswith("/can-bo")
    without = enter("canbo.quan5", 360, 740, java_script_enabled=False)
    without.goto(f"{consoles.url}/can-bo?trang-thai=CHO_XAC_MINH")
    without.locator("tbody th a").first.click()
    expect(without.get_by_role("button", name="Đã tiếp nhận")).to_be_visible()
    expect(without.locator(".picture__view img")).to_have_count(3)
    without.get_by_text("Thay ảnh", exact=True).first.click()
    expect(without.get_by_role("button", name="Thay ảnh này").first).to_be_visible()
