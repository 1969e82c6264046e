"""Writing many rows at the driver's own speed.

SQLAlchemy turns each row's dictionary into the driver's parameters, which costs more than SQLite's write itself (11 of 20
microseconds a row here), and every number of an IN list into a parameter of its own. The statements are still compiled by
SQLAlchemy, once, so both databases get their own form of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Table,
    Update,
    bindparam,
    func,
    insert,
    select,
)


def converted(column: Column[Any], value: object, dialect: Dialect) -> Any:
    """A value as the driver wants it, for what rows have in common."""
    kind = column.type.dialect_impl(dialect)
    processor: Callable[[object], Any] | None = kind.bind_processor(dialect)
    return value if processor is None else processor(value)


def among(column: ColumnElement[int], numbers: Sequence[int], dialect: Dialect) -> ColumnElement[bool]:
    """``column IN numbers`` with one parameter, however many they are."""
    if dialect.name == "postgresql":
        return column == func.any(bindparam(None, list(numbers), ARRAY(BigInteger)))
    listed = func.json_each(bindparam(None, orjson.dumps(list(numbers)).decode())).table_valued("value")
    return column.in_(select(listed.c.value))


class BulkStatement:
    """An INSERT or UPDATE whose parameters are ``names``, for many rows.

    Raises ValueError for names in another order than the statement's, in which values would land in the wrong column.
    """

    def __init__(self, statement: Insert | Update, names: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._names = tuple(names)
        self._named = not compiled.positional
        order = tuple(compiled.params) if self._named else tuple(compiled.positiontup or ())
        if (sorted(order) != sorted(names)) if self._named else (order != self._names):
            raise ValueError(f"parameters must be {order}")
        self._sql = str(compiled)

    def execute(self, connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
        """Once for each row, whose values stand in the order of ``names``, as the driver's own types."""
        if rows and self._named:
            connection.exec_driver_sql(self._sql, [dict(zip(self._names, row, strict=True)) for row in rows])
        elif rows:
            connection.exec_driver_sql(self._sql, list(rows))


class BulkInsert(BulkStatement):
    """INSERT of some columns of a table, in the table's order and with every column that has a default."""

    def __init__(self, table: Table, columns: Sequence[str], dialect: Dialect) -> None:
        super().__init__(insert(table).values({name: bindparam(name) for name in columns}), columns, dialect)
