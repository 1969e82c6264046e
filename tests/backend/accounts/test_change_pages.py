"""Asking for a change on the pages: a code to the old phone first, one's own dossiers alone."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from backend.accounts import changes
from backend.accounts.models import ChangeState
from backend.database import Database
from backend.notify.models import OutboxMessage
from backend.registration.scope import Scope
from tests.backend.accounts.conftest import AN, PASSWORD, open_account
from tests.support.citizens import CitizenBrowser
from tests.support.otp import CODE, OtpGateway

PAGE = "/tai-khoan/thay-doi"


def test_a_code_to_the_old_phone_then_the_dossier(phone: CitizenBrowser, gateway: OtpGateway, people: Database) -> None:
    assert 'name="value"' not in phone.get(PAGE).text
    assert phone.post(PAGE, field="phone", value="0978111222", otp=CODE).status_code == 422
    assert 'name="value"' in phone.post(f"{PAGE}/gui-ma").text
    assert [(one["to"], one["purpose"]) for one in gateway.sent] == [("84903456789", "change")]
    for form, why in (
        ({"field": "", "value": "x"}, "chọn mục"),
        ({"field": "password_hash", "value": "x"}, "chọn mục"),
        ({"field": "phone", "value": "09781"}, "số điện thoại"),
        ({"field": "email", "value": "không phải"}, "value-error"),
    ):
        answer = phone.post(PAGE, otp=CODE, **form)
        assert answer.status_code == 422 and why.lower() in answer.text.lower()
    assert gateway.checked == 0
    assert phone.post(PAGE, field="phone", value="0978111222", otp="000000").status_code == 422
    assert phone.post(PAGE, field="phone", value="0978 111 222", otp=CODE).location == f"{PAGE}?xong=gui"
    shown = phone.get(PAGE).text
    assert "TD-000001" in shown and "chờ cán bộ ghi nhận" in shown and "978111222" not in shown
    with people.reading() as session:
        sms = session.scalars(select(OutboxMessage)).one()
        assert (sms.template, sms.recipient) == ("canh_bao_thay_doi", "84903456789")


def test_another_citizens_dossier_cannot_be_withdrawn(app: Flask, phone: CitizenBrowser, people: Database) -> None:
    phone.post(f"{PAGE}/gui-ma")
    phone.post(PAGE, field="email", value="ngoc@example.vn", otp=CODE)
    open_account(people, AN)
    other = CitizenBrowser(app)
    other.log_in(AN, PASSWORD)
    assert other.post(f"{PAGE}/1/rut").status_code == 404 and "TD-000001" not in other.get(PAGE).text
    assert phone.post(f"{PAGE}/1/rut").location == f"{PAGE}?xong=rut"
    assert phone.post(f"{PAGE}/1/rut").status_code == 409
    with people.reading() as session:
        assert [row.state for row in changes.listing(session, Scope(None), list(ChangeState))] == [ChangeState.RUT]
