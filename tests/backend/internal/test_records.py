"""The calls of a person's own cards, participation and benefits: as handles, after an OTP of this conversation alone, audited."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from backend.audit.models import AuditEntry
from backend.conversations.models import ProvenIdentity
from backend.database import Database
from bhxh.dates import utcnow
from tests.backend.internal.conftest import Citizen
from tests.backend.internal.test_calls import HANDLE, only_handles, prove

CALLS = (("cards", "cards", {}), ("participation", "history", {}), ("benefits", "benefits", {}))
BAO = "0112890123"


@pytest.mark.parametrize(("path", "key", "body"), CALLS)
def test_nothing_without_the_right_identity(
    citizen: Citizen, database: Database, path: str, key: str, body: dict[str, object]
) -> None:
    assert citizen.call(f"/records/{path}", **body)["code"] == "identity_needed"
    prove(citizen)
    assert key in citizen.call(f"/records/{path}", **body)
    for change in (
        {"purpose": "registration_status"},
        {"purpose": "kcb", "expires_at": utcnow() - timedelta(seconds=1)},
    ):
        with database.begin() as session:
            session.execute(update(ProvenIdentity).values(**change))
        assert citizen.call(f"/records/{path}", **body)["code"] == "identity_needed"


def test_answers_are_handles_and_reads_are_audited(citizen: Citizen, database: Database) -> None:
    prove(citizen)
    for path, key, body in CALLS:
        answer = citizen.call(f"/records/{path}", **body)
        assert HANDLE.fullmatch(str(answer[key]))
        only_handles(answer)
    with database.reading() as session:
        entries = list(session.scalars(select(AuditEntry).where(AuditEntry.actor == f"conversation:{citizen.row_id}")))
    assert [entry.action for entry in entries] == ["card.read", "participation.read", "benefit.read"]
    assert len({entry.subject_index for entry in entries}) == 1


def test_kinds_time_and_totals_are_honoured(citizen: Citizen) -> None:
    prove(citizen, "kcb", BAO)
    since = HANDLE.findall(citizen.say("đóng từ 01/01/2025"))[0]
    history = citizen.call("/records/participation", since=since, until=None, kinds=["bhtn"], total=False)
    told = citizen.shown(str(history["history"]))
    assert "Xây lắp Hoa Gạo" in told and "Bằng Lăng" not in told and "BHYT" not in told
    totals = citizen.shown(str(citizen.call("/records/participation", total=True)["history"]))
    assert "• BHXH: 7 năm" in totals and "Hoa Gạo" not in totals
    none = citizen.shown(str(citizen.call("/records/benefits", kinds=["mot_lan"])["benefits"]))
    assert "BHXH một lần: hệ thống không ghi nhận" in none


@pytest.mark.parametrize("body", [{"kinds": ["bhxx"]}, {"since": "2025-1"}, {"kinds": "bhxh"}, {"person": 7}])
def test_bad_bodies_are_refused(internal: FlaskClient, citizen: Citizen, body: dict[str, object]) -> None:
    content = {"session": citizen.work.session, "turn": citizen.work.turn_id, **body}
    response = internal.post("/internal/v1/records/participation", json=content, headers=citizen.headers)
    assert response.status_code == 422
