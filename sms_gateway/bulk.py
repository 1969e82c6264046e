"""Inserting many rows at the driver's own speed.

SQLAlchemy turns each row's dictionary into the driver's parameters, which costs more than SQLite's insert itself (11 of 20
microseconds a row here). The statement is still compiled by SQLAlchemy, once, so both databases get their own form of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam, insert


class BulkInsert:
    """INSERT of some columns of a table, in the table's order and with every column that has a default.

    Raises ValueError for columns in another order, in which values would land in the wrong column.
    """

    def __init__(self, table: Table, columns: Sequence[str], dialect: Dialect) -> None:
        self._table, self._columns, self._dialect = table, tuple(columns), dialect
        compiled = insert(table).values({name: bindparam(name) for name in columns}).compile(dialect=dialect)
        if tuple(compiled.params) != self._columns:
            raise ValueError(f"columns must be {tuple(compiled.params)}")
        self._sql = str(compiled)
        self._named = not compiled.positional

    def converted(self, column: str, value: object) -> Any:
        """A value as the driver wants it, for what the rows have in common."""
        kind = self._table.c[column].type.dialect_impl(self._dialect)
        processor: Callable[[object], Any] | None = kind.bind_processor(self._dialect)
        return value if processor is None else processor(value)

    def execute(self, connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
        """Insert rows whose values stand in the order of ``columns``, as the driver's own types."""
        if rows and self._named:
            connection.exec_driver_sql(self._sql, [dict(zip(self._columns, row, strict=True)) for row in rows])
        elif rows:
            connection.exec_driver_sql(self._sql, list(rows))
