"""The calls of a child's registration: by a guardian with an identity and an account, as handles alone."""

import pytest
from sqlalchemy import select

from backend.accounts import service as accounts
from backend.config import BackendConfig
from backend.database import Database
from backend.participants import register
from backend.registration.models import Dossier
from bhxh.dates import utcnow
from tests.backend.internal.conftest import Citizen
from tests.backend.internal.test_calls import HANDLE, only_handles, prove
from tests.support.passwords import make_cheap

NGOC = "7920456789"


@pytest.fixture
def guardian(citizen: Citizen, database: Database, monkeypatch: pytest.MonkeyPatch) -> Citizen:
    """With an account, and proven."""
    make_cheap(monkeypatch)
    with database.begin() as session:
        person = register.find_by_code(session, NGOC)
        assert person is not None
        if accounts.find_by_person(session, person.id) is None:
            accounts.open_account(
                session, person_id=person.id, phone=person.phone or "", email=None, actor="test", now=utcnow()
            )
    prove(citizen, "kcb", NGOC)
    return citizen


def give(citizen: Citizen, field: str, said: str) -> dict[str, object]:
    [handle] = HANDLE.findall(citizen.say(said))[:1]
    return citizen.call("/child/fields", field=field, handle=handle)


def test_from_the_first_field_to_the_dossier(guardian: Citizen, database: Database) -> None:
    assert guardian.call("/child/begin")["ok"]
    assert give(guardian, "bhxh_code", "mã số 7955512345")["ok"]
    assert give(guardian, "full_name", "tôi tên Trần Bảo Châu")["ok"]
    age = give(guardian, "date_of_birth", "sinh 02/03/2016")["age"]
    assert isinstance(age, int) and 5 < age < 18
    summary = guardian.call("/child/summary")
    assert summary["missing"] == ["province", "agency"]
    assert guardian.call("/child/submit", key="k")["code"] == "registration.incomplete"


def test_nothing_without_identity_or_account(citizen: Citizen, database: Database) -> None:
    begun = utcnow()
    for path, body in (("begin", {}), ("submit", {"key": "k"})):
        assert citizen.call(f"/child/{path}", **body)["code"] == "identity_needed"
    prove(citizen, "kcb", "0112890123")
    answer = citizen.call("/child/begin")
    assert answer["code"] == "registration.child.no_account"
    assert "/dang-ky" in str(answer["detail"])
    with database.reading() as session:
        assert session.scalars(select(Dossier).where(Dossier.declared_at >= begun)).all() == []


def test_answers_hold_no_values(guardian: Citizen, config: BackendConfig) -> None:
    give(guardian, "bhxh_code", "mã số 7955512345")
    only_handles(guardian.call("/child/summary"))
    assert guardian.call("/child/discard")["ok"]
    assert "bhxh_code" in str(guardian.call("/child/summary")["missing"])
