"""Zalo's tokens in the gateway's database: one pair for each provider, sealed, and one process at a time that renews it.

A refresh token is good once. Who wants to use it takes a hold on the pair first (one conditional UPDATE, committed before the
request), and the new pair is committed before it is used. No transaction stays open during the request. A process that dies in
between leaves its hold, which runs out after HOLD; then another one tries the same refresh token again: it is still good when the
request had not reached Zalo, and otherwise lost, which only a new one from Zalo's console mends (``bhxh sms zbs token``). Until
then the old access token serves for as long as Zalo takes it: pairs are renewed when a fifth of the access token's life is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from kit.database import reading
from kit.zalo import Held, Pair, Renewed
from sms_gateway.schema import provider_token
from sms_gateway.sealing import Sealing

HOLD: Final = timedelta(seconds=60)
"""Longer than the longest request (``ZbsSettings.timeout``), so that nobody else tries while an answer may still come."""
PAUSE_AFTER_ERROR: Final = timedelta(minutes=5)
_ACCESS, _REFRESH = "provider_token.access", "provider_token.refresh"


def give(connection: Connection, sealing: Sealing, provider: str, refresh: str, now: datetime) -> None:
    """A refresh token from Zalo's console, in place of whatever was there."""
    query = select(provider_token.c.version).where(provider_token.c.provider == provider)
    known = connection.execute(query.with_for_update()).scalar_one_or_none()
    connection.execute(delete(provider_token).where(provider_token.c.provider == provider))
    values = {
        "provider": provider,
        "version": (known or 0) + 1,
        "refresh": sealing.seal(_REFRESH, provider, refresh),
        "renewed_at": now,
    }
    connection.execute(insert(provider_token).values(values))


class Tokens:
    """One provider's pair, as one process uses it. Works on the database's thread."""

    def __init__(self, engine: Engine, sealing: Sealing, provider: str, holder: str) -> None:
        self._engine = engine
        self._sealing = sealing
        self._provider = provider
        self._holder = holder

    def read(self) -> Pair | None:
        """The pair as it is stored; None: none was ever given."""
        with reading(self._engine) as connection:
            query = select(provider_token).where(provider_token.c.provider == self._provider)
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        access = None if row.access is None else self._sealing.open(_ACCESS, self._provider, row.access)
        return Pair(row.version, access, row.access_until, row.renewed_at, row.error)

    def hold(self, version: int, now: datetime) -> Held | None:
        """The right to renew this version, for HOLD; None: somebody else has it, or a newer version is there."""
        free = or_(provider_token.c.held_until.is_(None), provider_token.c.held_until <= now)
        taken = self._of(version).where(free).values(holder=self._holder, held_until=now + HOLD)
        with self._engine.begin() as connection:
            sealed = connection.execute(taken.returning(provider_token.c.refresh)).scalar_one_or_none()
        return None if sealed is None else Held(version, self._sealing.open(_REFRESH, self._provider, sealed))

    def keep(self, held: Held, renewed: Renewed, now: datetime) -> bool:
        """Store what Zalo gave for a held pair, by whoever used its refresh token; it may be used once this is committed.

        False: another token was given meanwhile, by hand.
        """
        values: Mapping[str, Any] = {
            "version": held.version + 1,
            "access": self._sealing.seal(_ACCESS, self._provider, renewed.access),
            "refresh": self._sealing.seal(_REFRESH, self._provider, renewed.refresh),
            "access_until": now + timedelta(seconds=renewed.seconds),
            "renewed_at": now,
            "holder": None,
            "held_until": None,
            "error": None,
        }
        with self._engine.begin() as connection:
            return connection.execute(self._of(held.version).values(values)).rowcount == 1

    def put_back(self, held: Held, until: datetime, error: str) -> None:
        """It could not be renewed; nobody tries before ``until``."""
        mine = self._of(held.version).where(provider_token.c.holder == self._holder)
        with self._engine.begin() as connection:
            connection.execute(mine.values(held_until=until, error=error[:64]))

    def _of(self, version: int) -> Any:
        pair = provider_token.c
        return update(provider_token).where(pair.provider == self._provider, pair.version == version)
