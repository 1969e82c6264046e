"""The calls about an account: each asks for the proof of its own purpose, and no personal value leaves."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts import changes, service
from backend.audit.models import AuditEntry
from backend.database import Database
from backend.notify.models import OutboxMessage
from backend.participants import register
from backend.registration.scope import Scope
from bhxh.dates import utcnow
from tests.backend.internal.conftest import CODE, Citizen, OtpGateway
from tests.backend.internal.test_calls import HANDLE

NGOC = "7920456789"


def opened(database: Database) -> None:
    with database.begin() as session:
        person = register.find_by_code(session, NGOC)
        assert person is not None and person.phone is not None
        service.open_account(
            session, person_id=person.id, phone="0978000111", email=None, actor="test", now=utcnow(), password="x"
        )


def prove(citizen: Citizen, purpose: str) -> None:
    assert citizen.call("/otp/start", purpose=purpose, handle=citizen.say(NGOC, "kcb_code"))["ok"]
    assert citizen.call("/otp/check", handle=citizen.say(CODE, "otp", otp=True))["purpose"] == purpose


def test_the_reset_link_takes_its_own_proof(citizen: Citizen, database: Database, gateway: OtpGateway) -> None:
    opened(database)
    assert citizen.call("/accounts/reset")["code"] == "identity_needed"
    prove(citizen, "kcb")
    assert citizen.call("/accounts/reset")["code"] == "identity_needed"
    prove(citizen, "password")
    answer = citizen.call("/accounts/reset")
    assert HANDLE.fullmatch(answer["link"]) and answer["minutes"] == 15
    assert re.fullmatch(r"http\S+/tai-khoan/dat-lai/[\w-]{43}", citizen.shown(answer["link"]))
    # An account's phone stands before that of the register.
    assert [(one["to"], one["purpose"]) for one in gateway.sent] == [
        ("84978000111", "kcb"),
        ("84978000111", "password"),
    ]


def test_without_an_account_there_is_no_link(citizen: Citizen) -> None:
    prove(citizen, "password")
    assert citizen.call("/accounts/reset")["code"] == "no_account"


def test_another_phone_is_a_dossier_and_the_old_one_is_warned(citizen: Citizen, database: Database) -> None:
    opened(database)
    new = citizen.say("0978 111 222", "new_phone")
    assert citizen.call("/accounts/phone", handle=new)["code"] == "identity_needed"
    prove(citizen, "phone")
    wrong = citizen.call("/accounts/phone", handle=citizen.say("091234", "new_phone"))
    assert wrong["ok"] is False and wrong["code"].startswith("phone.")
    assert citizen.call("/accounts/phone", handle=citizen.say("0978000111", "new_phone"))["code"] == "change.same"
    number = citizen.call("/accounts/phone", handle=new)["number"]
    assert citizen.shown(number) == "TD-000001"
    assert citizen.call("/accounts/phone", handle=new)["code"] == "change.pending"
    with database.reading() as session:
        [sms] = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "canh_bao_thay_doi"))
        assert sms.recipient == "84978000111"
        assert len(changes.listing(session, Scope("07915"))) == 1
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "account.change_asked")).one()
        assert entry.actor.startswith("conversation:") and entry.subject_index == register.code_index(session, NGOC)


def test_the_page_of_the_password_needs_no_proof(citizen: Citizen, internal: FlaskClient) -> None:
    link = citizen.call("/accounts/page", page="password")["link"]
    assert citizen.shown(link).endswith("/tai-khoan/doi-mat-khau")
