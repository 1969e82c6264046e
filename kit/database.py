"""One way to open a database, SQLite or PostgreSQL, and to migrate it."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.engine import URL, Dialect, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 10_000
"""The longest wait for another's lock, on both databases; then OperationalError."""

LOCK_LOOK_SECONDS = 0.002
CHECKPOINT_PAGES = 4_000
"""16 MiB of log. A page that many transactions write is copied into the database once for all of them, and the wait for the disk
that this takes comes four times as seldom as with SQLite's own 1,000."""

# A server whose machine is gone answers nothing, not even no. Left alone, libpq waits two minutes for a connection and the
# kernel a quarter of an hour for one that broke.
_PATIENCE = {
    "connect_timeout": 10,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}
# The same on the server's side. For two hours it would else wait for the next word of a client whose machine is gone, and keep for it
# what its transaction has locked.
_PATIENCE_OF_SERVER = {
    "tcp_user_timeout": 15_000,
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 2,
}
_PASSING_SQLITE = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. SQLite keeps no zone, so a naive value is refused instead of guessed."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _configure_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        # sqlite3's own transaction handling opens transactions late and DEFERRED: two writers that both read first
        # would then fail with "database is locked" at once, whatever the time-out. We begin ourselves, below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("read_only", False):
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_writing(connection)


def _begin_writing(connection: sa.Connection) -> None:
    """BEGIN IMMEDIATE, asking for the write lock every two milliseconds.

    SQLite's own waiting sleeps up to 100 ms between two looks: beside a process that writes without pause, such as the SMS
    sender in mid-campaign, one would look at the wrong moment again and again, for a second and more.
    """
    raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < deadline:
            try:
                raw.execute(
                    "BEGIN IMMEDIATE"
                )  # not SQLAlchemy's, whose exceptions cost thirty times as much as the look
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(LOCK_LOOK_SECONDS)
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def postgresql_patience(url: URL, session: Mapping[str, int] | None = None) -> dict[str, Any]:
    """libpq's parameters for a connection that hears within seconds that the other side is gone, as the server does. What the address
    says itself is left so. ``session``: the server's settings for this connection, beside ours."""
    patience: dict[str, Any] = {name: value for name, value in _PATIENCE.items() if name not in url.query}
    # With the connection, not after it: a statement would cost a round trip, and its error would be none of SQLAlchemy's.
    settings = _PATIENCE_OF_SERVER | {"lock_timeout": BUSY_TIMEOUT_MS} | dict(session or {})
    ours = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return patience | {"options": f"{ours} {url.query.get('options', '')}".rstrip()}


def unavailable(error: Exception) -> bool:
    """Whether a database failed for now and not because of what was asked of it: locked, full, restarting or out of reach."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _PASSING_SQLITE
    return isinstance(error, OperationalError) or error.connection_invalidated


def create_engine(url: str, session: Mapping[str, int] | None = None, **options: Any) -> Engine:
    """An engine for ``sqlite:///path`` (WAL, foreign keys, waits for the one writer) or ``postgresql://`` (psycopg 3).

    On SQLite every transaction is BEGIN IMMEDIATE unless its connection has ``execution_options(read_only=True)``. ``session``: settings
    of PostgreSQL for every connection.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args=postgresql_patience(parsed, session),
            **options,
        )
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(parsed, **options)
    _configure_sqlite(engine)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[sa.Connection]:
    """A connection for reads alone: on SQLite it never waits for the writer."""
    with engine.connect().execution_options(read_only=True) as connection:
        yield connection


def _alembic(url: str, script_location: str) -> Config:
    config = Config()
    config.set_main_option("script_location", script_location)
    config.attributes["url"] = url
    return config


def upgrade(url: str, script_location: str, revision: str = "head") -> None:
    """Bring a database to a revision. ``script_location`` is the folder, or ``package:folder``, of its Alembic tree."""
    command.upgrade(_alembic(url, script_location), revision)


def downgrade(url: str, script_location: str, revision: str = "base") -> None:
    """Take a database back to a revision."""
    command.downgrade(_alembic(url, script_location), revision)


def run_migrations(context: Any, metadata: sa.MetaData | None = None) -> None:
    """The whole of an Alembic ``env.py``: opens ``config.attributes["url"]`` and migrates inside one transaction."""
    engine = create_engine(context.config.attributes["url"])
    try:
        with engine.begin() as connection:
            context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
            with context.begin_transaction():
                context.run_migrations()
    finally:
        engine.dispose()
