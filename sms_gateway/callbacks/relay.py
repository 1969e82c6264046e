"""Delivering events: signed batches, in order, at least once, tried again with growing pauses for a day.

Runs beside the sender, never in its way: a key's address that is slow or down holds up the events of that key alone. A lease on the
address keeps two processes from telling the same batch; when one dies, the next takes over at once on the same machine, on another
after LEASE.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpcore
from sqlalchemy import ColumnElement, delete, or_, select, update

from bhxh.dates import utcnow
from kit.database import create_engine, reading
from kit.logs import get_logger
from kit.presence import Presence
from sms_gateway.bulk import among
from sms_gateway.callbacks import batches, events, outside
from sms_gateway.callbacks.inbox import Inbox
from sms_gateway.client.callbacks import SIGNATURE, TIMESTAMP, sign
from sms_gateway.config import GatewayConfig
from sms_gateway.schema import AnyRow, callback, callback_event
from sms_gateway.sealing import Sealing
from sms_gateway.wakeup import Doorbell, ring_relay

KEPT = timedelta(days=1)
"""Events that could not be told for so long are dropped, and counted."""

LEASE = timedelta(seconds=60)
"""Longer than any request may take (outside.LONGEST_SECONDS)."""

_LONGEST_PAUSE = 600.0
_POLL_SECONDS = 1.0
_BUSY_SECONDS = 0.05
"""From one look to the next while there is work, however often it is rung for."""
_DEAD_AGAIN_SECONDS = 5.0
_THREADS = 8
_DROP_ROWS = 500


class Relay:
    """One process's part in telling keys' owners. ``step`` may be called again and again; it returns whether there was work."""

    def __init__(self, config: GatewayConfig) -> None:
        self._config = config
        self._engine = create_engine(config.database_url)
        self._sealing = Sealing.from_config(config)
        self._inbox = Inbox(self._engine)
        self._presence = Presence(config.presence_dir)
        self._name = self._presence.claim()
        self._threads = ThreadPoolExecutor(_THREADS, "callback")
        self._busy: set[int] = set()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Waits for requests under way."""
        self._threads.shutdown()
        self._engine.dispose()
        self._presence.close()

    @property
    def rests(self) -> float:
        """Seconds until it looks for texts again, 0 when it may at once."""
        return self._inbox.rests

    def release(self) -> None:
        """Addresses to which a process was delivering that has died on this machine are anybody's."""
        with reading(self._engine) as connection:
            held = connection.execute(select(callback.c.holder).where(callback.c.holder.is_not(None))).scalars().all()
        dead = [holder for holder in held if self._presence.died(holder)]
        if dead:
            with self._engine.begin() as connection:
                free = update(callback).where(callback.c.holder.in_(dead))
                connection.execute(free.values(holder=None, held_until=None))

    def step(self, now: datetime) -> bool:
        """Hand on what phones have sent, and begin a delivery to every address that is due."""
        handed_on = self._inbox.hand_on(now)
        with reading(self._engine) as connection:
            has_work = select(callback_event.c.id).where(callback_event.c.key_id == callback.c.key_id).exists()
            due = connection.execute(select(callback.c.key_id).where(self._free(now), has_work)).scalars().all()
        begun = 0
        for key_id in due:
            with self._lock:
                if key_id in self._busy:
                    continue
                self._busy.add(key_id)
            self._threads.submit(self._deliver_all, key_id)
            begun += 1
        return bool(handed_on or begun)

    def _free(self, now: datetime) -> ColumnElement[bool]:
        """Addresses that nobody delivers to, and whose pause is over."""
        nobody = or_(callback.c.held_until.is_(None), callback.c.held_until < now)
        return nobody & or_(callback.c.next_try_at.is_(None), callback.c.next_try_at <= now)

    def _deliver_all(self, key_id: int) -> None:
        try:
            while self._deliver(key_id):
                pass
        except Exception as error:
            get_logger(__name__).error("callback_broken", key_id=key_id, error=type(error).__name__)
            self._free_again(key_id)
        else:
            self._free_again(key_id)
            ring_relay(self._config)  # something may have come meanwhile

    def _free_again(self, key_id: int) -> None:
        with self._lock:
            self._busy.discard(key_id)

    def _deliver(self, key_id: int) -> bool:
        """One batch; whether more may be told at once."""
        now = utcnow()
        with self._engine.begin() as connection:
            lease = {"holder": self._name, "held_until": now + LEASE}
            taking = update(callback).where(callback.c.key_id == key_id, self._free(now)).values(**lease)
            row = connection.execute(taking.returning(*callback.c)).one_or_none()
        if row is None:
            return False
        with reading(self._engine) as connection:
            rows = batches.waiting(connection, key_id)
            body = batches.body_of(connection, self._sealing, rows) if rows else b""
        error = self._tell(row, body) if rows else None
        return self._settle(row, rows if error is None else [], error) and len(rows) == batches.AT_ONCE

    def _tell(self, row: AnyRow, body: bytes) -> str | None:
        """What went wrong, None when the other side has taken the batch."""
        secret = self._sealing.open("callback.secret", row.key_id, row.secret)
        moment = str(int(time.time()))
        headers = {"Content-Type": "application/json", TIMESTAMP: moment, SIGNATURE: sign(secret, moment, body)}
        try:
            ours = row.url == self._config.own_callback
            status = outside.post(row.url, body, headers, outside.ANYWHERE if ours else self._config.callback_networks)
        except outside.Refused:
            return "address_refused"
        except (httpcore.TimeoutException, TimeoutError):
            return "timeout"
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            return f"{type(error).__name__.lower()}"[:64]
        return None if 200 <= status < 300 else f"http_{status}"

    def _settle(self, row: AnyRow, told: Sequence[AnyRow], error: str | None) -> bool:
        """Write how it went, if the address is still ours; whether it went well."""
        now = utcnow()
        dropped = self._drop(row.key_id, now - KEPT) if error is not None else 0
        with self._engine.begin() as connection:
            values: dict[str, object] = {"holder": None, "held_until": None, "error": error}
            if error is None:
                values |= {"failures": 0, "next_try_at": None, "failing_since": None}
                values |= {"delivered_at": now} if told else {}
            else:
                pause = min(_LONGEST_PAUSE, 2.0 ** min(row.failures, 10)) * random.uniform(0.5, 1)  # noqa: S311
                values |= {"failures": row.failures + 1, "next_try_at": now + timedelta(seconds=pause)}
                values["failing_since"] = row.failing_since or now
                values["dropped"] = callback.c.dropped + dropped
            mine = (callback.c.key_id == row.key_id, callback.c.holder == self._name)
            if not connection.execute(update(callback).where(*mine).values(values)).rowcount:
                return False
            if told:
                ids = [one.id for one in told]
                connection.execute(delete(callback_event).where(among(callback_event.c.id, ids, connection.dialect)))
        if dropped:
            get_logger(__name__).warning("callback_dropped", key_id=row.key_id, events=dropped, error=error)
        return error is None

    def _drop(self, key_id: int, before: datetime) -> int:
        """Give up everything that is too old, in short transactions; returns how much."""
        total = 0
        while True:
            with self._engine.begin() as connection:
                dropped = events.forget(connection, key_id, before, _DROP_ROWS)
            total += dropped
            if dropped < _DROP_ROWS:
                return total


def run(config: GatewayConfig, stop: threading.Event) -> None:
    """Deliver until ``stop`` is set. A database that is away is waited for."""
    relay, bell = Relay(config), Doorbell(config)
    looked_for_dead = float("-inf")
    try:
        while not stop.is_set():
            pause, looked_at = _POLL_SECONDS, time.monotonic()
            try:
                if time.monotonic() - looked_for_dead > _DEAD_AGAIN_SECONDS:
                    looked_for_dead = time.monotonic()
                    relay.release()
                busy = relay.step(utcnow())
                pause = _BUSY_SECONDS if busy else relay.rests or _POLL_SECONDS
            except Exception as error:
                get_logger(__name__).error("relay_failed", error=type(error).__name__)
            bell.wait(pause)
            stop.wait(max(0.0, looked_at + _BUSY_SECONDS - time.monotonic()))
    finally:
        bell.close()
        relay.close()
