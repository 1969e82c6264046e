"""The hotline's application, and citizens who wait, on SQLite; what two do at once is tried on PostgreSQL too (`test_together`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from backend.conversations import handoff, store
from backend.conversations.models import Author, Conversation
from backend.database import Database
from backend.staff import accounts
from backend.staff.roles import Role
from backend.supervision import duty
from backend.supervision.models import DutyShift
from bhxh.dates import utcnow
from tests.backend.hotline.conftest import PASSWORD, _cheap_hashes, agent, app, engine, gateway, waiting

__all__ = ["PASSWORD", "_cheap_hashes", "agent", "app", "engine", "gateway", "waiting"]


@pytest.fixture
def now() -> datetime:
    return utcnow()


@pytest.fixture
def officer(database: Database) -> Iterator[str]:
    with database.begin() as session:
        accounts.create(
            session,
            username="canbo.hcm",
            name="canbo.hcm",
            role=Role.OFFICER,
            agency="079",
            actor="test",
            password=PASSWORD,
            demo=True,
        )
    yield "canbo.hcm"


def shift(session: Session, now: datetime, province: str = "079", **changes: str) -> DutyShift:
    """Somebody on duty since an hour ago."""
    given = {"name": "Trần Văn Trực", "phone": "0912345678", "username": "", **changes}
    draft = duty.Draft(province, since=now - timedelta(hours=1), until=now + timedelta(hours=8), **given)
    return duty.add(session, draft, actor="staff:giamsat", now=now)


def queued(session: Session, now: datetime, *words: str, priority: int = handoff.NORMAL) -> Conversation:
    """A conversation that waits for a person, in which ``words`` were said."""
    made = store.create(session, store.new_id(), now)
    for said in words:
        store.append(session, made, Author.CITIZEN, {"text": said}, store.new_id(), at=now)
    handoff.ask_for_person(session, made, now, priority=priority)
    return made
