"""Codes by SMS: made, sent, and checked exactly once, also when a hundred requests guess at the same moment.

Every decision that must not be taken twice is one conditional UPDATE whose row count is the answer: a try is used up
before the code is compared, and the right code is used up before it is confirmed.
"""

from __future__ import annotations

import enum
import hmac
import secrets
import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_network

import sqlalchemy as sa

from bhxh.dates import utcnow
from bhxh.keyed import keyed_hash
from bhxh.messages import text
from kit.crypto import Keyring
from kit.database import reading
from kit.problems import Problem
from sms_gateway.config import GatewayConfig
from sms_gateway.messages.accept import Draft, Owner, Prepared, prepare, store
from sms_gateway.otp import limits
from sms_gateway.otp.limits import LimitReached, Limits
from sms_gateway.schema import Lane, otp
from sms_gateway.sealing import Sealing
from sms_gateway.wakeup import ring

IPAddress = IPv4Address | IPv6Address

DIGITS = 6
LIFETIME = timedelta(minutes=5)
TRIES = 5
TEMPLATE = "otp"
SPOKEN_TEMPLATE = "otp_tong_dai"
"""Of codes that a caller reads out to a hotline agent: the usual text forbids telling anybody."""


class Purpose(enum.StrEnum):
    """What a code confirms; a code for one is never good for another, because its id says which it is."""

    KCB = "kcb"
    PASSWORD = "password"  # noqa: S105 - a purpose, not a password
    DEVICE = "device"
    PHONE = "phone"
    LINK = "link"
    REMOVAL = "removal"
    CHANGE = "change"
    HOTLINE = "hotline"


@dataclass(frozen=True)
class Sent:
    """A code on its way. ``resend_after``: seconds until another may be asked for."""

    id: str
    expires_at: datetime
    resend_after: int


class Outcome(enum.Enum):
    """What a check came to. EXPIRED also covers a code used before or replaced by a newer one."""

    VERIFIED = enum.auto()
    WRONG = enum.auto()
    EXPIRED = enum.auto()
    LOCKED = enum.auto()
    UNKNOWN = enum.auto()


@dataclass(frozen=True)
class Checked:
    """``attempts_left`` counts after a WRONG one; ``retry_after`` is set when the phone is locked (seconds)."""

    outcome: Outcome
    attempts_left: int = 0
    retry_after: int | None = None


class OtpService:
    """Sends and checks codes for one gateway."""

    def __init__(self, engine: sa.Engine, keyring: Keyring, sealing: Sealing, config: GatewayConfig) -> None:
        self._engine = engine
        self._sealing = sealing
        self._config = config
        self._code_key = keyring.key("sms-otp:code")
        self._limits = Limits(keyring)
        # SQLite's waiting writers poll in sleeps of up to 100 ms and overtake each other; threads of one process wait in
        # line instead. PostgreSQL has its own line per row.
        self._line: AbstractContextManager[object] = (
            threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    def _code_hash(self, otp_id: str, code: str) -> bytes:
        return keyed_hash(self._code_key, f"{otp_id}\x1f{code}")

    def send(self, owner: Owner, msisdn: str, purpose: Purpose, citizen_ip: IPAddress | None = None) -> Sent:
        """A fresh code to a phone (84xxxxxxxxx); earlier ones for the same purpose are good no longer.

        Raises LimitReached, or Problem (429) where the key's own caps are reached; nothing is stored or sent then.
        """
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        now = utcnow()
        fresh = {
            "id": secrets.token_hex(16),
            "key_id": owner.key_id,
            "purpose": purpose.value,
            "phone_hash": self._sealing.phone_hash(msisdn),
            "tries": 0,
            "created_at": now,
            "expires_at": now + LIFETIME,
        }
        fresh["code_hash"] = self._code_hash(str(fresh["id"]), code)
        message = self._message(msisdn, purpose, code, now + LIFETIME)
        buckets = self._buckets(self._sealing.phone_hash(msisdn), purpose, citizen_ip)
        with self._line, self._engine.begin() as connection:
            wait = self._within_limits(connection, buckets, now)
            same = (otp.c.phone_hash == fresh["phone_hash"]) & (otp.c.purpose == purpose.value)
            good = (otp.c.key_id == owner.key_id) & otp.c.used_at.is_(None) & otp.c.replaced_at.is_(None)
            lately = otp.c.created_at > now - LIFETIME
            connection.execute(sa.update(otp).where(same, good, lately).values(replaced_at=now))
            (stored,) = store(connection, self._sealing, owner, [message])
            if isinstance(stored, Problem):
                raise stored
            connection.execute(sa.insert(otp).values(**fresh, message_id=stored.id))
        ring(self._config)
        return Sent(str(fresh["id"]), now + LIFETIME, int(wait.total_seconds()))

    def _message(self, msisdn: str, purpose: Purpose, code: str, expires_at: datetime) -> Prepared:
        values = {
            "ma_otp": code,
            "muc_dich": text(f"sms_api.purpose.{purpose.value}"),
            "so_phut": str(int(LIFETIME.total_seconds() // 60)),
        }
        template = SPOKEN_TEMPLATE if purpose is Purpose.HOTLINE else TEMPLATE
        draft = Draft(msisdn, template=template, values=values, lane=Lane.OTP, expires_at=expires_at)
        with reading(self._engine) as connection:
            (prepared,) = prepare(connection, [draft])
        if isinstance(prepared, Problem):
            raise prepared
        return prepared

    def _buckets(self, phone_hash: bytes, purpose: Purpose, citizen_ip: IPAddress | None) -> dict[str, bytes]:
        phone = phone_hash.hex()
        buckets = {
            "phone_purpose": self._limits.bucket("phone_purpose", f"{phone}\x1f{purpose.value}"),
            "phone": self._limits.bucket("phone", phone),
            "purpose": self._limits.bucket("purpose", purpose.value),
        }
        if citizen_ip is not None:
            buckets["ip"] = self._limits.bucket("ip", network(citizen_ip))
        return buckets

    def _within_limits(self, connection: sa.Connection, buckets: dict[str, bytes], now: datetime) -> timedelta:
        """Counts this send and returns the wait until the next. Raises LimitReached."""
        self._limits.hold(connection, buckets.values())
        self._limits.check(connection, limits.MISSES_PER_PHONE, buckets["phone"], now)
        if not self._config.rate_limits:
            return limits.BACKOFF_FIRST
        wait = self._limits.backoff(connection, buckets["phone_purpose"], now)
        for limit in limits.SEND_LIMITS:
            if limit.scope in buckets:
                self._limits.check(connection, limit, buckets[limit.scope], now)
        self._limits.note(connection, limits.SEND, buckets.values(), now)
        return wait

    def check(self, owner: Owner, otp_id: str, code: str) -> Checked:
        """Whether this is the code that was sent under this id by this key."""
        now = utcnow()
        with self._line, self._engine.begin() as connection:
            row = self._use_a_try(connection, owner, otp_id, now)
            if row is None:
                return self._why_not(connection, owner, otp_id, now)
            phone = self._limits.bucket("phone", bytes(row.phone_hash).hex())
            try:
                # Counted without a lock, which could deadlock with a send: the tries per code hold exactly, and this
                # daily limit is passed by the few codes of one phone at most.
                self._limits.check(connection, limits.MISSES_PER_PHONE, phone, now)
            except LimitReached as reached:
                return Checked(Outcome.LOCKED, retry_after=reached.retry_after)
            if hmac.compare_digest(bytes(row.code_hash), self._code_hash(otp_id, code)):
                connection.execute(sa.update(otp).where(otp.c.id == otp_id).values(used_at=now))
                return Checked(Outcome.VERIFIED)
            self._limits.note(connection, limits.MISS, [phone], now)
            if row.tries >= TRIES:
                connection.execute(sa.update(otp).where(otp.c.id == otp_id).values(locked_at=now))
            return Checked(Outcome.WRONG, attempts_left=TRIES - row.tries)

    def _use_a_try(
        self, connection: sa.Connection, owner: Owner, otp_id: str, now: datetime
    ) -> sa.Row[tuple[bytes, bytes, int]] | None:
        """Takes one of the five tries, or None when the code is good no longer.

        The row stays locked until the transaction ends, so of parallel requests with the right code the first uses it up
        and the others find it used.
        """
        good = (otp.c.used_at.is_(None), otp.c.replaced_at.is_(None), otp.c.expires_at > now, otp.c.tries < TRIES)
        return connection.execute(
            sa.update(otp)
            .where(otp.c.id == otp_id, otp.c.key_id == owner.key_id, *good)
            .values(tries=otp.c.tries + 1)
            .returning(otp.c.code_hash, otp.c.phone_hash, otp.c.tries)
        ).one_or_none()

    def _why_not(self, connection: sa.Connection, owner: Owner, otp_id: str, now: datetime) -> Checked:
        row = connection.execute(
            sa.select(otp.c.used_at, otp.c.replaced_at, otp.c.expires_at).where(
                otp.c.id == otp_id, otp.c.key_id == owner.key_id
            )
        ).one_or_none()
        if row is None:
            return Checked(Outcome.UNKNOWN)
        gone = row.used_at is not None or row.replaced_at is not None or row.expires_at <= now
        return Checked(Outcome.EXPIRED if gone else Outcome.LOCKED)


def network(citizen_ip: IPAddress) -> str:
    """What is counted as one address: an IPv4 address, or the /64 that one IPv6 customer has to himself."""
    if isinstance(citizen_ip, IPv6Address):
        return str(ip_network((citizen_ip, 64), strict=False))
    return str(citizen_ip)
