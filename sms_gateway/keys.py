"""API keys: who may use the gateway, for what, and whether their messages leave the house.

A key is one secret string. The database holds two keyed hashes of it, one to find the row by and one to compare, so that
neither a copy of the database nor the time a comparison takes tells anything about a key.
"""

from __future__ import annotations

import enum
import hmac
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bhxh.keyed import keyed_hash
from kit.crypto import Keyring
from kit.database import reading
from sms_gateway.rules.caps import Caps
from sms_gateway.schema import AnyRow, api_key

MIN_SECRET = 16
_TOUCH_EVERY = timedelta(minutes=1)
# Made once: every request asks it.
_LIVE_KEY = sa.select(api_key).where(api_key.c.public_id == sa.bindparam("public"), api_key.c.revoked_at.is_(None))


class Scope(enum.StrEnum):
    """What a key may do; a route asks for exactly one."""

    MESSAGES = "messages"
    TEMPLATES = "templates"
    OTP = "otp"
    CAMPAIGNS = "campaigns"
    APPROVALS = "approvals"
    BLOCKS = "blocks"
    PROVIDERS = "providers"
    """Sees how providers stand, and puts one off or on."""
    CALLBACKS = "callbacks"
    SANDBOX = "sandbox"
    STAFF = "staff"
    """For our own consoles: sees what every key sent, and names the person who acts."""
    KEYS = "keys"
    """Makes and revokes keys."""


ALL_SCOPES = frozenset(Scope) - {Scope.PROVIDERS, Scope.STAFF, Scope.KEYS}
"""What another system's key may do unless it is told less."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was presented and is good. ``live`` False: a test key, whose messages never leave the sandbox; ``abroad``: it may
    write to foreign numbers."""

    id: int
    name: str
    live: bool
    scopes: frozenset[Scope]
    abroad: bool
    caps: Caps

    @property
    def sees(self) -> int | None:
        """Whose campaigns and messages it sees: its own (its id), or everybody's (None)."""
        return None if Scope.STAFF in self.scopes else self.id


class Keys:
    """Makes, finds and revokes keys."""

    def __init__(self, engine: sa.Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._find_key = keyring.key("sms-api-key:find")
        self._compare_key = keyring.key("sms-api-key:compare")
        self._touched: dict[int, datetime] = {}
        self._lock = threading.Lock()

    def _hashes(self, secret: str) -> tuple[str, bytes]:
        return keyed_hash(self._find_key, secret).hex()[:32], keyed_hash(self._compare_key, secret)

    def create(
        self, connection: sa.Connection, name: str, *, live: bool, scopes: Iterable[Scope] = ALL_SCOPES
    ) -> tuple[int, str]:
        """A new key: its id, and the secret, which is shown this once and stored nowhere."""
        secret = f"bhxh_{'live' if live else 'test'}_{secrets.token_urlsafe(32)}"
        return self.ensure(connection, name, secret, live=live, scopes=scopes), secret

    def ensure(
        self,
        connection: sa.Connection,
        name: str,
        secret: str,
        *,
        live: bool = True,
        scopes: Iterable[Scope] = ALL_SCOPES,
    ) -> int:
        """The id of the key of this name, which from now on has this secret and these scopes.

        The row stays the same when the secret changes, because the references of accepted messages belong to it. Raises
        ValueError for a secret of fewer than 16 characters or one that another name has.
        """
        if len(secret) < MIN_SECRET:
            raise ValueError(f"an API key must have at least {MIN_SECRET} characters")
        public_id, secret_hash = self._hashes(secret)
        owner = connection.execute(sa.select(api_key.c.name).where(api_key.c.public_id == public_id)).scalar()
        if owner is not None and owner != name:
            raise ValueError(f"the secret of API key {name!r} already belongs to {owner!r}")
        values = {
            "public_id": public_id,
            "secret_hash": secret_hash,
            "live": live,
            "permissions": sorted(scopes),
            "revoked_at": None,
        }
        found = connection.execute(sa.select(api_key.c.id).where(api_key.c.name == name)).scalar()
        if found is not None:
            connection.execute(sa.update(api_key).where(api_key.c.id == found).values(**values))
            return int(found)
        values |= {"name": name, "created_at": datetime.now(UTC)}
        return int(connection.execute(sa.insert(api_key).values(**values).returning(api_key.c.id)).scalar_one())

    def revoke(self, connection: sa.Connection, name: str) -> bool:
        """Whether there was a key of this name; from the commit on it opens nothing."""
        done = connection.execute(
            sa.update(api_key)
            .where(api_key.c.name == name, api_key.c.revoked_at.is_(None))
            .values(revoked_at=datetime.now(UTC))
        )
        return done.rowcount > 0

    def authenticate(self, secret: str) -> Key | None:
        """The key that this secret is, or None; the last use is noted to the minute."""
        public_id, secret_hash = self._hashes(secret)
        with reading(self._engine) as connection:
            row = connection.execute(_LIVE_KEY, {"public": public_id}).first()
        stored = bytes(row.secret_hash) if row is not None else bytes(32)
        if not hmac.compare_digest(stored, secret_hash) or row is None:
            return None
        self._touch(row.id)
        scopes = frozenset(Scope(name) for name in row.permissions)
        return Key(row.id, row.name, row.live, scopes, row.abroad, Caps.of(row.caps))

    def _touch(self, key_id: int) -> None:
        """Notes the use at most once a minute: a write with every read would make the database's one writer the limit."""
        now = datetime.now(UTC)
        with self._lock:
            last = self._touched.get(key_id)
            if last is not None and now - last < _TOUCH_EVERY:
                return
            self._touched[key_id] = now
        with self._engine.begin() as connection:
            connection.execute(sa.update(api_key).where(api_key.c.id == key_id).values(last_used_at=now))


def listing(connection: sa.Connection) -> list[AnyRow]:
    """Every key, the newest first, without anything of its secret."""
    columns = (api_key.c.name, api_key.c.live, api_key.c.permissions, api_key.c.created_at, api_key.c.last_used_at)
    query = sa.select(*columns, api_key.c.revoked_at).order_by(api_key.c.id.desc())
    return list(connection.execute(query).all())


def ensure_key(
    connection: sa.Connection, keyring: Keyring, name: str, secret: str, scopes: Iterable[Scope], *, live: bool = True
) -> int:
    """``Keys.ensure`` for who starts the product: the backend's own key, with the scopes it needs."""
    return Keys(connection.engine, keyring).ensure(connection, name, secret, live=live, scopes=scopes)
