"""The citizen of a conversation: searched for, masked, shown for a reason and a while, to one agent; and all of it in the audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.accounts import phones
from backend.accounts import service as accounts
from backend.accounts.models import Account
from backend.audit.models import AuditEntry
from backend.conversations import handoff, store
from backend.conversations.models import ProvenIdentity
from backend.database import Database
from backend.embed.models import NamedUser
from backend.hotline.models import HotlineCitizen
from backend.participants import phones as registered
from backend.participants import register
from backend.participants.models import Person
from backend.staff.models import StaffAccount
from bhxh.dates import utcnow
from tests.backend.conversations.conftest import FakeEngine
from tests.backend.hotline.conftest import agent, waiting
from tests.backend.hotline.people import AN, AN_PHONE, call, config, populated

__all__ = ["config", "populated"]


def name_of(database: Database, code: str) -> str:
    with database.reading() as session:
        person = register.find_by_code(session, code)
    assert person is not None
    return person.full_name


def acts(database: Database, code: str) -> list[AuditEntry]:
    with database.reading() as session:
        of = AuditEntry.subject_index == register.code_index(session, code)
        found = session.scalars(select(AuditEntry).where(of).order_by(AuditEntry.sequence))
        return [entry for entry in found if entry.actor.startswith("staff:")]


def test_whoever_is_found_is_masked_until_a_reason_is_given(app: Flask, database: Database) -> None:
    browser, name = agent(app), name_of(database, AN)
    address = call(browser)
    assert browser.post(f"{address}/tra-cuu", by="code", wanted="79 1234 5678").location == address
    page = browser.get(address).text
    assert "79******78" in page and AN not in page and name not in page
    refused = browser.post(f"{address}/nguoi-dan/xem", reason="")
    assert refused.status_code == 409 and "chọn lý do" in refused.text
    assert browser.post(f"{address}/nguoi-dan/xem", reason="other", words=" ").status_code == 409
    browser.post(f"{address}/nguoi-dan/xem", reason="other", words="Con của người gọi bị mất thẻ")
    page = browser.get(address).text
    assert AN in page and name in page and "ba số cuối 678" in page and AN_PHONE not in page
    assert "Lý do xem thông tin: Con của người gọi bị mất thẻ" in page  # kept as a note
    entries = acts(database, AN)
    wanted = ["searched", "citizen_chosen", "citizen_revealed", "citizen_read"]
    assert [entry.action for entry in entries if entry.action.startswith("hotline.")] == [
        f"hotline.{act}" for act in wanted
    ]
    assert {"profile.read", "card.read"} <= {entry.action for entry in entries}
    [revealed] = [entry for entry in entries if entry.action == "hotline.citizen_revealed"]
    assert revealed.details["reason"] == "other" and "mất thẻ" not in str([entry.details for entry in entries])


def test_what_was_revealed_is_one_agents_and_for_ten_minutes(
    app: Flask, database: Database, engine: FakeEngine
) -> None:
    _, number = waiting(app, database, engine, "Thẻ của tôi")
    browser, address = agent(app), f"/tong-dai/{number}"
    browser.post(f"{address}/nhan")
    browser.post(f"{address}/tra-cuu", by="code", wanted=AN)
    browser.post(f"{address}/nguoi-dan/xem", reason="asks")
    assert AN in browser.get(f"{address}/nguoi-dan").text
    with database.begin() as session:
        session.execute(update(HotlineCitizen).values(revealed_until=utcnow() - timedelta(seconds=1)))
    assert AN not in browser.get(f"{address}/nguoi-dan").text
    browser.post(f"{address}/nguoi-dan/xem", reason="asks")
    other = agent(app, "tongdai2")
    for path, method in (("nguoi-dan", other.get), ("tra-cuu", other.post), ("nguoi-dan/xem", other.post)):
        assert method(f"{address}/{path}").status_code in (404, 409), path
    browser.post(f"{address}/cho")
    other.post(f"{address}/nhan")
    page = other.get(address).text
    assert "79******78" in page and AN not in page  # the person stays known, the data is masked again


def test_another_person_is_masked_again_and_a_wrong_one_goes(app: Flask, database: Database) -> None:
    browser = agent(app)
    address = call(browser)
    browser.post(f"{address}/tra-cuu", by="code", wanted=AN)
    browser.post(f"{address}/nguoi-dan/xem", reason="asks")
    browser.post(f"{address}/tra-cuu", by="card", wanted="HS 4 79 7931567890")
    page = browser.get(address).text
    assert "79******90" in page and "7931567890" not in page and AN not in page
    browser.post(f"{address}/nguoi-dan/bo")
    assert "79******90" not in browser.get(address).text


def test_several_people_on_one_number_are_listed_masked(app: Flask, database: Database) -> None:
    with database.begin() as session:
        mother = session.scalars(select(Person).where(Person.code_index == register.code_index(session, AN))).one()
        other = register.find_by_code(session, "7920456789")
        assert other is not None
        phone = mother.phone or ""
    with database.begin() as session:
        accounts.open_account(
            session, person_id=other.id, phone=phone, email=None, actor="test", now=utcnow(), password="x", demo=True
        )
    browser = agent(app)
    address = call(browser)
    listed = browser.post(f"{address}/tra-cuu", by="phone", wanted="+84 912 345 678")
    assert listed.status_code == 200 and "79******78" in listed.text and "79******89" in listed.text
    assert AN not in listed.text and name_of(database, AN) not in listed.text
    ticket = listed.text.split('name="citizen" value="')[1].split('"')[0]
    thief = agent(app, "tongdai2")
    theirs = call(thief)
    assert thief.post(f"{theirs}/nguoi-dan", citizen=ticket).status_code == 404
    assert thief.post(f"{theirs}/nguoi-dan", citizen="00ff").status_code == 404
    assert browser.post(f"{address}/nguoi-dan", citizen=ticket).location == address
    assert "******" in browser.get(address).text


def test_a_search_without_conversation_leads_into_a_call(app: Flask) -> None:
    browser = agent(app)
    listed = browser.post("/tong-dai/tra-cuu", by="phone", wanted=AN_PHONE)
    assert "79******78" in listed.text and AN_PHONE not in listed.headers.get("Location", "")
    ticket = listed.text.split('name="citizen" value="')[1].split('"')[0]
    address = browser.post("/tong-dai/nguoi-dan", citizen=ticket).location
    assert "79******78" in browser.get(address).text and "Điện thoại" in browser.get(address).text


@pytest.mark.parametrize(
    ("by", "wanted", "says"),
    [
        ("phone", "12", "số"),
        ("code", "79123", "10"),
        ("card", "XX", "ký tự"),
        ("dossier", "1", "hồ sơ"),
        ("name", "An", "tra theo"),
        ("phone", "0987000111", "Không tìm thấy"),
    ],
)
def test_what_fits_nobody_is_told(app: Flask, by: str, wanted: str, says: str) -> None:
    answer = agent(app).post("/tong-dai/tra-cuu", by=by, wanted=wanted)
    assert answer.status_code == 422 and says in answer.text


def test_an_agent_of_one_province_finds_its_people_alone(app: Flask, database: Database) -> None:
    with database.begin() as session:
        session.execute(update(StaffAccount).where(StaffAccount.username == "tongdai1").values(agency="001"))
    assert "79******78" not in agent(app).post("/tong-dai/tra-cuu", by="code", wanted=AN).text
    with database.begin() as session:
        session.execute(update(StaffAccount).where(StaffAccount.username == "tongdai1").values(agency="079"))
    assert "79******78" in agent(app).post("/tong-dai/tra-cuu", by="code", wanted=AN).text


def test_only_agents_search(app: Flask) -> None:
    monitor = agent(app, "giamsat")
    assert monitor.get("/tong-dai/tra-cuu").status_code == 403
    assert monitor.post("/tong-dai/tra-cuu", by="code", wanted=AN).status_code == 403


def test_who_has_proven_who_they_are_needs_no_search(app: Flask, database: Database, engine: FakeEngine) -> None:
    _, number = waiting(app, database, engine)
    with database.begin() as session:
        session.add(
            ProvenIdentity(
                conversation_id=number, purpose="kcb", subject=AN, expires_at=utcnow() + timedelta(minutes=5)
            )
        )
    browser, address = agent(app), f"/tong-dai/{number}"
    browser.post(f"{address}/nhan")
    page = browser.get(address).text
    assert "79******78" in page and "Đã xác thực" in page and AN not in page
    with database.begin() as session:
        session.execute(update(ProvenIdentity).values(expires_at=utcnow() - timedelta(seconds=1)))
    page = browser.get(address).text
    assert "79******78" in page and "Chưa xác thực" in page


def test_the_next_talk_begins_without_the_person_of_the_last(
    app: Flask, database: Database, engine: FakeEngine
) -> None:
    talk, number = waiting(app, database, engine)
    browser, address = agent(app), f"/tong-dai/{number}"
    browser.post(f"{address}/nhan")
    browser.post(f"{address}/tra-cuu", by="code", wanted=AN)
    browser.post(f"{address}/tra")
    talk.send("xin chào")
    browser.post(f"{address}/nhan")
    assert "79******78" not in browser.get(address).text


def test_phones_stored_without_an_index_get_one(database: Database) -> None:
    with database.begin() as session:
        session.execute(update(Person).values(phone_index=None))
        session.execute(update(Account).values(phone_index=None))
    with database.reading() as session:
        assert registered.having_phone(session, "84912345678") == []
    assert registered.index_phones(database) > 0 and registered.index_phones(database) == 0
    assert phones.index_phones(database) >= 0
    with database.reading() as session:
        assert AN in [person.bhxh_code for person in phones.people_reached_by(session, "84912345678")]


def test_who_writes_by_sms_is_found_by_their_phone(app: Flask, database: Database) -> None:
    with database.begin() as session:
        now = utcnow()
        made = store.create(session, store.new_id(), now, channel="sms")
        made.address = "84912345678"
        handoff.ask_for_person(session, made, now)
        number = made.id
    browser, address = agent(app), f"/tong-dai/{number}"
    browser.post(f"{address}/nhan")
    assert "Tra theo số điện thoại đang nhắn tin" in browser.get(address).text
    assert "0912345678" not in browser.get(address).text
    browser.post(f"{address}/tra-cuu", by="writer")
    assert "79******78" in browser.get(address).text
    silent = call(browser)
    assert browser.post(f"{silent}/tra-cuu", by="writer").status_code == 422


def test_whom_the_site_around_the_chat_names_is_not_proven(app: Flask, database: Database, engine: FakeEngine) -> None:
    _, number = waiting(app, database, engine)
    with database.begin() as session:
        later = utcnow() + timedelta(hours=1)
        session.add(NamedUser(conversation_id=number, issuer="cong", subject=AN, by_phone=False, expires_at=later))
    browser, address = agent(app), f"/tong-dai/{number}"
    browser.post(f"{address}/nhan")
    page = browser.get(address).text
    assert "79******78" in page and "Chưa xác thực" in page
    assert [entry.details["by"] for entry in acts(database, AN) if entry.action == "hotline.citizen_known"] == ["named"]
