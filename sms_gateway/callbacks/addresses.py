"""Keys' addresses: set, shown, taken away."""

from __future__ import annotations

import enum
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from bhxh.messages import text
from kit.problems import Problem
from sms_gateway.config import GatewayConfig
from sms_gateway.schema import AnyRow, api_key, callback, callback_event
from sms_gateway.sealing import Sealing

MAX_URL = 500


class Inbound(enum.StrEnum):
    """Which texts of phones a key's owner gets."""

    NONE = "none"
    OWN = "own"
    """Those that answer messages of the key."""
    ALL = "all"
    """Those too that answer nobody's: for the one that reads what citizens write. Only staff gives this."""


@dataclass(frozen=True)
class Address:
    """How a key's address stands. ``waiting``: events to be told; ``oldest``: since when; ``error``: of the last try, if it failed;
    ``failing_since``: when the first of so many failures in a row was; ``next_try_at``: the end of the pause after the last."""

    key: str
    url: str
    sent: bool
    inbound: Inbound
    waiting: int
    oldest: datetime | None
    failures: int
    failing_since: datetime | None
    next_try_at: datetime | None
    error: str | None
    delivered_at: datetime | None
    dropped: int


def check(url: str, config: GatewayConfig) -> None:
    """Raises Problem(422, "callback_url") for what is no address that may be called at all. Where it leads is checked at every call."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refuse() from None
    schemes = {"https", "http"} if config.callback_networks else {"https"}
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= MAX_URL and "#" not in url
    if not plain or parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc or port == 0:
        raise _refuse()


def _refuse() -> Problem:
    detail = text("sms_rules.callback_url")
    return Problem(422, "callback_url", detail, [{"field": "url", "code": "callback_url", "detail": detail}])


def put(
    connection: Connection, sealing: Sealing, key_id: int, *, url: str, sent: bool, inbound: Inbound, now: datetime
) -> str:
    """The key's address from now on, and its new secret, which is shown this once. What waits goes to the new address."""
    secret = f"bhxh_cb_{secrets.token_urlsafe(32)}"
    sealed = sealing.seal("callback.secret", key_id, secret)
    values = {"url": url, "secret": sealed, "sent": sent, "inbound": inbound.value, "failures": 0}
    values |= {"next_try_at": None, "failing_since": None}
    known = update(callback).where(callback.c.key_id == key_id).values(**values, error=None)
    if not connection.execute(known).rowcount:
        connection.execute(insert(callback).values(**values, key_id=key_id, created_at=now, dropped=0))
    return secret


def ensure(
    connection: Connection, sealing: Sealing, key_id: int, *, url: str, secret: str, inbound: Inbound, now: datetime
) -> None:
    """The address of a key of our own, with a secret that both sides know beforehand: for who starts the product. What waits is tried
    at once."""
    sealed = sealing.seal("callback.secret", key_id, secret)
    values = {"url": url, "secret": sealed, "sent": False, "inbound": inbound.value, "next_try_at": None}
    if not connection.execute(update(callback).where(callback.c.key_id == key_id).values(**values)).rowcount:
        connection.execute(insert(callback).values(**values, key_id=key_id, created_at=now, failures=0, dropped=0))


def remove(connection: Connection, key_id: int) -> bool:
    """Whether there was one; what waits for it is dropped."""
    connection.execute(delete(callback_event).where(callback_event.c.key_id == key_id))
    return bool(connection.execute(delete(callback).where(callback.c.key_id == key_id)).rowcount)


def retry(connection: Connection, name: str) -> bool:
    """Try the address of the key of that name without waiting for the end of its pause; whether it has one."""
    at_once = update(callback).where(callback.c.key_id.in_(_named(name))).values(next_try_at=None)
    return bool(connection.execute(at_once).rowcount)


def stop(connection: Connection, name: str) -> bool:
    """``remove`` for the key of that name."""
    key_id = connection.execute(
        select(callback.c.key_id).where(callback.c.key_id.in_(_named(name)))
    ).scalar_one_or_none()
    return key_id is not None and remove(connection, key_id)


def _named(name: str) -> Select[tuple[int]]:
    """A name may be used again when its key is revoked; the newest key is meant."""
    return select(func.max(api_key.c.id)).where(api_key.c.name == name)


def listing(connection: Connection, key_id: int | None = None) -> list[Address]:
    """Every address, or one key's."""
    query = select(callback, api_key.c.name.label("key")).join(api_key, api_key.c.id == callback.c.key_id)
    if key_id is not None:
        query = query.where(callback.c.key_id == key_id)
    return [_shown(connection, row) for row in connection.execute(query.order_by(api_key.c.name)).all()]


def _shown(connection: Connection, row: AnyRow) -> Address:
    of_key = callback_event.c.key_id == row.key_id
    waiting = connection.execute(select(func.count()).select_from(callback_event).where(of_key)).scalar_one()
    first = select(callback_event.c.at).where(of_key).order_by(callback_event.c.id).limit(1)
    oldest = connection.execute(first).scalar_one_or_none()
    trouble = (row.failures, row.failing_since, row.next_try_at, row.error)
    state = (waiting, oldest, *trouble, row.delivered_at, row.dropped)
    return Address(row.key, row.url, row.sent, Inbound(row.inbound), *state)
