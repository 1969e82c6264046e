"""Recording what providers answered."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, literal_column, null, select, update

from sms_gateway.bulk import BulkStatement, among, converted
from sms_gateway.messages.receipts import unpark
from sms_gateway.messages.states import count, moved
from sms_gateway.providers import GIVEN_BACK, OPTED_OUT, TAKEN, Answer, Outcome
from sms_gateway.rules import blocks
from sms_gateway.schema import AnyRow, Lane, Status, message

TRIES = {Lane.OTP: 6, Lane.TRANSACTIONAL: 12, Lane.BULK: 20}
"""Hand-overs of one message, at most: for half a minute, a quarter of an hour, an hour."""

_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=5)
_OPEN = frozenset({Status.CLAIMED, Status.UNKNOWN})
_NEVER = frozenset({Outcome.BAD_NUMBER, Outcome.BAD_CONTENT})


class _Write(enum.Enum):
    """What an answer does to its message's row."""

    SETTLE = enum.auto()
    SETTLE_AND_ERASE = enum.auto()
    GIVE_BACK = enum.auto()
    """Nothing was tried, so it does not count as a try."""
    COMPLETE = enum.auto()
    """The receipt overtook the answer and has ended the message; the answer adds the provider's number and its own time."""


_SETTLED = ("to", "number", "why", "later", "sent", "finished", "message_id")
_GIVEN_BACK = ("to", "message_id")
_COMPLETED = ("number", "sent", "message_id")


@lru_cache(maxsize=4)
def _statements(dialect: Dialect) -> dict[_Write, BulkStatement]:
    one = update(message).where(message.c.id == bindparam("message_id"))
    settled = one.values(
        status=bindparam("to"),
        provider_message_id=bindparam("number"),
        error=bindparam("why"),
        sent_at=bindparam("sent"),
        finished_at=bindparam("finished"),
        not_before=bindparam("later"),
    )
    given_back = one.values(status=bindparam("to"), attempts=message.c.attempts - literal_column("1"), run_id=null())
    completed = one.values(provider_message_id=bindparam("number"), sent_at=bindparam("sent"))
    return {
        _Write.SETTLE: BulkStatement(settled, _SETTLED, dialect),
        _Write.SETTLE_AND_ERASE: BulkStatement(settled.values(content=null()), _SETTLED, dialect),
        _Write.GIVE_BACK: BulkStatement(given_back, _GIVEN_BACK, dialect),
        _Write.COMPLETE: BulkStatement(completed, _COMPLETED, dialect),
    }


def settle(connection: Connection, run_id: int, answers: Sequence[Answer], now: datetime) -> None:
    """Write the answers to messages this run claimed, inside the caller's transaction.

    A temporary refusal puts the message back with a growing pause, TRIES times. The text of an OTP is erased as soon as it
    will not be handed over again.
    """
    by_id = {answer.message_id: answer for answer in answers}
    dialect = connection.dialect
    columns = (
        message.c.id,
        message.c.status,
        message.c.lane,
        message.c.campaign_id,
        message.c.attempts,
        message.c.provider,
        message.c.known_until,
    )
    query = select(*columns).where(among(message.c.id, sorted(by_id), dialect), message.c.run_id == run_id)
    now_then = converted(message.c.sent_at, now, dialect)
    writes: dict[_Write, list[tuple[Any, ...]]] = defaultdict(list)
    changes: list[tuple[int | None, int, int]] = []
    numbered: list[tuple[str, str]] = []
    refused: list[tuple[int, str]] = []
    for row in connection.execute(query.order_by(message.c.id).with_for_update()).all():
        answer = by_id[row.id]
        status, number = row.status, answer.provider_message_id
        if status == Status.CLAIMED and answer.outcome in GIVEN_BACK and row.known_until is None:
            writes[_Write.GIVE_BACK].append((int(Status.QUEUED), row.id))
            changes.append((row.campaign_id, status, Status.QUEUED))
        elif status in _OPEN:
            to, why, later = _verdict(row, answer, now)
            sent = now_then if to == Status.SENT else None
            finished = now_then if to == Status.FAILED else None
            retry = None if later is None else converted(message.c.not_before, later, dialect)
            erase = row.lane == Lane.OTP and to != Status.QUEUED
            write = _Write.SETTLE_AND_ERASE if erase else _Write.SETTLE
            writes[write].append((int(to), number, why, retry, sent, finished, row.id))
            changes.append((row.campaign_id, status, to))
            if why == OPTED_OUT:
                refused.append((row.id, row.provider))
        elif answer.outcome in TAKEN:
            writes[_Write.COMPLETE].append((number, now_then, row.id))
        if answer.outcome in TAKEN and number is not None:
            numbered.append((row.provider, number))
    for write, rows in writes.items():
        _statements(dialect)[write].execute(connection, rows)
    count(connection, moved(changes))
    if refused:
        blocks.add_of_messages(connection, refused, now)
    if numbered:
        unpark(connection, numbered)


def _verdict(row: AnyRow, answer: Answer, now: datetime) -> tuple[Status, str | None, datetime | None]:
    """The status that follows, the error to show, and when to try, or to ask, again."""
    if answer.outcome in TAKEN:
        return Status.SENT, None, None
    later = now + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(max(row.attempts, 1) - 1, 10))
    # What was asked again may have been taken the first time, whatever keeps the provider from telling now.
    asked = row.known_until is not None and answer.outcome not in _NEVER
    if answer.outcome is Outcome.UNKNOWN or asked:
        return Status.UNKNOWN, answer.error or "unanswered", later
    # UNKNOWN here: another run has taken over and reported the message; trying again is no longer ours to decide.
    if answer.outcome is Outcome.RETRY and row.status == Status.CLAIMED and row.attempts < TRIES[Lane(row.lane)]:
        return Status.QUEUED, answer.error, later
    return Status.FAILED, answer.error or answer.outcome.value, None
