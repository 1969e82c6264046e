"""Accounts of the demo's people, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts import service
from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.demo.people import demo_people
from backend.participants import register
from backend.participants.writing import save_person
from backend.web import create_app
from bhxh.dates import utcnow
from tests.backend.conftest import config_of
from tests.support.citizens import CitizenBrowser
from tests.support.otp import OtpGateway
from tests.support.passwords import make_cheap
from tests.support.staff import Clock

AN, NGOC, HAN = "7912345678", "7920456789", "7931567890"
FIRST = "mat khau duoc cap"
PASSWORD = "con đường đê xanh ngát"
NEW = "ba con mèo trên mái nhà"


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_cheap(monkeypatch)


@pytest.fixture
def people(database: Database) -> Database:
    """A register with the demo's people, and no account yet."""
    with database.begin() as session:
        for person in demo_people():
            save_person(session, person.data)
    return database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway() -> OtpGateway:
    return OtpGateway()


def open_account(people: Database, code: str, password: str = PASSWORD, *, chosen: bool = True) -> None:
    """``chosen``: the password is the owner's own already."""
    with people.begin() as session:
        person = register.find_by_code(session, code)
        assert person is not None
        phone = person.phone or "0903456789"
        service.open_account(
            session,
            person_id=person.id,
            phone=phone,
            email=None,
            actor="test",
            now=utcnow(),
            password=password,
            demo=chosen,
        )


class AtOnce:
    """In place of the threads behind the answer: tests need not wait."""

    def submit(self, work: Callable[..., None], *values: object) -> None:
        work(*values)


@pytest.fixture
def app(config: BackendConfig, people: Database, gateway: OtpGateway, clock: Clock) -> Iterator[Flask]:
    """With Ngọc's account, whose password is `PASSWORD`."""
    open_account(people, NGOC)
    made = create_app(config, sms=gateway.client())
    realm = made.extensions["bhxh.accounts"]
    realm.login.clock = realm.login.codes.clock = realm.resets.clock = clock
    realm.resets.close()
    realm.resets._behind = AtOnce()
    yield made
    made.extensions["bhxh.chat"].close()


@pytest.fixture
def browser(app: Flask) -> Callable[[], CitizenBrowser]:
    return lambda: CitizenBrowser(app)


@pytest.fixture
def phone(app: Flask) -> CitizenBrowser:
    """Ngọc's own device, logged in."""
    device = CitizenBrowser(app)
    assert device.log_in(NGOC, PASSWORD).location == "/tai-khoan/"
    return device


def acts(database: Database, *, subject: str | None = None) -> list[str]:
    """The audited acts, of one person if named."""
    with database.reading() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
        index = register.code_index(session, subject) if subject else None
        return [row.action for row in rows if index is None or row.subject_index == index]
