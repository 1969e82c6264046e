"""Who has looked: staff by duty and agency and never by name, the reader, the assistant; newest first, page by page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from backend import audit
from backend.database import Database
from backend.participants import register
from backend.personal.looks import AT_ONCE
from backend.registration.attachments import LINK
from backend.staff import accounts as staff
from backend.staff.roles import Role
from tests.backend.personal.conftest import AN, HAN, MUOI, NGOC, LogIn, person_id
from tests.backend.personal.test_pages import words

LOOKS = "/tai-khoan/ai-da-xem"


def look(session: Session, actor: str, action: str = "profile.read", of: str = NGOC) -> None:
    audit.record(session, actor=actor, action=action, subject_index=register.code_index(session, of))


def test_staff_are_shown_by_role_and_agency(log_in: LogIn, database: Database) -> None:
    with database.begin() as session:
        staff.create(
            session,
            username="le.van.tham",
            name="Lê Văn Thẩm",
            role=Role.OFFICER,
            agency="07915",
            actor="test",
            password="x" * 20,
        )
        staff.create(
            session,
            username="tran.thi.tong",
            name="Trần Thị Tổng",
            role=Role.AGENT,
            agency=None,
            actor="test",
            password="x" * 20,
        )
        for actor in (
            "staff:le.van.tham",
            "staff:tran.thi.tong",
            "staff:khong.con",
            "conversation:abc",
            "worker",
            "console:y",
            "<b>",
        ):
            look(session, actor)
        look(session, "staff:le.van.tham", "dossier.something_new")
        look(session, "staff:tran.thi.tong", "quite.new")
    page = log_in(NGOC).get(LOOKS).text
    shown = words(page)
    for expected in (
        "Cán bộ BHXH, BHXH Quận 5",
        "Nhân viên tổng đài",
        "Cán bộ",
        "Trợ lý, sau khi xác thực",
        "Hệ thống tự động",
        "Xử lý dữ liệu",
        "Xử lý hồ sơ đăng ký",
    ):
        assert expected in shown
    for hidden in (
        "le.van.tham",
        "Lê Văn Thẩm",
        "tran.thi.tong",
        "Trần Thị Tổng",
        "khong.con",
        "conversation:",
        "citizen:",
        "dossier.",
        "<b>",
    ):
        assert hidden not in page, hidden


def test_only_those_of_others(log_in: LogIn, database: Database) -> None:
    browser = log_in(AN)
    browser.get("/tai-khoan/the-bhyt")
    with database.begin() as session:
        look(session, "worker", "benefit.read", of=AN)
    assert "Xem thẻ BHYT" in words(browser.get(LOOKS).text)
    others = words(browser.get(f"{LOOKS}?nguoi-khac=1").text)
    assert "Xem thông tin hưởng" in others and "Xem thẻ BHYT" not in others


@pytest.mark.parametrize(
    ("actor", "action", "said"),
    [
        ("staff:khong.con", "account.change_read", ("Cán bộ", "Xem yêu cầu thay đổi thông tin")),
        ("otp", "registration.resumed", ("Người nhập mã OTP gửi đến số đã khai", "Mở lại hồ sơ đăng ký")),
        ("dossier", "registration.way_chosen", ("mở hồ sơ bằng mã OTP", "Chọn cách nộp tờ khai")),
        ("session:0a1b", "registration.submitted", ("Người khai hồ sơ, trên thiết bị đã khai", "Gửi hồ sơ đăng ký")),
        (
            LINK,
            "registration.photo_given",
            ("Người mở đường dẫn gửi riêng cho Ông/Bà", "Bổ sung ảnh vào hồ sơ đăng ký"),
        ),
        ("citizen-link", "feedback.read", ("Người mở đường dẫn gửi riêng cho Ông/Bà", "Xem phản ánh")),
        ("public", "lookup.person", ("Người tra cứu trên trang công khai", "Tra cứu mã số BHXH")),
        ("staff:khong.con", "hotline.citizen_known", ("Cán bộ", "Hỗ trợ qua tổng đài")),
    ],
)
def test_who_did_what_is_said_as_it_was(
    log_in: LogIn, database: Database, actor: str, action: str, said: tuple[str, str]
) -> None:
    with database.begin() as session:
        look(session, actor, action, of=MUOI)
    shown = words(log_in(MUOI).get(LOOKS).text)
    assert said[0] in shown and said[1] in shown
    assert "Xử lý dữ liệu" not in shown


def test_old_looks_are_reached_and_none_is_lost_or_doubled(log_in: LogIn, database: Database) -> None:
    browser = log_in(MUOI)
    with database.begin() as session:
        for number in range(2 * AT_ONCE):
            look(session, f"conversation:{number}" if number % 2 else "worker", "card.read", of=MUOI)
    lines, path = 0, f"{LOOKS}?nguoi-khac=1"
    for _ in range(4):
        page = browser.get(path).text
        lines += page.count("Xem thẻ BHYT")
        older = re.search(r'href="(/tai-khoan/ai-da-xem\?[^"]*truoc=[^"]*)"', page)
        if older is None:
            break
        path = older.group(1).replace("&amp;", "&")
    assert lines == 2 * AT_ONCE
    assert browser.get(f"{LOOKS}?truoc=abc").status_code == 200


def test_a_guardians_looks_stand_in_the_childs_record(log_in: LogIn, database: Database) -> None:
    browser, child = log_in(NGOC), person_id(database, HAN)
    browser.get("/tai-khoan/con")
    browser.get(f"/tai-khoan/con/{child}/so-kcb")
    shown = words(browser.get(f"/tai-khoan/con/{child}/ai-da-xem").text)
    assert "Xem danh sách lượt khám; Xem sổ khám chữa bệnh theo năm; Xem danh sách con" in shown
    assert "Xem sổ khám chữa bệnh theo năm" not in words(browser.get(LOOKS).text)


def test_the_hotline_is_called_at_a_tap(log_in: LogIn) -> None:
    assert (
        '<a href="tel:19009696">19009696</a>'
        in log_in(NGOC).get(LOOKS).text.partition("<main")[2].partition("</main")[0]
    )
