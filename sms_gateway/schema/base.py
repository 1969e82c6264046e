"""What every table is made with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Row, text

AnyRow = Row[*tuple[Any, ...]]
"""A row of any query, for helpers that read columns by name."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit key; SQLite numbers only a plain INTEGER PRIMARY KEY by itself."""


def partial_index(name: str, *columns: str | Column[Any], where: str) -> Index:
    """An index of the rows that meet a condition, which is literal because SQLite uses it only when the query repeats it so."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
