"""Cards and tables of a reply: tables for a screen reader at any width, no sideways scrolling, nothing said twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.web.chat import Chat

CARD = {"kind": "card", "rows": [["Họ tên", "Trần Văn Bình"], ["Cơ quan tiếp nhận", "[07915] BHXH Quận 5"]]}
TABLE = {
    "kind": "table",
    "title": "Sổ khám chữa bệnh: 4 lượt, 2 năm",
    "head": ["Năm", "Lượt", "Chi phí", "BHYT trả", "Ông/Bà trả"],
    "rows": [
        ["2026", "3", "19.766.500 đ", "15.832.400 đ", "3.934.100 đ"],
        ["2025", "1", "96.000 đ", "96.000 đ", "0 đ"],
    ],
}
SOURCE = {"kind": "text", "text": "Đúng chưa ạ? Xem thêm tại baohiemxahoi.gov.vn\nNguồn: Luật BHYT"}


@pytest.mark.parametrize("width", [360, 1280])
def test_parts_are_shown_instead_of_the_lines(chat: Chat, width: int) -> None:
    chat.page.set_viewport_size({"width": width, "height": 800})
    chat.reply_with(
        {"text": "thay bằng phần", "parts": [{"kind": "text", "text": "Xin kiểm tra:"}, CARD, TABLE, SOURCE]}
    )
    answer = chat.ask_and_wait("xem")
    expect(answer).not_to_contain_text("thay bằng phần")
    expect(answer.locator("dt")).to_have_text(["Họ tên", "Cơ quan tiếp nhận"])
    expect(answer.locator(".source")).to_have_text("Nguồn: Luật BHYT")
    expect(answer.get_by_role("link", name="baohiemxahoi.gov.vn")).to_be_visible()
    table = answer.get_by_role("table", name="Sổ khám chữa bệnh: 4 lượt, 2 năm")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table.get_by_role("rowheader")).to_have_text(["2026", "2025"])
    expect(table.get_by_role("cell", name="15.832.400 đ")).to_be_visible()
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_markup_in_parts_stays_text(chat: Chat) -> None:
    evil = "<img src=x onerror=alert(1)>"
    parts = [{"kind": "card", "rows": [[evil, evil]]}, {**TABLE, "title": evil, "rows": [[evil] * 5]}]
    chat.reply_with({"text": "x", "parts": parts})
    answer = chat.ask_and_wait("xem")
    expect(answer.locator("dd")).to_have_text(evil)
    expect(answer.locator("img")).to_have_count(0)
