"""Changes of accounts on the officers' pages: Ghi nhận → household register → Xác nhận; another agency's are not there."""

# ruff: noqa: F811 - fixtures of another module, given by name

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

import backend
from backend.accounts import changes
from backend.accounts import service as citizens
from backend.accounts.models import ChangeField
from backend.audit.models import AuditEntry
from backend.database import Database
from backend.notify.models import OutboxMessage
from backend.participants.writing import PersonData, save_person
from bhxh.dates import utcnow
from tests.backend.officers.test_pages import Enter, app, enter  # noqa: F401 - fixtures

CODE = "7912345678"


@pytest.fixture
def account(database: Database) -> int:
    with database.begin() as session:
        data = PersonData(
            CODE, "Nguyễn Văn An", date(1985, 3, 12), "nam", "79", phone="84912345678", agency_code="07915"
        )
        person, _ = save_person(session, data)
        citizens.open_account(session, person_id=person, phone="0912345678", email=None, actor="test", now=utcnow())
        found = citizens.find_by_person(session, person)
    assert found is not None
    return found.id


def ask(database: Database, account: int, field: ChangeField, value: str) -> int:
    with database.begin() as session:
        return changes.ask_change(session, account, field, value, actor=f"citizen:{account}", now=utcnow()).id


def told(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at))
        return [(row.template, row.recipient or "") for row in rows]


def test_noted_checked_confirmed(enter: Enter, database: Database, account: int) -> None:
    number = ask(database, account, ChangeField.PHONE, "0908123456")
    officer = enter("canbo.quan5")
    assert f"TD-{number:06d}" in officer.get("/can-bo/thay-doi").text
    path = f"/can-bo/thay-doi/{number}"
    page = officer.get(path).text
    assert "0912345678" in page and "0908123456" in page and "Xác nhận" not in page
    assert officer.post(path, act="confirm").status_code == 409  # not before it was noted
    assert officer.post(path, act="note").status_code == 303
    assert "khớp dữ liệu hộ gia đình. Nếu đồng ý" in officer.get(path).text
    assert "Đang có" in officer.get(path).text
    assert officer.post(path, act="confirm").status_code == 303
    assert "Đang có" not in officer.get(path).text, "beside the new value it would say the new value again"
    assert officer.post(path, act="confirm").status_code == 409
    with database.reading() as session:
        changed = citizens.find_by_code(session, CODE)
    assert changed is not None and changed.phone == "84908123456"
    assert ("canh_bao_thay_doi", "84912345678") in told(database)  # warned on the old phone


def test_a_name_that_the_register_does_not_have_is_not_confirmed(
    enter: Enter,
    database: Database,
    account: int,
) -> None:
    number = ask(database, account, ChangeField.NAME, "Trần Quốc Bảo")
    officer = enter("canbo.quan5")
    path = f"/can-bo/thay-doi/{number}"
    assert officer.post(path, act="note").status_code == 303
    assert "không xác nhận được" in officer.get(path).text
    assert officer.post(path, act="confirm").status_code == 409
    assert officer.post(path, act="reject", reason="").status_code == 409
    assert officer.post(path, act="reject", reason="Giấy tờ không đúng").status_code == 303
    assert ("tu_choi", "84912345678") in told(database)


def test_asked_for_at_the_counter(enter: Enter, database: Database, account: int) -> None:
    """The old phone is lost: the officer compares the paper, asks the household register, and confirms."""
    form = {"ma-so": CODE, "field": "phone", "value": "0908 123 456", "identity": "1"}
    elsewhere = enter("canbo.quan1").post("/can-bo/thay-doi", **form)
    assert elsewhere.status_code == 422 and told(database) == []
    guessed = enter("canbo.quan1").post("/can-bo/thay-doi", **{**form, "value": "0912345678"})
    unknown = enter("canbo.quan1").post("/can-bo/thay-doi", **{**form, "ma-so": "7900000009"})
    said = re.compile(r'<div class="govuk-error-summary".*?</div>\s*</div>', re.DOTALL)
    assert said.findall(guessed.text) == said.findall(unknown.text) != [], (
        "another agency learns neither account nor phone"
    )
    officer = enter("canbo.quan5")
    assert officer.post("/can-bo/thay-doi", **{**form, "value": "12"}).status_code == 422
    assert officer.post("/can-bo/thay-doi", **{**form, "field": "role"}).status_code == 422
    unseen = officer.post("/can-bo/thay-doi", **{**form, "identity": ""})
    assert unseen.status_code == 422 and "đối chiếu người và giấy tờ" in unseen.text
    assert told(database) == []
    opened = officer.post("/can-bo/thay-doi", **form)
    assert opened.status_code == 303
    assert told(database) == [("canh_bao_thay_doi", "84912345678")]
    with database.reading() as session:
        (asked,) = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "account.change_asked"))
    assert asked["identity"] == "checked"
    for act in ("note", "confirm"):
        assert officer.post(opened.location, act=act).status_code == 303
    with database.reading() as session:
        changed = citizens.find_by_code(session, CODE)
    assert changed is not None and changed.phone == "84908123456"  # where every code goes from now on
    both = {("thay_doi_xong", "84912345678"), ("thay_doi_xong", "84908123456")}
    assert both <= set(told(database))


@pytest.mark.only_on("sqlite")
def test_the_citizens_pages_say_how_a_lost_phone_is_replaced(enter: Enter) -> None:
    page = enter("canbo.quan5").get("/tai-khoan/quen-mat-khau").text
    assert "lập hồ sơ đổi số tại quầy" in page and 'href="/tra-cuu/co-quan-bhxh"' in page
    for template in (Path(backend.__file__).parent / "templates" / "accounts").glob("*.html"):
        words = template.read_text("utf-8")
        if "one-time-code" in words:
            assert 'include "accounts/phone_lost.html"' in words, f"{template.name} asks for a code and does not say so"


@pytest.mark.only_on("sqlite")
def test_another_agency_and_others_get_no_further(enter: Enter, database: Database, account: int) -> None:
    number = ask(database, account, ChangeField.PHONE, "0908123456")
    path = f"/can-bo/thay-doi/{number}"
    for name, expected in (("canbo.quan1", 404), ("dau.moi", 403), ("tong.dai", 403)):
        visitor = enter(name)
        assert visitor.get(path).status_code == expected
        for act in ("note", "confirm", "reject"):
            assert visitor.post(path, act=act, reason="x").status_code in (expected, 409), (name, act)
    assert f"TD-{number:06d}" not in enter("canbo.quan1").get("/can-bo/thay-doi").text
    assert enter("canbo.hcm").get(path).status_code == 200
