from threading import Thread

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from backend import audit
from backend.audit.models import AuditEntry
from backend.audit.tasks import verify_log
from backend.config import BackendConfig
from backend.database import Database

_UNLOCK = {
    "sqlite": ("DROP TRIGGER audit_append_only_update", "DROP TRIGGER audit_append_only_delete"),
    "postgresql": ("DROP TRIGGER audit_append_only ON audit",),
}


@pytest.fixture
def written(database: Database) -> Database:
    for number in range(5):
        with database.begin() as session:
            audit.record(
                session,
                actor="conversation:c",
                action="kcb.visits",
                subject_index=bytes([number]) * 32,
                details={"year": 2020 + number},
            )
    return database


@pytest.fixture
def filled(written: Database) -> Database:
    """As it is to somebody who owns the database and takes its own refusal off: then the chain has to show what was done."""
    with written.begin() as session:
        for statement in _UNLOCK[session.get_bind().dialect.name]:
            session.execute(text(statement))
    return written


def broken_at(database: Database, known: audit.Head | None = None) -> int:
    with database.reading() as session, pytest.raises(audit.Broken) as caught:
        audit.walk(session, known)
    return caught.value.sequence


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET action = 'kcb.visit'", "DELETE FROM audit", "DELETE FROM audit WHERE sequence = 5"],
)
def test_the_database_refuses_to_change_or_delete_an_entry(written: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="only added to"), written.begin() as session:
        session.execute(text(statement))
    with written.reading() as session:
        assert audit.walk(session).sequence == 5


def test_an_untouched_log_verifies_and_so_does_an_empty_one(database: Database, filled: Database) -> None:
    with filled.reading() as session:
        head = audit.walk(session)
        assert head.sequence == 5
        assert audit.walk(session, known=head) == head


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "conversation:other"},
        {"action": "kcb.visit"},
        {"subject_index": b"x" * 32},
        {"subject_index": None},
        {"details": {"year": 1999}},
    ],
)
def test_a_changed_row_shows(filled: Database, change: dict[str, object]) -> None:
    with filled.begin() as session:
        session.execute(update(AuditEntry).where(AuditEntry.sequence == 3).values(**change))
    assert broken_at(filled) == 3


def test_a_removed_row_shows(filled: Database) -> None:
    with filled.begin() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.sequence == 2))
    assert broken_at(filled) == 2


def test_a_removed_row_shows_even_when_the_rest_is_renumbered(filled: Database) -> None:
    with filled.begin() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.sequence == 2))
        for sequence in (3, 4, 5):
            session.execute(update(AuditEntry).where(AuditEntry.sequence == sequence).values(sequence=sequence - 1))
    assert broken_at(filled) == 2


def test_a_cut_end_shows_against_a_known_head(filled: Database) -> None:
    with filled.reading() as session:
        head = audit.head(session)
    with filled.begin() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.sequence == 5))
    with filled.reading() as session:
        audit.walk(session)  # alone, the chain cannot know of what followed
    assert broken_at(filled, head) == 5
    with filled.begin() as session:
        audit.record(session, actor="worker", action="kcb.years")
    assert broken_at(filled, head) == 5


def test_writers_at_once_make_one_chain(database: Database, config: BackendConfig) -> None:
    def write() -> None:
        own = Database.open(config)
        for _ in range(25):
            with own.begin() as session:
                audit.record(session, actor="worker", action="test.write")
        own.close()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert audit.walk(session).sequence == 100


def test_a_rolled_back_act_leaves_no_gap(database: Database) -> None:
    with database.sessions() as session:
        audit.record(session, actor="worker", action="test.undone")
        session.rollback()
    with database.begin() as session:
        assert audit.record(session, actor="worker", action="test.done") == 1


def test_the_command_names_the_first_broken_entry(filled: Database, config: BackendConfig) -> None:
    assert audit.verify(config) is None
    with filled.begin() as session:
        session.execute(update(AuditEntry).where(AuditEntry.sequence >= 4).values(action="kcb.other"))
    assert audit.verify(config) == 4


def test_the_daily_check_says_where_the_log_is_broken(
    filled: Database, config: BackendConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    verify_log(filled, config)
    assert "audit_log_verified" in "".join(capsys.readouterr())
    with filled.begin() as session:
        session.execute(update(AuditEntry).where(AuditEntry.sequence == 4).values(actor="other"))
    with pytest.raises(audit.Broken):
        verify_log(filled, config)
    assert "audit_log_broken" in "".join(capsys.readouterr())
