"""Deleting one's account, and reminders of a password that becomes too old."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, text

from backend.accounts import reminders, service
from backend.accounts.models import Account
from backend.database import Database
from backend.notify.models import OutboxMessage
from backend.participants import register
from tests.backend.accounts.conftest import AN, FIRST, NGOC, PASSWORD, acts, open_account
from tests.support.citizens import CitizenBrowser
from tests.support.otp import CODE, OtpGateway

REMOVAL = "/tai-khoan/xoa"


def test_password_and_code_delete_the_account_and_nothing_else(
    phone: CitizenBrowser, gateway: OtpGateway, people: Database
) -> None:
    shown = phone.get(REMOVAL).text
    assert "được giữ lại, và vì sao" in shown and "Nhật ký" in shown
    assert phone.post(REMOVAL, password="sai").status_code == 422 and gateway.sent == []
    assert phone.get(f"{REMOVAL}/ma").location == REMOVAL
    assert phone.post(REMOVAL, password=PASSWORD).location == f"{REMOVAL}/ma"
    assert [one["purpose"] for one in gateway.sent] == ["removal"]
    assert phone.post(f"{REMOVAL}/ma", otp="000000").status_code == 422 and phone.inside
    assert phone.post(f"{REMOVAL}/ma", otp=CODE).location == "/tai-khoan/dang-nhap?xong=xoa"
    assert not phone.inside and phone.log_in(NGOC, PASSWORD).status_code == 401
    with people.reading() as session:
        assert service.find_by_code(session, NGOC) is None
        assert register.find_by_code(session, NGOC) is not None
        assert session.execute(text("SELECT COUNT(*) FROM account_session")).scalar_one() == 0
    assert "account.removed" in acts(people, subject=NGOC)


def test_a_code_for_something_else_deletes_nothing(phone: CitizenBrowser) -> None:
    phone.choose(PASSWORD, "ba con mèo trên mái nhà")
    assert phone.post(f"{REMOVAL}/ma", otp=CODE).status_code == 422 and phone.inside


def test_two_reminders_each_once_and_none_to_the_demo_or_before_the_first_change(people: Database) -> None:
    open_account(people, NGOC)
    open_account(people, AN, FIRST, chosen=False)
    with people.begin() as session:
        account = session.scalars(select(Account).where(Account.must_change.is_(False))).one()
        chosen = account.password_at
    assert reminders.remind(people, chosen + timedelta(days=175)) == 0  # the demo's
    with people.begin() as session:
        session.execute(text("UPDATE account SET demo = :no"), {"no": False})
    written = [reminders.remind(people, chosen + timedelta(days=day)) for day in range(160, 190)]
    assert sum(written) == 2
    first, second = (160 + day for day, count in enumerate(written) if count)
    assert second - first == 11 and 166 <= first <= 170
    with people.reading() as session:
        sms = session.scalars(select(OutboxMessage)).all()
        assert {(one.template, one.recipient, one.lane) for one in sms} == {
            ("nhac_doi_mat_khau", "84903456789", "bulk")
        }


def test_a_worker_that_slept_writes_one_reminder_or_none(people: Database) -> None:
    open_account(people, NGOC)
    with people.begin() as session:
        account = session.scalars(select(Account)).one()
        account.demo = False
        chosen = account.password_at
    assert reminders.remind(people, chosen + timedelta(days=180)) == 1
    assert reminders.remind(people, chosen + timedelta(days=200)) == 0
