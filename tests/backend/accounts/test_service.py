"""Accounts as other capabilities open, find and change them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.accounts import service
from backend.audit.models import AuditEntry
from backend.credentials import passwords
from backend.database import Database
from backend.declined import Declined
from backend.participants import register
from bhxh.dates import utcnow
from bhxh.problems import InvalidValue

NGOC, HAN = "7920456789", "7931567890"


def person(session: Session, code: str) -> int:
    found = register.find_by_code(session, code)
    assert found is not None
    return found.id


def opened(session: Session, code: str, phone: str = "0903 456 789") -> str:
    return service.open_account(
        session, person_id=person(session, code), phone=phone, email=None, actor="staff:canbo", now=utcnow()
    )


def test_an_account_is_opened_once_and_found_by_person_and_code(people: Database) -> None:
    with people.begin() as session:
        first = opened(session, NGOC)
        account = service.find_by_person(session, person(session, NGOC))
        assert account is not None and account == service.find_by_code(session, NGOC)
        assert (account.phone, account.first_login_at, account.demo) == ("84903456789", None, False)
        row = session.execute(text("SELECT password_hash, must_change, phone FROM account")).one()
        assert passwords.matches(row.password_hash, first) and row.must_change and b"903456789" not in bytes(row.phone)
        with pytest.raises(Declined, match="account_exists"):
            opened(session, NGOC)
        with pytest.raises(LookupError):
            service.open_account(session, person_id=10**6, phone="0903456789", email=None, actor="x", now=utcnow())
        with pytest.raises(InvalidValue):
            opened(session, HAN, phone="0212345678")


def test_two_officers_at_once_open_one_account(people: Database) -> None:
    def one(_: int) -> bool:
        try:
            with people.begin() as session:
                opened(session, NGOC)
        except (Declined, IntegrityError):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1


def test_the_otp_goes_to_the_accounts_phone_once_there_is_one(people: Database) -> None:
    with people.begin() as session:
        assert service.phone_of(session, NGOC) == "84903456789"
        opened(session, NGOC)
        account = service.find_by_code(session, NGOC)
        assert account is not None
        service.change_phone(session, account.id, "0978 111 222", "staff:canbo")
        assert service.phone_of(session, NGOC) == "84978111222"
        assert service.phone_of(session, "7900000001") is None
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action.like("account.%"))).all()
        assert [(entry.action, entry.actor) for entry in entries] == [
            ("account.open", "staff:canbo"),
            ("account.phone_changed", "staff:canbo"),
        ]
        assert {entry.subject_index for entry in entries} == {register.code_index(session, NGOC)}
        assert all(entry.details == {"account": account.id} for entry in entries)


def test_wards_are_children_under_18(people: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with people.reading() as session:
        guardian, child = person(session, NGOC), person(session, HAN)
        assert service.wards_of(session, guardian) == [child]
        assert service.wards_of(session, child) == []
        monkeypatch.setattr(register, "is_minor", lambda born: False)
        assert service.wards_of(session, guardian) == []


def test_a_removed_accounts_id_is_never_given_again(people: Database) -> None:
    with people.begin() as session:
        opened(session, NGOC)
        first = service.find_by_code(session, NGOC)
        assert first is not None
        service.remove(session, first.id, first.actor)
        assert service.find_by_code(session, NGOC) is None
        opened(session, NGOC)
        second = service.find_by_code(session, NGOC)
        assert second is not None and second.id != first.id
        with pytest.raises(LookupError):
            service.change_phone(session, first.id, "0978111222", "x")
