from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from backend import audit, notify
from backend.config import BackendConfig
from backend.database import Database
from backend.notify.models import OutboxMessage
from backend.tables import is_model, metadata
from tests.backend.conftest import config_of


@pytest.fixture(scope="session")
def migrations() -> str | None:
    """From nothing, as on a new machine."""
    return None


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


def test_migrations_go_up_down_and_up_and_match_the_models(config: BackendConfig) -> None:
    database = Database.open(config)
    database.upgrade()
    database.downgrade("base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    database.upgrade()
    with database.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_model})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_an_outbox_row_follows_its_transaction(database: Database) -> None:
    with database.sessions() as session:
        notify.enqueue_sms(session, to="0912 345 678", template="otp", personalisation={"ma": "123456"})
        session.rollback()
    with database.begin() as session:
        reference = notify.enqueue_sms(session, to="0912 345 678", template="otp", personalisation={"ma": "123456"})
    with database.reading() as session:
        messages = session.query(OutboxMessage).all()
        assert [(message.id, message.recipient) for message in messages] == [(reference, "84912345678")]
        assert messages[0].personalisation == {"ma": "123456"}
        row = session.execute(text("SELECT recipient, personalisation FROM outbox")).one()
        assert b"912345678" not in bytes(row.recipient) and b"123456" not in bytes(row.personalisation)


def test_audit_appends_and_verifies(database: Database) -> None:
    for year in (2024, 2025):
        with database.begin() as session:
            audit.record(
                session, actor="conversation:x", action="kcb.read", subject_index=b"i" * 32, details={"year": year}
            )
    with database.reading() as session:
        assert audit.walk(session).sequence == 2
