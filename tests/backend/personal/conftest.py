"""The demo's people with accounts of their own, in the backend's real application, on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend import demo
from backend.accounts import service as accounts
from backend.accounts.models import AccountSession
from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.demo.people import demo_people
from backend.migrations import LOCATION
from backend.participants import register
from backend.web import create_app
from bhxh.dates import utcnow
from tests.backend.conftest import config_of
from tests.support.citizens import CitizenBrowser
from tests.support.databases import Templates
from tests.support.passwords import make_cheap
from tests.support.postgres import Cluster

AN, NGOC, HAN, MUOI = "7912345678", "7920456789", "7931567890", "4801789012"
TUAN, BAO = "5223678901", "0112890123"
PASSWORD = "con đường đê xanh ngát"

LogIn = Callable[[str], CitizenBrowser]


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_cheap(monkeypatch)


class Seeded:
    """A database of each kind with the demo's people and accounts of theirs, made once for all files and copied for each. They share
    the keys and the folder of the photos."""

    def __init__(self, folder: Path, templates: Templates) -> None:
        self._folder = folder
        self._templates = templates
        self._first = config_of(folder, "")
        self._made: dict[str, str] = {}

    def config(self, url: str) -> BackendConfig:
        return replace(self._first, database_url=url)

    def file(self) -> Path:
        """Of SQLite."""
        file = self._folder / "seeded.sqlite"
        if "sqlite" not in self._made:
            copyfile(self._templates.file(LOCATION), file)
            self._made["sqlite"] = self._filled(f"sqlite:///{file}")
        return file

    def address(self, server: Cluster) -> str:
        """Of PostgreSQL."""
        if "postgresql" not in self._made:
            url = server.new_database(template=self._templates.address(server, LOCATION))
            self._made["postgresql"] = self._filled(url)
        return self._made["postgresql"]

    def _filled(self, url: str) -> str:
        config = self.config(url)
        with pytest.MonkeyPatch.context() as patch:
            make_cheap(patch)
            demo.seed(config)
            database = Database.open(config)
            with database.begin() as session:
                open_accounts(session)
            database.close()
        return url


def open_accounts(session: Session) -> None:
    """Of every demo person with a phone; Ngọc is Hân's guardian."""
    for one in demo_people():
        person = register.find_by_code(session, one.data.bhxh_code)
        if person is None or person.phone is None or accounts.find_by_person(session, person.id):
            continue
        accounts.open_account(
            session,
            person_id=person.id,
            phone=person.phone,
            email=None,
            actor="test",
            now=utcnow(),
            password=PASSWORD,
            demo=True,
        )


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, templates: Templates) -> Seeded:
    return Seeded(tmp_path_factory.mktemp("personal"), templates)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, seeded: Seeded, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One database for a file's tests: they read, and what a test writes is about somebody whom no other test looks at."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("personal") / "backend.sqlite"
        copyfile(seeded.file(), file)
        yield f"sqlite:///{file}"
        return
    server: Cluster = request.getfixturevalue("postgres_cluster")
    url = server.new_database(template=seeded.address(server))
    yield url
    server.drop(url)


@pytest.fixture(scope="module")
def config(seeded: Seeded, database_url: str) -> BackendConfig:
    return seeded.config(database_url)


@pytest.fixture(scope="module")
def database(config: BackendConfig) -> Iterator[Database]:
    opened = Database.open(config)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(config: BackendConfig, database: Database) -> Iterator[Flask]:
    with pytest.MonkeyPatch.context() as patch:
        make_cheap(patch)
        made = create_app(config)
    yield made
    made.extensions["bhxh.chat"].close()


@pytest.fixture
def log_in(app: Flask) -> LogIn:
    """``log_in(NGOC)``: a browser of this person."""
    return lambda code: logged_in(app, code)


def logged_in(app: Flask, code: str) -> CitizenBrowser:
    """A browser of this person; another one of theirs is signed out, as the one device that an account has."""
    with app.extensions["bhxh.personal"].begin() as session:
        session.execute(delete(AccountSession))
    browser = CitizenBrowser(app)
    assert browser.log_in(code, PASSWORD).location == "/tai-khoan/"
    return browser


def person_id(database: Database, code: str) -> int:
    with database.reading() as session:
        person = register.find_by_code(session, code)
        assert person is not None
        return person.id


def traces(database: Database, code: str) -> list[tuple[str, str]]:
    """Who did what to this person's data, in order."""
    with database.reading() as session:
        index = register.code_index(session, code)
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.subject_index == index).order_by(AuditEntry.sequence)
        )
        return [(row.actor, row.action) for row in rows]


def visits_of(browser: CitizenBrowser) -> list[int]:
    """The ids in the addresses of the visits on this person's KCB pages."""
    years = re.findall(r"nam=(\d{4})", browser.get("/tai-khoan/so-kcb").text)
    return [
        int(found)
        for year in dict.fromkeys(years)
        for found in re.findall(r"/so-kcb/(\d+)\"", browser.get(f"/tai-khoan/so-kcb?nam={year}").text)
    ]
