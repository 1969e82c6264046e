"""Feedback on SQLite and PostgreSQL, with officers of a province and of two districts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.config import BackendConfig
from backend.database import Database
from backend.feedback import service
from backend.feedback.models import Event, Ticket
from backend.feedback.records import Contact
from backend.feedback.scope import Worker
from backend.feedback.subjects import Channel, Monitor
from tests.backend.conftest import config_of

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
"""A Friday, ten in the morning in Viet Nam; Tuesday the 24th is a holiday."""

HCM = Worker("staff:canbo.hcm", "079")
QUAN5 = Worker("staff:canbo.quan5", "07915")
QUAN1 = Worker("staff:canbo.quan1", "07901")
HANOI = Worker("staff:canbo.hanoi", "001")
MONITOR = Worker("staff:giamsat", None, monitors=True)
BAN_BHYT = Worker("staff:ban.bhyt", None, monitors=True, unit=Monitor.CHINH_SACH_BHYT)
BAN_THU = Worker("staff:ban.thu", None, monitors=True, unit=Monitor.THU_SO_THE)
WORDS = "Tôi không khám tại Bệnh viện Nguyễn Trãi ngày 12/10/2026."
PHONE = "0912345678"


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


def submitted(database: Database, key: str = "key", **changed: Any) -> str:
    given = {
        "channel": Channel.WEB,
        "subject": "kcb",
        "province": "079",
        "text": WORDS,
        "contact": Contact(PHONE, "Nguyễn Thị Thu Hà"),
        "actor": "visitor",
        "now": NOW,
    }
    return service.submit_once(database, key=key, **given | changed)


def ticket_of(database: Database, number: str) -> Ticket:
    with database.reading() as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def acts_of(database: Database, number: str) -> list[str]:
    with database.reading() as session:
        rows = select(Event.act).join(Ticket, Ticket.id == Event.ticket_id).where(Ticket.number == number)
        return list(session.scalars(rows.order_by(Event.sequence)))


def later(**time: float) -> datetime:
    return NOW + timedelta(**time)
