"""How often codes may be sent and guessed, counted so that requests at the same moment cannot slip past together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bhxh.keyed import keyed_hash
from kit.crypto import Keyring
from sms_gateway.schema import otp_event

SEND = "send"
MISS = "miss"

BACKOFF_FIRST = timedelta(seconds=30)
BACKOFF_MOST = timedelta(minutes=10)
BACKOFF_WINDOW = timedelta(hours=1)
KEEP = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` events of a kind within ``window`` in a bucket of this scope ("phone" ...)."""

    scope: str
    kind: str
    most: int
    window: timedelta


PER_PHONE_PURPOSE = Limit("phone_purpose", SEND, 6, timedelta(hours=1))
PER_PHONE = Limit("phone", SEND, 10, timedelta(hours=1))
PER_PHONE_DAY = Limit("phone", SEND, 30, KEEP)
# Mobile networks put thousands of citizens behind one address, so this stops machines, not households.
PER_IP = Limit("ip", SEND, 60, timedelta(minutes=10))
# Against somebody who lets the gateway pay for messages to numbers all over the country.
PER_PURPOSE = Limit("purpose", SEND, 1_200, timedelta(minutes=1))
# Five tries a code and a fresh code after each lock would still be hundreds of guesses a day.
MISSES_PER_PHONE = Limit("phone", MISS, 20, KEEP)

SEND_LIMITS = (PER_PHONE_PURPOSE, PER_PHONE, PER_PHONE_DAY, PER_IP, PER_PURPOSE)


class LimitReached(Exception):
    """No more for now. ``scope`` says which limit, ``retry_after`` when the next is allowed (seconds, at least 1)."""

    def __init__(self, scope: str, retry_after: float) -> None:
        super().__init__(scope)
        self.scope = scope
        self.retry_after = max(1, int(retry_after + 0.999))


class Limits:
    """Counts events per bucket inside the caller's transaction."""

    def __init__(self, keyring: Keyring) -> None:
        self._key = keyring.key("sms-otp:bucket")

    def bucket(self, scope: str, value: str) -> bytes:
        """The name under which a phone number or address is counted, without storing it."""
        return keyed_hash(self._key, f"{scope}\x1f{value}")

    def hold(self, connection: sa.Connection, buckets: Iterable[bytes]) -> None:
        """From here to the end of the transaction nobody else counts in these buckets.

        On SQLite the transaction is the only writer already. On PostgreSQL two transactions would each count the events
        of before and both be allowed; locks in one order (against deadlocks) put them in line.
        """
        if connection.dialect.name != "postgresql":
            return
        for number in sorted(int.from_bytes(bucket[:8], "big", signed=True) for bucket in buckets):
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))

    def check(self, connection: sa.Connection, limit: Limit, bucket: bytes, now: datetime) -> None:
        """Raises LimitReached when the bucket is full."""
        newest = connection.execute(
            sa.select(otp_event.c.at)
            .where(otp_event.c.bucket == bucket, otp_event.c.kind == limit.kind, otp_event.c.at > now - limit.window)
            .order_by(otp_event.c.at.desc())
            .offset(limit.most - 1)
            .limit(1)
        ).scalar()
        if newest is not None:
            raise LimitReached(limit.scope, (newest + limit.window - now).total_seconds())

    def backoff(self, connection: sa.Connection, bucket: bytes, now: datetime) -> timedelta:
        """How long after a send now the next one has to wait: 30 s, 60 s, 120 s ... by the sends of the last hour.

        Raises LimitReached("resend") when the wait after the last send is not over.
        """
        sends = connection.execute(
            sa.select(sa.func.count(), sa.func.max(otp_event.c.at)).where(
                otp_event.c.bucket == bucket, otp_event.c.kind == SEND, otp_event.c.at > now - BACKOFF_WINDOW
            )
        ).one()
        before = int(sends[0])
        if before:
            left = (sends[1] + wait_after(before) - now).total_seconds()
            if left > 0:
                raise LimitReached("resend", left)
        return wait_after(before + 1)

    def note(self, connection: sa.Connection, kind: str, buckets: Iterable[bytes], now: datetime) -> None:
        """Counts one event in each bucket."""
        rows = [{"bucket": bucket, "kind": kind, "at": now} for bucket in buckets]
        connection.execute(sa.insert(otp_event), rows)


def wait_after(sends: int) -> timedelta:
    """The wait after the n-th send of an hour."""
    seconds = BACKOFF_FIRST.total_seconds() * float(2 ** min(sends - 1, 16))
    return min(timedelta(seconds=seconds), BACKOFF_MOST)


def prune(connection: sa.Connection, now: datetime) -> int:
    """Drops events too old for any limit; the number dropped. For the daily maintenance."""
    return connection.execute(sa.delete(otp_event).where(otp_event.c.at < now - KEEP)).rowcount
