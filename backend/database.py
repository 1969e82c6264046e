"""The backend's database: tables' base class, encrypted columns, keyed look-ups and sessions.

The keyring is not a global: it belongs to a `Database`. Encrypted columns find it through the engine's dialect, services
through the session (`blind_index(session, ...)`), so that two databases with different keys can live in one process.

    database = Database.open(config)
    with database.begin() as session:      # commits at the end, rolls back on an exception
        session.add(...)
    with database.reading() as session:    # on SQLite waits for no writer
        ...
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Protocol, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Engine, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from backend.migrations import LOCATION
from kit.crypto import Keyring
from kit.database import create_engine, downgrade, upgrade


class DatabaseSettings(Protocol):
    """The part of `BackendConfig` that opens a database."""

    @property
    def database_url(self) -> str: ...
    @property
    def keyset(self) -> str: ...
    @property
    def secret_key(self) -> str: ...


class Base(DeclarativeBase):
    """Base of all tables. The names of constraints are fixed, because migrations must find them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


_keyrings: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()


def _keyring_of(dialect: Dialect) -> Keyring:
    try:
        return _keyrings[dialect]
    except KeyError:
        raise RuntimeError("encrypted column used on an engine that Database.open did not make") from None


class EncryptedText(TypeDecorator[str]):
    """A text column stored as AEAD ciphertext bound to `context` ("table.column"): a value moved to another column won't decrypt."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _keyring_of(dialect).encrypt_text(self.context, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyring_of(dialect).decrypt_text(self.context, value)


class EncryptedDate(TypeDecorator[date]):
    """A date stored as the ciphertext of its ISO form."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: date | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _keyring_of(dialect).encrypt_text(self.context, value.isoformat())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(_keyring_of(dialect).decrypt_text(self.context, value))


class EncryptedJson(TypeDecorator[Any]):
    """A JSON value stored as ciphertext. It is not tracked for changes inside: assign a new value to change it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return _keyring_of(dialect).encrypt_text(self.context, text)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(_keyring_of(dialect).decrypt_text(self.context, value))


class Database:
    """An engine, its keyring and its sessions. One per process is enough; it is safe to share between threads."""

    def __init__(self, engine: Engine, keyring: Keyring, url: str) -> None:
        self.engine = engine
        self.keyring = keyring
        self.url = url
        _keyrings[engine.dialect] = keyring
        self.sessions = sessionmaker(engine, expire_on_commit=False, info={"keyring": keyring})

    @classmethod
    def open(cls, config: DatabaseSettings) -> "Database":
        keyring = Keyring.from_settings(config.keyset, config.secret_key)
        # An error that quotes a statement's values would carry them into logs and answers.
        return cls(create_engine(config.database_url, hide_parameters=True), keyring, config.database_url)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back when the block raises."""
        with self.sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads alone: on SQLite it never waits for the writer, and writing through it may fail."""
        with self.sessions() as session:
            session.connection(execution_options={"read_only": True})
            yield session

    def upgrade(self, revision: str = "head") -> None:
        upgrade(self.url, LOCATION, revision)

    def downgrade(self, revision: str) -> None:
        downgrade(self.url, LOCATION, revision)

    def close(self) -> None:
        self.engine.dispose()


def keyring_of(session: Session) -> Keyring:
    """The keyring of the database a session belongs to."""
    return cast(Keyring, session.info["keyring"])


def blind_index(session: Session, context: str, value: str) -> bytes:
    """Keyed hash (32 bytes) by which `value` is found in the column `context` ("table.column") without being readable there.

    The caller normalises first: `parse_bhxh_code`, `parse_mobile`, `parse_personal_id`.
    """
    return keyring_of(session).blind_index(context, value)
