"""What an agent does for a caller: verify, send the code or a ready text, open a ticket; each noted, audited and bounded."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.audit.models import AuditEntry
from backend.conversations.models import ProvenIdentity
from backend.database import Database
from backend.feedback.models import Event, Ticket
from backend.notify.models import OutboxMessage
from backend.participants import register
from bhxh.dates import utcnow
from tests.backend.conversations.conftest import FakeEngine
from tests.backend.hotline.conftest import agent, waiting
from tests.backend.hotline.people import AN, AN_PHONE, call, config, populated
from tests.support.otp import CODE, OtpGateway
from tests.support.staff import Browser

__all__ = ["config", "populated"]


def call_of(browser: Browser) -> str:
    """The address of a call whose caller says to be An."""
    address = call(browser)
    browser.post(f"{address}/tra-cuu", by="code", wanted=AN)
    return address


def sent(database: Database) -> list[OutboxMessage]:
    with database.reading() as session:
        ours = OutboxMessage.template.startswith("tong_dai") | (OutboxMessage.template == "tra_ma_so")
        return list(session.scalars(select(OutboxMessage).where(ours).order_by(OutboxMessage.created_at)))


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))
        return [entry.action.removeprefix("hotline.") for entry in entries if entry.action.startswith("hotline.")]


def test_a_caller_reads_the_code_out_and_is_verified(app: Flask, database: Database, gateway: OtpGateway) -> None:
    browser = agent(app)
    address = call_of(browser)
    assert 'name="code"' not in browser.get(address).text
    browser.post(f"{address}/xac-thuc/gui")
    assert gateway.sent == [{"to": "84912345678", "purpose": "hotline", "ip": None}]
    page = browser.get(address).text
    assert 'name="code"' in page and "ba số cuối 678" in page and "Chưa xác thực" in page
    refused = browser.post(f"{address}/xac-thuc", code="000 000")
    assert refused.status_code == 409 and "4" in refused.text
    assert browser.post(f"{address}/xac-thuc", code=f"{CODE[:3]} {CODE[3:]}").location == address
    page = browser.get(address).text
    assert "Đã xác thực" in page and 'name="code"' not in page and AN not in page  # still masked: a reason is needed
    assert [act for act in acts(database) if act.startswith("verif")] == ["verify_sent", "verify_failed", "verified"]
    with database.reading() as session:  # it opens nothing that the assistant shows
        assert [proof.purpose for proof in session.scalars(select(ProvenIdentity))] == ["hotline"]


def test_a_proof_says_how_long_it_holds_and_is_renewed_while_it_does(
    app: Flask, database: Database, gateway: OtpGateway
) -> None:
    browser = agent(app)
    address = call_of(browser)
    browser.post(f"{address}/xac-thuc/gui")
    browser.post(f"{address}/xac-thuc", code=CODE)
    page = browser.get(address).text
    assert "còn 10 phút" in page and "Gia hạn xác thực" in page
    with database.begin() as session:
        session.execute(update(ProvenIdentity).values(expires_at=utcnow() + timedelta(seconds=100)))
    alone = browser.get(f"{address}/nguoi-dan").text  # what the page asks for by itself
    assert "còn 2 phút" in alone and re.search(r'hx-trigger="load delay:(9\d|100)s"', alone)
    browser.post(f"{address}/xac-thuc/gui")
    page = browser.get(address).text
    assert len(gateway.sent) == 2 and 'name="code"' in page and "Đã xác thực" in page  # the old proof holds meanwhile
    browser.post(f"{address}/xac-thuc", code=CODE)
    assert "còn 10 phút" in browser.get(address).text
    with database.begin() as session:
        session.execute(update(ProvenIdentity).values(expires_at=utcnow()))
    page = browser.get(address).text
    assert "Chưa xác thực" in page and "Gia hạn" not in page and "Xác thực người gọi" in page


def test_a_code_proves_only_whom_it_was_sent_for(app: Flask, gateway: OtpGateway) -> None:
    browser = agent(app)
    address = call_of(browser)
    browser.post(f"{address}/xac-thuc/gui")
    browser.post(f"{address}/tra-cuu", by="code", wanted="7920456789")
    refused = browser.post(f"{address}/xac-thuc", code=CODE)
    assert refused.status_code == 409 and "chọn trước đó" in refused.text
    page = browser.get(address).text
    assert "79******89" in page and "Chưa xác thực" in page and "Người gọi đã được xác thực" not in page
    browser.post(f"{address}/tra-cuu", by="code", wanted=AN)
    assert "Đã xác thực" in browser.get(address).text


def test_five_wrong_codes_lock(app: Flask, gateway: OtpGateway) -> None:
    browser = agent(app)
    address = call_of(browser)
    browser.post(f"{address}/xac-thuc/gui")
    for _ in range(5):
        browser.post(f"{address}/xac-thuc", code="000000")
    assert browser.post(f"{address}/xac-thuc", code=CODE).status_code == 409
    assert "Chưa xác thực" in browser.get(address).text


def test_a_code_is_never_asked_for_in_a_chat_nor_by_who_has_not_the_call(
    app: Flask, database: Database, engine: FakeEngine, gateway: OtpGateway
) -> None:
    _, number = waiting(app, database, engine)
    browser, address = agent(app), f"/tong-dai/{number}"
    browser.post(f"{address}/nhan")
    browser.post(f"{address}/tra-cuu", by="code", wanted=AN)
    assert browser.post(f"{address}/xac-thuc/gui").status_code == 409
    mine, other = call_of(browser), agent(app, "tongdai2")
    for step in ("xac-thuc/gui", "xac-thuc", "gui-ma-so", "nhan-tin", "phieu"):
        assert other.post(f"{mine}/{step}", code=CODE, to=AN_PHONE).status_code == 404, step
    nobody = call(browser)
    assert browser.post(f"{nobody}/gui-ma-so").status_code == 409
    assert gateway.sent == [] and sent(database) == []


def test_the_code_goes_to_the_phone_on_record_three_times_a_day(app: Flask, database: Database) -> None:
    browser = agent(app)
    address = call_of(browser)
    answers = [browser.post(f"{address}/gui-ma-so").status_code for _ in range(4)]
    assert answers == [303, 303, 303, 409]
    messages = sent(database)
    assert len(messages) == 3 and {(one.template, one.recipient) for one in messages} == {("tra_ma_so", "84912345678")}
    assert messages[0].personalisation is not None and messages[0].personalisation["ma_so_bhxh"] == AN


def test_a_caller_gets_ready_texts_and_no_others(app: Flask, database: Database) -> None:
    browser = agent(app)
    address = call(browser)
    assert browser.post(f"{address}/nhan-tin", template="thong_bao_ma_so", to=AN_PHONE).status_code == 409
    assert browser.post(f"{address}/nhan-tin", template="tong_dai_trang", to="12").status_code == 409
    for _ in range(3):
        assert browser.post(f"{address}/nhan-tin", template="tong_dai_trang", to="0987 000 111").status_code == 303
    assert browser.post(f"{address}/nhan-tin", template="tong_dai_trang", to="0987000111").status_code == 409
    [first, *_] = messages = sent(database)
    assert len(messages) == 3 and first.recipient == "84987000111"
    assert first.personalisation == {"trang": "http://127.0.0.1:8080"}
    page = browser.get(address).text
    assert "*******111" in page and "0987000111" not in page


@pytest.mark.parametrize("verified", [True, False])
def test_a_ticket_is_opened_in_the_citizens_name(
    app: Flask, database: Database, verified: bool, gateway: OtpGateway
) -> None:
    browser = agent(app)
    address = call_of(browser)
    number = int(address.rsplit("/", 1)[1])
    browser.post(f"{address}/gui", text="Quầy thuốc không nhận thẻ của tôi")
    if verified:
        browser.post(f"{address}/xac-thuc/gui")
        browser.post(f"{address}/xac-thuc", code=CODE)
    form = browser.get(f"{address}/phieu").text
    assert "Quầy thuốc không nhận thẻ của tôi" in form and AN_PHONE not in form
    key = form.split('name="key" value="')[1].split('"')[0]
    ticket = {"subject": "kcb", "province": "079", "text": "Quầy thuốc không nhận thẻ của tôi", "key": key}
    if not verified:
        assert browser.post(f"{address}/phieu", **ticket).status_code == 422  # nobody's phone is known
        ticket |= {"phone": "0987000111", "name": "Trần Thị Bình"}
    for _ in range(2):  # sent twice it is one
        assert browser.post(f"{address}/phieu", **ticket).location == address
    with database.reading() as session:
        [stored] = session.scalars(select(Ticket))
        assert stored.channel == "tong_dai" and stored.province == "079"
        owner = register.find_by_code(session, AN)
        assert owner is not None
        contact = ("84912345678", owner.full_name) if verified else ("84987000111", "Trần Thị Bình")
        assert (stored.contact["phone"], stored.contact["name"]) == contact
        assert (stored.person_index == register.code_index(session, AN)) is verified
        [event] = session.scalars(select(Event))
        assert event.details == {"channel": "tong_dai", "conversation": number}
    assert browser.get(address).text.count(f"Đã lập phiếu phản ánh {stored.number}") == 1


def test_a_ticket_says_what_is_missing(app: Flask) -> None:
    browser = agent(app)
    address = call(browser)
    answer = browser.post(f"{address}/phieu", subject="x", province="9", text="a", phone="1")
    assert answer.status_code == 422 and answer.text.count("govuk-error-message") == 4
