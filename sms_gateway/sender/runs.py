"""The lives of sender processes: who may claim, and what a dead one left behind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, insert, or_, select, text, update

from kit.logs import get_logger
from sms_gateway.callbacks import events
from sms_gateway.liveness import LEASE_SECONDS, Watch
from sms_gateway.messages import fallback
from sms_gateway.messages.states import count, moved
from sms_gateway.prepared import Prepared
from sms_gateway.schema import AnyRow, Lane, Status, message, sender_run

Runs = Watch[int, datetime]
"""The heartbeats of runs. One that stands still is of a dead run, whose open hand-overs become unknown."""

_LEASE = timedelta(seconds=LEASE_SECONDS)

_CLAIMED = text("message.status = 2")


class Fenced(Exception):
    """Another process has taken this run's place; it must claim nothing more and end."""


def begin(connection: Connection, name: str, now: datetime) -> int:
    """Start a run and take over from every earlier one of the same name. Returns the run's id."""
    earlier = update(sender_run).where(sender_run.c.name == name, sender_run.c.ended_at.is_(None))
    connection.execute(earlier.values(ended_at=now))
    values = {"name": name, "started_at": now, "heartbeat_at": now}
    run_id: int = connection.execute(insert(sender_run).values(values).returning(sender_run.c.id)).scalar_one()
    return run_id


def assert_alive(connection: Connection, run_id: int) -> None:
    """Raises Fenced when this run was ended by another. In the claiming transaction, or the check would be worthless."""
    [(ended_at,)] = _ended_at(connection.dialect).run(connection, run=run_id)
    if ended_at is not None:
        raise Fenced


@lru_cache(maxsize=4)
def _ended_at(dialect: Dialect) -> Prepared:
    query = select(sender_run.c.ended_at).where(sender_run.c.id == bindparam("run"))
    return Prepared(query.with_for_update(read=True), dialect)


def beat(connection: Connection, run_id: int, now: datetime) -> None:
    """Show that the run lives."""
    connection.execute(update(sender_run).where(sender_run.c.id == run_id).values(heartbeat_at=now))


def end(connection: Connection, run_id: int, now: datetime) -> None:
    """A run's orderly end."""
    connection.execute(update(sender_run).where(sender_run.c.id == run_id).values(ended_at=now))


def seem_silent(connection: Connection, now: datetime) -> bool:
    """Whether a run's heartbeat is far from now, which may also be a clock's fault."""
    beat = sender_run.c.heartbeat_at
    far = or_(beat < now - _LEASE, beat > now + _LEASE)
    return connection.execute(select(sender_run.c.id).where(sender_run.c.ended_at.is_(None), far)).first() is not None


def recover(connection: Connection, now: datetime, watch: Runs | None = None, own: int | None = None) -> int:
    """End runs whose heartbeats stand still for the watch, and make what ended runs left claimed unknown; returns how many messages.
    ``own`` is never ended.

    They may have been handed over, so they are not sent again: they are reported, and a late receipt may still move them. The text of
    an OTP goes, unless another provider may yet follow.
    """
    if watch is not None:
        others = select(sender_run.c.id, sender_run.c.heartbeat_at).where(sender_run.c.ended_at.is_(None))
        beats = {row.id: row.heartbeat_at for row in connection.execute(others) if row.id != own}
        for run_id, heartbeat in watch.still(beats).items():
            same = (sender_run.c.id == run_id, sender_run.c.heartbeat_at == heartbeat)
            connection.execute(update(sender_run).where(*same).values(ended_at=now))
    ended = select(sender_run.c.id).where(sender_run.c.ended_at.is_not(None))
    rows = _claimed(connection, ended)
    codes = [row for row in rows if row.lane == Lane.OTP]
    needed = fallback.pending(connection, [row.id for row in codes]) if codes else set()
    over = [row for row in codes if row.id not in needed]
    rest = [row for row in rows if row.lane != Lane.OTP or row.id in needed]
    _move(connection, over, status=Status.UNKNOWN, error="sender_died", content=None)
    _move(connection, rest, status=Status.UNKNOWN, error="sender_died")
    count(connection, moved((row.campaign_id, Status.CLAIMED, Status.UNKNOWN) for row in rows))
    if rows:
        events.note(connection, [(row.id, Status.UNKNOWN, "sender_died") for row in rows], now)
        get_logger(__name__).warning("messages_unknown", messages=len(rows), reason="sender_died")
    return len(rows)


def release(connection: Connection, run_id: int, handed_over: Collection[int]) -> int:
    """Put back what this run has claimed and certainly not handed over; returns how many messages.

    Needed after a commit whose outcome never reached us: nothing of such a claim was given to a provider. What was to be asked
    again has been with its provider before, so it is unknown as it was.
    """
    rows = [row for row in _claimed(connection, [run_id]) if row.id not in handed_over]
    fresh = [row for row in rows if row.known_until is None]
    asked = [row for row in rows if row.known_until is not None]
    _move(connection, fresh, status=Status.QUEUED, run_id=None)
    _move(connection, asked, status=Status.UNKNOWN)
    changes = [(row.campaign_id, Status.CLAIMED, Status.QUEUED) for row in fresh]
    changes += [(row.campaign_id, Status.CLAIMED, Status.UNKNOWN) for row in asked]
    count(connection, moved(changes))
    return len(rows)


def _claimed(connection: Connection, run_ids: Any) -> list[AnyRow]:
    columns = (message.c.id, message.c.lane, message.c.campaign_id, message.c.known_until)
    query = select(*columns).where(_CLAIMED, message.c.run_id.in_(run_ids))
    return list(connection.execute(query.order_by(message.c.id).with_for_update()))


def _move(connection: Connection, rows: list[AnyRow], **values: object) -> None:
    if rows:
        ids = [row.id for row in rows]
        connection.execute(update(message).where(message.c.id.in_(ids)).values(**values))
