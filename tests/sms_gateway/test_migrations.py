"""The schema and its migrations agree, up, down and up again, on both databases."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from kit.database import create_engine, downgrade, upgrade
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.partitions import is_partition
from sms_gateway.schema import metadata


@pytest.fixture(scope="session")
def migrations() -> str | None:
    """From nothing, as on a new machine."""
    return None


def test_up_down_up(database_url: str) -> None:
    upgrade(database_url, SCRIPT_LOCATION)
    downgrade(database_url, SCRIPT_LOCATION)
    engine = create_engine(database_url)
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    if engine.dialect.name == "postgresql":
        assert sa.inspect(engine).get_sequence_names() == []
    upgrade(database_url, SCRIPT_LOCATION)
    with engine.connect() as connection:
        opts = {
            "include_name": lambda name, kind, _parents: kind != "table" or not is_partition(name),
            "include_object": lambda found, _name, kind, _reflected, _other: (
                not (
                    kind == "foreign_key_constraint"
                    and engine.dialect.name == "postgresql"
                    and found.table.name == "message"
                )
            ),
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=opts), metadata) == []
    engine.dispose()
