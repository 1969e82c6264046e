"""What holding a phone is enough for, what needs an OTP, and what is never told by SMS."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from backend.channels import links
from backend.conversations import store
from backend.conversations.models import Conversation
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from tests.backend.internal.conftest import CODE, Citizen, OtpGateway

AN, PHONE, OTHER = "7912345678", "84912345678", "84987654321"


def write_from(database: Database, citizen: Citizen, channel: str, address: str) -> None:
    with database.begin() as session:
        values = {
            "channel": channel,
            "address": address,
            "address_index": store.address_index(session, channel, address),
        }
        session.execute(update(Conversation).where(Conversation.id == citizen.row_id).values(**values))


def start(citizen: Citizen, purpose: str = "records") -> dict[str, object]:
    return citizen.call("/otp/start", purpose=purpose, handle=citizen.say(AN, "kcb_code"))


def test_by_sms_the_phone_on_record_is_enough_for_cards_and_never_for_the_book(
    citizen: Citizen, database: Database, gateway: OtpGateway
) -> None:
    write_from(database, citizen, "sms", PHONE)
    assert start(citizen)["proven"] is True and gateway.sent == []
    assert citizen.call("/identity")["purpose"] == "records" and citizen.call("/identity")["private"] is False
    assert citizen.call("/records/cards")["ok"] and citizen.call("/records/participation")["ok"]
    assert citizen.call("/records/benefits")["code"] == "identity_needed"
    assert citizen.call("/kcb/years")["code"] == "not_here"
    assert start(citizen, "kcb")["proven"] is False  # an OTP, which opens the benefits, and not the book
    citizen.call("/otp/check", handle=citizen.say(CODE, otp=True))
    assert citizen.call("/records/benefits")["ok"]
    for call, body in (("/kcb/years", {}), ("/kcb/visits", {"handle": None})):
        assert citizen.call(call, **body)["detail"] == text("kcb.not_here")


@pytest.mark.parametrize(("channel", "address"), [("sms", OTHER), ("telegram", "7"), ("zalo", PHONE)])
def test_who_does_not_hold_it_gets_an_otp(
    citizen: Citizen, database: Database, gateway: OtpGateway, channel: str, address: str
) -> None:
    write_from(database, citizen, channel, address)
    assert start(citizen)["proven"] is False and len(gateway.sent) == 1
    assert citizen.call("/records/cards")["code"] == "identity_needed"
    citizen.call("/otp/check", handle=citizen.say(CODE, otp=True))
    assert citizen.call("/identity")["purpose"] == "kcb"


def test_a_linked_phone_is_enough_for_cards_and_not_for_the_book(
    citizen: Citizen, database: Database, gateway: OtpGateway
) -> None:
    write_from(database, citizen, "telegram", "7")
    with database.begin() as session:
        links.remember_phone(session, "telegram", "7", PHONE, utcnow())
    assert start(citizen)["proven"] is True and citizen.call("/records/cards")["ok"]
    assert citizen.call("/kcb/years")["code"] == "identity_needed"
    assert start(citizen, "kcb")["proven"] is False
    citizen.call("/otp/check", handle=citizen.say(CODE, otp=True))
    assert citizen.call("/kcb/years")["ok"]
    assert start(citizen)["proven"] is True
    assert citizen.call("/identity")["purpose"] == "kcb"  # what is worth more stays
    with database.begin() as session:
        links.unlink(session, "telegram", "7")
    assert start(citizen)["proven"] is False


@pytest.mark.parametrize("purpose", ["kcb", "password", "phone"])
def test_a_phone_alone_opens_neither_the_book_nor_the_account(
    citizen: Citizen, database: Database, gateway: OtpGateway, purpose: str
) -> None:
    write_from(database, citizen, "sms", PHONE)
    assert start(citizen, purpose)["proven"] is False
    assert len(gateway.sent) == 1 and citizen.call("/identity")["purpose"] is None
