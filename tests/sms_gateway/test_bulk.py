"""Statements at the driver's own speed, on both databases."""

import pytest
import sqlalchemy as sa

from kit.database import create_engine
from sms_gateway.bulk import BulkInsert, BulkStatement, among

TABLE = sa.Table("thing", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
RENAME = sa.update(TABLE).where(TABLE.c.id == sa.bindparam("which")).values(name=sa.bindparam("to"))


def test_rows_are_written_and_found_among_many(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        TABLE.create(connection)
        BulkInsert(TABLE, ("id", "name"), engine.dialect).execute(connection, [(n, f"'{n}") for n in range(40_000)])
        BulkStatement(RENAME, ("to", "which"), engine.dialect).execute(connection, [(None, 7), ("x", 8)])
        wanted = [*range(6, 40_000, 2), 7]
        query = sa.select(TABLE).where(among(TABLE.c.id, wanted, engine.dialect))
        found = {row.id: row.name for row in connection.execute(query)}
        none = connection.execute(sa.select(TABLE).where(among(TABLE.c.id, [], engine.dialect))).all()
    engine.dispose()
    assert sorted(found) == sorted(wanted)
    assert (found[6], found[7], found[8]) == ("'6", None, "x")
    assert none == []


def test_parameters_in_another_order_are_refused() -> None:
    dialect = sa.create_engine("sqlite://").dialect
    with pytest.raises(ValueError, match="to"):
        BulkStatement(RENAME, ("which", "to"), dialect)
    with pytest.raises(ValueError, match="id"):
        BulkInsert(TABLE, ("name", "id"), dialect)
