"""Writing many rows at the driver's own speed.

SQLAlchemy turns each row's dictionary into the driver's parameters, which costs more than SQLite's write itself (11 of 20
microseconds a row here), and every number of an IN list into a parameter of its own. The statements are still compiled by
SQLAlchemy, once, so both databases get their own form of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

import orjson
import psycopg
from sqlalchemy import (
    ARRAY,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Table,
    Text,
    TextClause,
    Update,
    bindparam,
    column,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

from sms_gateway.prepared import run, run_many, wrapped

T = TypeVar("T")

_AT_ONCE = 250


def converted(target: Column[Any], value: object, dialect: Dialect) -> Any:
    """A value as the driver wants it, for what rows have in common."""
    kind = target.type.dialect_impl(dialect)
    processor: Callable[[object], Any] | None = kind.bind_processor(dialect)
    return value if processor is None else processor(value)


def among(searched: ColumnElement[T], values: Sequence[T], dialect: Dialect) -> ColumnElement[bool]:
    """``column IN values``, numbers or texts, with one parameter, however many they are."""
    return _in_list(searched, bindparam(None, as_list(values, dialect), _list_type(searched, dialect)), dialect)


def in_list(searched: ColumnElement[Any], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """``among`` for a statement that is made once: the parameter ``name`` takes what ``as_list`` makes."""
    return _in_list(searched, bindparam(name, type_=_list_type(searched, dialect)), dialect)


def as_list(values: Sequence[Any], dialect: Dialect) -> Any:
    """Numbers or texts as the one parameter of ``in_list``."""
    return list(values) if dialect.name == "postgresql" else orjson.dumps(list(values)).decode()


def _list_type(searched: ColumnElement[Any], dialect: Dialect) -> TypeEngine[Any]:
    return ARRAY(searched.type) if dialect.name == "postgresql" else Text()


def _in_list(searched: ColumnElement[Any], listed: BindParameter[Any], dialect: Dialect) -> ColumnElement[bool]:
    if dialect.name == "postgresql":
        return searched == func.any(listed)
    return searched.in_(select(func.json_each(listed).table_valued("value").c.value))


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
            run_many(connection, self._sql, [dict(zip(self._names, row, strict=True)) for row in rows])
        elif rows:
            run_many(connection, self._sql, rows)


def _postgresql_type(target: Column[Any], dialect: Dialect) -> str:
    """Its name without a length: what is copied in binary is taken as it is, and must be what the column holds."""
    return target.type.compile(dialect=dialect).partition("(")[0].lower()


class BulkUpdate:
    """UPDATE of many rows, each with values of its own, as one statement.

    On SQLite a statement for each row would let go of Python's lock and wait for it again at every row while the event loop runs
    beside it, which takes several times as long as the work itself. ``columns`` get each row's values, ``fixed`` the same in
    all. ``key`` finds a row, ``where`` says what else must hold, and ``returning`` what to tell of the rows that were changed.
    Parameters of ``fixed`` and ``where`` are given by name when it is executed.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[str],
        dialect: Dialect,
        fixed: Mapping[str, Any] | None = None,
        *,
        key: str = "id",
        where: Sequence[ColumnElement[bool] | TextClause] = (),
        returning: Sequence[Column[Any]] = (),
    ) -> None:
        names = (*columns, key)
        self._lists = tuple(f"list_{name}" for name in names)
        self._as_json = dialect.name != "postgresql"
        cells: list[ColumnElement[Any]]
        if self._as_json:
            given = func.json_each(bindparam("rows", type_=Text())).table_valued("value", name="given")
            paths: list[ColumnElement[Any]] = [literal_column(f"'$[{place}]'") for place in range(len(names))]
            cells = [func.json_extract(given.c.value, path) for path in paths]
        else:
            types = [table.c[name].type for name in names]
            lists = [bindparam(name, type_=ARRAY(kind)) for name, kind in zip(self._lists, types, strict=True)]
            typed = [column(name, kind) for name, kind in zip(names, types, strict=True)]
            given = func.unnest(*lists).table_valued(*typed, name="given").render_derived()
            cells = [given.c[name] for name in names]
        values = {**dict(zip(columns, cells[:-1], strict=True)), **(fixed or {})}
        statement = update(table).where(table.c[key] == cells[-1], *where).values(values)
        compiled = (statement.returning(*returning) if returning else statement).compile(dialect=dialect)
        self._sql = str(compiled)
        self._order = None if compiled.positiontup is None else tuple(compiled.positiontup)
        self._params = dict(compiled.params)

    def execute(
        self, connection: Connection, rows: Sequence[tuple[object, ...]], **values: object
    ) -> Sequence[tuple[Any, ...]]:
        """Each row: the values of ``columns`` in their order and the row's key, as the driver's own types. Returns ``returning``."""
        if not rows:
            return []
        params = {**self._params, **values}
        if self._as_json:
            params["rows"] = orjson.dumps(rows).decode()
        else:
            params.update(zip(self._lists, map(list, zip(*rows, strict=True)), strict=True))
        given = params if self._order is None else tuple([params[name] for name in self._order])
        return run(connection, self._sql, given)


class BulkInsert(BulkStatement):
    """INSERT of some columns of a table, in the table's order and with every column that has a default."""

    def __init__(self, table: Table, columns: Sequence[str], dialect: Dialect) -> None:
        super().__init__(insert(table).values({name: bindparam(name) for name in columns}), columns, dialect)


class BulkLoad:
    """New rows by the thousand: COPY on PostgreSQL, one INSERT of many rows on SQLite.

    SQLite writes them without Python's lock, so that whoever prepares the next rows goes on meanwhile. ``same`` names the columns
    that have one value in all rows, ``varying`` the others.
    """

    def __init__(self, table: Table, same: Sequence[str], varying: Sequence[str], dialect: Dialect) -> None:
        self._copies = dialect.name == "postgresql"
        columns = ", ".join(dialect.identifier_preparer.quote(name) for name in (*same, *varying))
        name = dialect.identifier_preparer.format_table(table)
        self._copy = f"COPY {name} ({columns}) FROM STDIN (FORMAT BINARY)"
        self._types = [_postgresql_type(table.c[name], dialect) for name in (*same, *varying)] if self._copies else []
        self._insert = f"INSERT INTO {name} ({columns}) VALUES "
        self._same, self._varying = len(same), len(varying)
        self._many = self._insert + self._cells(_AT_ONCE)
        self._one = self._insert + self._cells(1)

    def _cells(self, rows: int) -> str:
        """Numbered parameters: first those that all rows share, then each row's own."""
        shared = [f"?{place + 1}" for place in range(self._same)]
        starts = range(self._same, self._same + rows * self._varying, self._varying)
        own = ([f"?{start + place + 1}" for place in range(self._varying)] for start in starts)
        return ", ".join(f"({', '.join([*shared, *cells])})" for cells in own)

    def execute(self, connection: Connection, same: Sequence[object], rows: Sequence[tuple[object, ...]]) -> None:
        """``rows``: the varying values of each. All as the driver's own types."""
        if self._copies:
            try:
                self._copy_in(connection, same, rows)
            except psycopg.Error as error:  # COPY goes past SQLAlchemy, whose errors everybody else waits for
                raise wrapped(connection, self._copy, error) from error
            return
        whole = len(rows) - len(rows) % _AT_ONCE
        for begin in range(0, whole, _AT_ONCE):
            own = chain.from_iterable(rows[begin : begin + _AT_ONCE])
            connection.exec_driver_sql(self._many, (*same, *own))
        if whole < len(rows):
            connection.exec_driver_sql(self._one, [(*same, *row) for row in rows[whole:]])

    def _copy_in(self, connection: Connection, same: Sequence[object], rows: Sequence[tuple[object, ...]]) -> None:
        with connection.connection.cursor() as cursor, cursor.copy(self._copy) as copy:  # type: ignore[attr-defined]
            copy.set_types(self._types)
            for row in rows:
                copy.write_row((*same, *row))
