"""The tokens of the OA's application in the backend's database: encrypted, and renewed by one process at a time.

A refresh token is good once. Who wants to use it takes a hold on the row first (one conditional UPDATE, committed before the request,
so that no transaction waits for Zalo), and the new pair is committed before it is used. A process that dies in between leaves its
hold, which runs out after `HOLD`; then another tries the same refresh token again: it is still good when the request had not reached
Zalo, and otherwise lost, which only a new one from Zalo's console mends (``bhxh zalo token``). The old access token serves meanwhile.

The gateway's template messages have an application, and tokens, of their own (``sms_gateway.providers.zbs.tokens``).
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select, update

from backend.channels.zalo.models import ZaloToken
from backend.conversations.store import new_id
from backend.database import Database
from kit.zalo import Held, Pair, Renewed

HOLD: Final = timedelta(seconds=60)
"""Longer than the longest request, so that nobody else tries while an answer may still come."""
PAUSE_AFTER_ERROR: Final = timedelta(minutes=5)


class Tokens:
    """One application's pair. Safe to share between threads."""

    def __init__(self, database: Database, app_id: str) -> None:
        self._database = database
        self._app_id = app_id
        self._holder = new_id()

    def give(self, refresh: str, now: datetime) -> None:
        """A refresh token from Zalo's console, in place of whatever was there."""
        with self._database.begin() as session:
            row = session.scalar(select(ZaloToken).where(ZaloToken.app_id == self._app_id).with_for_update())
            version = 1 if row is None else row.version + 1
            if row is not None:
                session.delete(row)
                session.flush()
            session.add(ZaloToken(app_id=self._app_id, version=version, refresh=refresh, renewed_at=now))

    def read(self) -> Pair | None:
        """The pair as it is stored; None: none was ever given."""
        with self._database.reading() as session:
            row = session.get(ZaloToken, self._app_id)
            return None if row is None else Pair(row.version, row.access, row.access_until, row.renewed_at, row.error)

    def hold(self, version: int, now: datetime) -> Held | None:
        """The right to renew this version, for `HOLD`; None: somebody else has it, or a newer version is there."""
        free = or_(ZaloToken.held_until.is_(None), ZaloToken.held_until <= now)
        taking = self._of(version).where(free).values(holder=self._holder, held_until=now + HOLD)
        with self._database.begin() as session:
            refresh = session.execute(taking.returning(ZaloToken.refresh)).scalar_one_or_none()
        return None if refresh is None else Held(version, refresh)

    def keep(self, held: Held, renewed: Renewed, now: datetime) -> bool:
        """Store what Zalo gave for a held pair, which may be used once this has returned.

        False: another token was given meanwhile, by hand.
        """
        values = {
            "version": held.version + 1,
            "access": renewed.access,
            "refresh": renewed.refresh,
            "access_until": now + timedelta(seconds=renewed.seconds),
            "renewed_at": now,
            "holder": None,
            "held_until": None,
            "error": None,
        }
        with self._database.begin() as session:
            kept = session.execute(self._of(held.version).values(**values).returning(ZaloToken.version))
            return kept.scalar_one_or_none() is not None

    def put_back(self, held: Held, until: datetime, error: str) -> None:
        """It could not be renewed; nobody tries before ``until``."""
        mine = self._of(held.version).where(ZaloToken.holder == self._holder)
        with self._database.begin() as session:
            session.execute(mine.values(held_until=until, error=error[:64]))

    def _of(self, version: int) -> Any:
        return update(ZaloToken).where(ZaloToken.app_id == self._app_id, ZaloToken.version == version)
