"""Dossiers in the database, and a household register that tests can send away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from backend.config import BackendConfig
from backend.credentials import passwords
from backend.database import Database
from backend.households.register import EmbeddedRegister, Member, RegisterAway
from backend.officers.decisions import Decisions, Officer
from backend.participants.writing import PersonData, save_person
from backend.registration.models import Dossier
from backend.registration.scope import Scope
from backend.registration.service import Registration
from tests.backend.conftest import config_of
from tests.backend.registration.conftest import DECLARED, Clock

NAME = DECLARED["full_name"]
QUAN_5 = Officer("canbo.quan5", Scope("07915"))
SECOND = Officer("canbo2.quan5", Scope("07915"))
CITY = Officer("canbo.hcm", Scope("079"))
ELSEWHERE = Officer("canbo.quan1", Scope("07901"))


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Households:
    """The embedded register, which may be sent away."""

    def __init__(self, database: Database) -> None:
        self._embedded = EmbeddedRegister(database)
        self.away = False

    def find(self, bhxh_code: str) -> Member | None:
        if self.away:
            raise RegisterAway("sent_away")
        return self._embedded.find(bhxh_code)

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture
def households(database: Database) -> Households:
    return Households(database)


@pytest.fixture
def decisions(database: Database, households: Households, clock: Clock) -> Decisions:
    return Decisions(database, households, clock)


Declare = Callable[..., int]


@pytest.fixture
def declare(database: Database, config: BackendConfig, clock: Clock) -> Declare:
    """``declare(registered="Nguyễn Thị Thu Hà", email="")``: a dossier just declared, whose code is in the register under that name."""
    made = 0

    def declare(registered: str | None = NAME, **changed: str | None) -> int:
        nonlocal made
        made += 1
        code = f"79123456{made:02d}"
        if registered is not None:
            with database.begin() as session:
                save_person(session, PersonData(code, registered, date(1985, 3, 12), "nữ", "79"))
        registration = Registration(database, config, clock)
        own = {"bhxh_code": code, "phone": f"09123456{made:02d}"}
        for name, written in {**DECLARED, **own, **changed}.items():
            registration.put_field(f"owner {made}", name, written)
        number = registration.submit(f"owner {made}", "key").number
        with database.reading() as session:
            return session.query(Dossier.id).filter(Dossier.number == number).scalar()

    return declare


def version_of(database: Database, dossier_id: int) -> int:
    return dossier(database, dossier_id).version


def dossier(database: Database, dossier_id: int) -> Dossier:
    with database.reading() as session:
        return session.get_one(Dossier, dossier_id)


def receive(decisions: Decisions, database: Database, dossier_id: int, officer: Officer = QUAN_5) -> int:
    """Hands a dossier in; its version afterwards."""
    decisions.receive(officer, dossier_id, version_of(database, dossier_id))
    return version_of(database, dossier_id)
