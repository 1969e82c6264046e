"""Statements that are made once and run at the driver's own speed.

SQLAlchemy compiles them, so that both databases get their own form, but running one through it costs 50 to 80 microseconds in
contexts, events and results; the sender runs a dozen for each few dozen messages. Errors are SQLAlchemy's all the same.
"""

from __future__ import annotations

import enum
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

_DRIVERS = (sqlite3.Error, psycopg.Error)


def run(connection: Connection, sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    """Run one statement inside the connection's transaction; the rows it returns, if any, as the driver's own types."""
    driver: Any = connection.connection.dbapi_connection
    try:
        cursor = driver.execute(sql, parameters)
        return [] if cursor.description is None else cursor.fetchall()
    except _DRIVERS as error:
        raise wrapped(connection, sql, error) from error


def run_many(connection: Connection, sql: str, parameters: Sequence[Any]) -> None:
    """Run one statement for each of several parameters."""
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(sql, parameters)
    except _DRIVERS as error:
        raise wrapped(connection, sql, error) from error


def wrapped(connection: Connection, sql: str, error: Exception) -> Exception:
    """A driver's error as SQLAlchemy's, which everybody else waits for."""
    base = psycopg.Error if isinstance(error, psycopg.Error) else sqlite3.Error
    return DBAPIError.instance(sql, None, error, base, dialect=connection.dialect)


class Prepared:
    """One statement. Parameters are given by name, as the driver's own types (``bulk.converted``, ``bulk.as_list``)."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        if "POSTCOMPILE" in self._sql:
            raise ValueError("in_() is written anew for every list: use bulk.among")
        self._order = None if compiled.positiontup is None else tuple(compiled.positiontup)
        self._fixed = {name: _plain(value) for name, value in compiled.params.items()}
        columns = list(statement.exported_columns) if isinstance(statement, Select) else []
        found: Any = namedtuple("Found", [column.key for column in columns])  # type: ignore[misc]
        self._make = found._make
        processors = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._read: list[tuple[int, Callable[[Any], Any]]] = [
            (place, processor) for place, processor in enumerate(processors) if processor is not None
        ]

    def run(self, connection: Connection, **parameters: object) -> list[Any]:
        """The rows of a SELECT, each a tuple whose columns have names too."""
        given = {**self._fixed, **parameters}
        rows = run(connection, self._sql, given if self._order is None else [given[name] for name in self._order])
        if self._read:
            rows = [self._readable(row) for row in rows]
        return list(map(self._make, rows))

    def _readable(self, row: Sequence[Any]) -> Any:
        cells = list(row)
        for place, read in self._read:
            if cells[place] is not None:
                cells[place] = read(cells[place])
        return cells


def _plain(value: Any) -> Any:
    """What the statement itself fixes, without an enumeration's clothes: drivers know numbers and texts."""
    return value.value if isinstance(value, enum.Enum) else value
