"""The tables of the registration come and go, and are those of the models."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from backend.database import Database
from backend.registration.service import Registration
from backend.tables import metadata
from tests.backend.registration.conftest import OWNER, declare


def names(database: Database) -> set[str]:
    return {name for name in inspect(database.engine).get_table_names() if name.startswith("registration_")}


def test_up_down_up(database: Database, registration: Registration) -> None:
    tables = {f"registration_{kind}" for kind in ("draft", "dossier", "counter", "link", "photo")}
    assert names(database) == tables
    declare(registration)
    registration.submit(OWNER, "key")
    database.downgrade("0001")
    assert names(database) == set()
    database.upgrade()
    assert names(database) == tables
    declare(registration)
    assert registration.submit(OWNER, "key").number == "00001.U/2026/07915"


def test_models_and_migration_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = [change for change in compare_metadata(context, metadata) if "registration_" in repr(change)]
    assert differences == []
