"""A text of an agent's own by SMS: previewed as it goes out, bounded, without personal data, kept in the conversation and audited."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.database import Database
from backend.hotline import own_sms
from backend.notify.models import OutboxMessage
from backend.staff.roles import MAY, Permission, Role
from tests.backend.hotline.conftest import agent
from tests.backend.hotline.people import AN, call, config, populated

__all__ = ["config", "populated"]

PAGE = "https://tro-ly.example"
WORDS = "Ông/Bà mang giấy ra viện đến BHXH Quận 5 trước 17 giờ."
PLAIN = "BHXH Viet Nam: Ong/Ba mang giay ra vien den BHXH Quan 5 truoc 17 gio. Ho tro: 19009696"


def sent(database: Database) -> list[OutboxMessage]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.template == own_sms.TEMPLATE)))


def test_it_goes_out_as_it_was_shown_and_is_kept(app: Flask, database: Database) -> None:
    browser = agent(app)
    address = call(browser)
    typed = {"csrf_token": browser.token(), "words": WORDS}
    shown = browser.client.post(f"{address}/tin-tu-soan/xem-truoc", data=typed, headers={"HX-Request": "true"}).text
    assert PLAIN in shown and "GSM" in shown and "<html" not in shown
    assert sent(database) == []
    assert browser.post(f"{address}/tin-tu-soan", words=WORDS, to="0987 000 111").location == address
    [message] = sent(database)
    assert (message.recipient, message.personalisation) == ("84987000111", {"noi_dung": PLAIN})
    page = browser.get(address).text
    assert PLAIN in page and "*******111" in page and "0987000111" not in page
    with database.reading() as session:
        [act] = [one for one in session.scalars(select(AuditEntry)) if one.action == "hotline.sms_own"]
    number = int(address.rsplit("/", 1)[1])
    assert act.details == {"conversation": number, "segments": 1} and act.subject_index is not None


def test_accents_are_kept_where_they_are_wanted(app: Flask, database: Database) -> None:
    browser = agent(app)
    address = call(browser)
    whole = browser.post(
        f"{address}/tin-tu-soan/xem-truoc", words=WORDS, accents="1"
    ).text  # without JavaScript: a page
    assert "<html" in whole and "có dấu" in whole and WORDS in whole
    browser.post(f"{address}/tin-tu-soan", words=WORDS, to="0987000111", accents="1")
    [message] = sent(database)
    assert message.personalisation is not None and WORDS in message.personalisation["noi_dung"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("  \n ", "nhập nội dung"),
        ("a" * 399 + " " + "ế" * 300, "nhiều nhất"),
        (f"Mã số của Ông/Bà là {AN}", "7912345678"),
        ("Mã số của Ông/Bà là 0112890123", "0112890123"),
        ("Thẻ DN 4 79 7912345678 còn hạn", "79"),
        ("Căn cước 079085001234 đã đúng", "079085001234"),
        ("Mã xác thực 482913", "482913"),
        ("Hồ sơ 00001.U/2026/07915 đã xong", "00001.U/2026/07915"),
        ("482913 là số cần nhập", "482913"),
        (f"Ông/Bà gọi báo mã số {AN}", AN),
        ("Chuyển vào tài khoản 19038475629012", "19038475629012"),
        ("Bấm https://bhxh-vn.example/dang-nhap để nhận tiền", "bhxh-vn.example"),
        ("Vào bhxhgov.vn đổi mật khẩu", "bhxhgov.vn"),
        ("Vào BIT.LY/x1 để nhận tiền", "bit.ly"),
        ("Vào http://19009696@la.com", "19009696@la.com"),
        ("Vào https://baohiemxahoi.gov.vn:80@la.com", "la.com"),
        (r"Vào https://la.com\@baohiemxahoi.gov.vn", "la.com"),
        ("Vào bảo-hiểm.com", "bao-hiem.com"),
        ("Vào https://la.com/?x=.gov.vn", "la.com"),
    ],
)
def test_what_may_not_go_out_says_why(app: Flask, database: Database, words: str, told: str) -> None:
    browser = agent(app)
    answer = browser.post(f"{call(browser)}/tin-tu-soan", words=words, to="0987000111")
    assert answer.status_code == 422 and told in answer.text and "0987000111" in answer.text
    assert sent(database) == []


@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        "Ông/Bà xem https://tro-ly.example/ho-tro hoặc baohiemxahoi.gov.vn, https://dichvucong.gov.vn.",
        "Lịch hẹn: 8 giờ ngày 24/11/2026 tại BHXH tp.hcm, 117C Nguyễn Đình Chính. Mang tờ khai TK1-TS.",
        "Ông/Bà gọi 028 3855 1234, 0912 345 678 hoặc 19009696 trước 17h30. Phí 129.000 đồng, theo Quyết định 595/QĐ-BHXH.",
        "Xem https://baohiemxahoi.gov.vn:443/tin.",
        "Tra cứu bằng {ma_so} <b>",
    ],
)
def test_what_agents_write_may_go_out(words: str) -> None:
    assert own_sms.preview(words, accents=False, page=PAGE).problem is None


def test_a_wrong_number_keeps_what_was_written(app: Flask, database: Database) -> None:
    browser = agent(app)
    answer = browser.post(f"{call(browser)}/tin-tu-soan", words=WORDS, to="0123")
    assert answer.status_code == 422 and WORDS in answer.text and 'value="0123"' in answer.text
    assert sent(database) == []


def test_ready_texts_and_own_ones_count_together(app: Flask, database: Database) -> None:
    browser = agent(app)
    address = call(browser)
    for _ in range(2):
        browser.post(f"{address}/nhan-tin", template="tong_dai_trang", to="0987000111")
    assert browser.post(f"{address}/tin-tu-soan", words=WORDS, to="0987000111").status_code == 303
    assert browser.post(f"{address}/tin-tu-soan", words=WORDS, to="0987000111").status_code == 422
    assert len(sent(database)) == 1


def test_only_the_agent_of_the_call_writes(app: Flask, database: Database) -> None:
    address = call(agent(app))
    for step in ("tin-tu-soan", "tin-tu-soan/xem-truoc"):
        assert agent(app, "tongdai2").post(f"{address}/{step}", words=WORDS, to="0987000111").status_code == 404
        assert agent(app, "giamsat").post(f"{address}/{step}", words=WORDS, to="0987000111").status_code == 403
    assert [role for role in Role if Permission.HOTLINE_SMS in MAY[role]] == [Role.AGENT]
    assert sent(database) == []
