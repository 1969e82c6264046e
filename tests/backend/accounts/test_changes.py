"""Changes as dossiers: asked for, warned of, noted with the household register's word, made or rejected."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.accounts import changes, service
from backend.accounts.models import ChangeField, ChangeState
from backend.database import Database
from backend.declined import Declined
from backend.notify.models import OutboxMessage
from backend.participants import register
from backend.registration.scope import Scope
from bhxh.dates import utcnow
from bhxh.problems import InvalidValue
from tests.backend.accounts.conftest import AN, HAN, NGOC, acts, open_account

DISTRICT, PROVINCE, ELSEWHERE, ALL = Scope("07915"), Scope("079"), Scope("052"), Scope(None)
OFFICER = "staff:canbo.quan5"


@pytest.fixture
def session(people: Database) -> Iterator[Session]:
    open_account(people, NGOC)
    with people.begin() as session:
        yield session


def account_of(session: Session, code: str = NGOC) -> service.AccountRecord:
    found = service.find_by_code(session, code)
    assert found is not None
    return found


def asked(session: Session, field: ChangeField, value: str, code: str = NGOC) -> changes.Row:
    account = account_of(session, code)
    return changes.ask_change(session, account.id, field, value, actor=account.actor, now=utcnow())


def told(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id))
    return [(row.template, row.recipient or "") for row in rows]


def through(session: Session, field: ChangeField, value: str) -> None:
    row = asked(session, field, value)
    changes.note(session, DISTRICT, row.id, "found", actor=OFFICER)
    changes.confirm(session, DISTRICT, row.id, actor=OFFICER, now=utcnow())


def test_another_phone_from_asking_to_the_last_sms(session: Session, people: Database) -> None:
    row = asked(session, ChangeField.PHONE, "0978 111 222")
    assert row.number == "TD-000001" and row.state is ChangeState.MOI
    assert told(session) == [("canh_bao_thay_doi", "84903456789")]
    raw = session.execute(text("SELECT new_value FROM account_change")).scalar_one()
    assert b"978111222" not in bytes(raw)
    seen = changes.open_change(session, DISTRICT, row.id, actor=OFFICER)
    assert seen is not None and (seen.code, seen.old, seen.new) == (NGOC, "0903456789", "0978111222")
    assert seen.name_to_check == "Trần Thị Bích Ngọc"
    assert service.phone_of(session, NGOC) == "84903456789"  # not yet
    changes.note(session, DISTRICT, row.id, "found", actor=OFFICER)
    changes.confirm(session, DISTRICT, row.id, actor=OFFICER, now=utcnow())
    assert service.phone_of(session, NGOC) == register.phone_on_record(session, NGOC) == "84978111222"
    assert set(told(session)[1:]) == {("thay_doi_xong", "84903456789"), ("thay_doi_xong", "84978111222")}
    assert [one.state for one in changes.of_account(session, account_of(session).id)] == [ChangeState.XAC_NHAN]
    session.commit()
    assert acts(people, subject=NGOC)[1:] == [
        "account.change_asked",
        "account.change_read",
        "account.change_noted",
        "account.phone_changed",
        "account.change_made",
    ]


def test_the_other_fields(session: Session) -> None:
    through(session, ChangeField.EMAIL, "ngoc@example.vn")
    through(session, ChangeField.PERSONAL_ID, "079190009999")
    through(session, ChangeField.NAME, "Trần Thị Bích Ngọc Anh")
    person = register.find_by_code(session, NGOC)
    assert person is not None
    assert (account_of(session).email, person.personal_id) == ("ngoc@example.vn", "079190009999")
    assert person.full_name == "Trần Thị Bích Ngọc Anh"


def test_for_a_name_the_register_is_asked_for_the_new_one(session: Session) -> None:
    row = asked(session, ChangeField.NAME, "trần thị bích ngà")
    seen = changes.open_change(session, ALL, row.id, actor=OFFICER)
    assert seen is not None and seen.name_to_check == "Trần Thị Bích Ngà"


def test_what_the_household_register_does_not_know_is_not_made(session: Session) -> None:
    row = asked(session, ChangeField.EMAIL, "ngoc@example.vn")
    changes.note(session, DISTRICT, row.id, "name_differs", actor=OFFICER)
    with pytest.raises(Declined, match=r"change\.household"):
        changes.confirm(session, DISTRICT, row.id, actor=OFFICER, now=utcnow())
    with pytest.raises(Declined, match=r"change\.reason"):
        changes.reject(session, DISTRICT, row.id, " \n ", actor=OFFICER, now=utcnow())
    changes.reject(session, DISTRICT, row.id, "Họ tên chưa khớp.", actor=OFFICER, now=utcnow())
    assert account_of(session).email is None and told(session)[-1] == ("tu_choi", "84903456789")


def test_nothing_is_made_before_it_was_noted_nor_twice(session: Session) -> None:
    row = asked(session, ChangeField.EMAIL, "ngoc@example.vn")
    with pytest.raises(Declined, match=r"change\.decided"):
        changes.confirm(session, DISTRICT, row.id, actor=OFFICER, now=utcnow())
    changes.note(session, DISTRICT, row.id, "near", actor=OFFICER)
    with pytest.raises(Declined, match=r"change\.decided"):
        changes.note(session, DISTRICT, row.id, "found", actor=OFFICER)
    changes.confirm(session, DISTRICT, row.id, actor=OFFICER, now=utcnow())
    for again in (changes.confirm, lambda *rest, **named: changes.reject(*rest, "muộn", **named)):
        with pytest.raises(Declined, match=r"change\.decided"):
            again(session, DISTRICT, row.id, actor=OFFICER, now=utcnow())


def test_officers_see_their_own_agencys_alone(session: Session) -> None:
    row = asked(session, ChangeField.EMAIL, "ngoc@example.vn")
    assert [len(changes.listing(session, scope)) for scope in (DISTRICT, PROVINCE, ALL, ELSEWHERE)] == [1, 1, 1, 0]
    assert changes.open_change(session, ELSEWHERE, row.id, actor="staff:x") is None
    with pytest.raises(Declined, match=r"change\.decided"):
        changes.note(session, ELSEWHERE, row.id, "found", actor="staff:x")
    with pytest.raises(Declined, match=r"change\.decided"):
        changes.reject(session, ELSEWHERE, row.id, "x", actor="staff:x", now=utcnow())


def test_one_at_a_time_and_withdrawn_by_its_owner_alone(session: Session, people: Database) -> None:
    row = asked(session, ChangeField.PHONE, "0978111222")
    with pytest.raises(Declined, match=r"change\.pending"):
        asked(session, ChangeField.PHONE, "0978111333")
    with pytest.raises(Declined, match=r"change\.same"):
        asked(session, ChangeField.NAME, "Trần Thị Bích Ngọc")
    with pytest.raises(InvalidValue):
        asked(session, ChangeField.EMAIL, "ngoc tại example")
    with pytest.raises(LookupError):
        changes.withdraw(session, account_of(session).id + 1, row.id, now=utcnow())
    changes.withdraw(session, account_of(session).id, row.id, now=utcnow())
    with pytest.raises(Declined, match=r"change\.decided"):
        changes.withdraw(session, account_of(session).id, row.id, now=utcnow())
    assert asked(session, ChangeField.PHONE, "0978111333").id != row.id


def test_a_childs_phone_stays_its_guardians_in_the_register(session: Session, people: Database) -> None:
    person = register.find_by_code(session, HAN)
    assert person is not None
    service.open_account(session, person_id=person.id, phone="0903456789", email=None, actor="x", now=utcnow())
    row = asked(session, ChangeField.PHONE, "0978111222", HAN)
    changes.note(session, DISTRICT, row.id, "found", actor=OFFICER)
    changes.confirm(session, DISTRICT, row.id, actor=OFFICER, now=utcnow())
    assert service.phone_of(session, HAN) == "84978111222"
    assert register.phone_on_record(session, HAN) == "84903456789"


def test_changes_go_with_the_account(session: Session) -> None:
    asked(session, ChangeField.PHONE, "0978111222")
    service.remove(session, account_of(session).id, "test")
    assert changes.listing(session, ALL) == []


def test_two_officers_at_once_make_one_change(people: Database) -> None:
    open_account(people, AN)
    with people.begin() as session:
        row = asked(session, ChangeField.EMAIL, "an@example.vn", AN)
        changes.note(session, DISTRICT, row.id, "found", actor=OFFICER)

    def one(number: int) -> bool:
        try:
            with people.begin() as session:
                changes.confirm(session, ALL, row.id, actor=f"staff:{number}", now=utcnow())
        except Declined:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1
    assert acts(people, subject=AN).count("account.change_made") == 1
