"""Rows by the thousand past the ORM: COPY on PostgreSQL, INSERT of many on SQLite; found again by their key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backend.importing.kinds import Outcome, Sealed
from backend.importing.problems import RowProblem

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_CACHE_KIB: Final = 128 << 10
_CHECKPOINT_PAGES: Final = 30_000
"""120 MB of log."""


@dataclass(frozen=True)
class OwnedTable:
    """A table of rows that belong to persons. `key` is its unique blind index; `columns` are those an import fills, besides
    `person_id`, `key` and `source_digest`."""

    name: str
    key: str
    columns: tuple[str, ...]

    def write(self, connection: Connection, rows: Sequence[Sealed]) -> list[Outcome | RowProblem]:
        """Add the rows or bring them up to date. A row whose person is unknown, or whose key is another person's, is refused."""
        owners = ids_of(connection, {row.person for row in rows})
        known = self._known(connection, [row.key for row in rows])
        outcomes: list[Outcome | RowProblem] = []
        new: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        for row in rows:
            owner, found = owners.get(row.person), known.get(row.key)
            if owner is None:
                outcomes.append(RowProblem.of(row.number, None, "person_unknown"))
            elif found is None:
                new.append((owner, row.key, row.digest, *row.values))
                outcomes.append(Outcome.ADDED)
            elif found[1] != owner:
                outcomes.append(RowProblem.of(row.number, None, f"{self.name}_of_another"))
            elif found[2] == row.digest:
                outcomes.append(Outcome.UNCHANGED)
            else:
                changed.append((*row.values, row.digest, found[0]))
                outcomes.append(Outcome.CHANGED)
        insert(connection, self.name, ("person_id", self.key, "source_digest", *self.columns), new)
        update(connection, self.name, (*self.columns, "source_digest"), changed)
        return outcomes

    def _known(self, connection: Connection, keys: Sequence[bytes]) -> dict[bytes, tuple[int, int, bytes | None]]:
        found = having(connection, self.name, (self.key, "id", "person_id", "source_digest"), keys)
        return {bytes(row[0]): (row[1], row[2], row[3] and bytes(row[3])) for row in found}


def ids_of(connection: Connection, codes: Iterable[bytes]) -> dict[bytes, int]:
    """Persons' ids by the blind index of their code."""
    return {bytes(row[0]): row[1] for row in having(connection, "person", ("code_index", "id"), codes)}


def having(connection: Connection, table: str, columns: Sequence[str], keys: Iterable[bytes]) -> Sequence[Any]:
    """Some columns of the rows whose first one is among `keys`."""
    wanted = list(keys)
    if not wanted:
        return []
    query = f"SELECT {', '.join(columns)} FROM {table} WHERE {columns[0]}"
    if connection.dialect.name == "postgresql":
        return connection.exec_driver_sql(f"{query} = ANY(%b)", (wanted,)).all()  # binary: keys are bytes
    places = ", ".join("?" * len(wanted))  # SQLAlchemy's own IN takes longer to write than SQLite to answer
    return connection.exec_driver_sql(f"{query} IN ({places})", tuple(wanted)).all()


def insert(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """New rows, with values as the driver takes them."""
    if not rows:
        return
    names = ", ".join(columns)
    if connection.dialect.name != "postgresql":
        places = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({places})", list(rows))
        return
    _copy(connection, table, names, rows)


def _copy(connection: Connection, table: str, names: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """COPY in binary, a fifth less work than hexadecimal on both sides; in text where there are dates, which rows hold in ISO form."""
    # The processes beside an import come by here only to seal: without these they have started in a fifth of the time.
    import psycopg  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    statement = f"COPY {table} ({names}) FROM STDIN"
    try:
        raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
        with raw.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM {table} LIMIT 0")
            types = [column.type_code for column in cursor.description or ()]
            binary = psycopg.adapters.types["date"].oid not in types
            with cursor.copy(statement + " (FORMAT BINARY)" * binary) as copy:
                if binary:
                    copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
    except psycopg.Error as error:  # COPY goes past SQLAlchemy, whose errors everybody else waits for
        raise DBAPIError.instance(statement, None, error, psycopg.Error, dialect=connection.dialect) from error


def update(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows brought up to date by their id, which is the last of each."""
    if rows:
        place = "%s" if connection.dialect.name == "postgresql" else "?"
        places = ", ".join(f"{column} = {place}" for column in columns)
        connection.exec_driver_sql(f"UPDATE {table} SET {places} WHERE id = {place}", list(rows))


@contextmanager
def room(engine: Engine) -> Iterator[None]:
    """Let SQLite hold as much of its indexes as many rows touch; what it otherwise holds, 2 MB, is read anew for every few rows. And let
    its log gather what several pieces write of the same pages before these are copied into the database, in the end by this process:
    left to the next commit, somebody would wait for it."""
    if engine.dialect.name != "sqlite":
        yield
        return
    with engine.connect() as connection:  # the pool keeps it for the rows
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    try:
        yield
    finally:
        with closing(engine.raw_connection()) as raw:  # outside a transaction, in which there is no checkpoint
            raw.cursor().execute("PRAGMA wal_checkpoint")
