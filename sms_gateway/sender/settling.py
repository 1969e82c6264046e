"""Recording what providers answered."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Dialect, Select, bindparam, literal_column, null, select, text

from sms_gateway.bulk import BulkUpdate, as_list, converted, in_list
from sms_gateway.callbacks import events
from sms_gateway.health.tally import Tally
from sms_gateway.messages import fallback, parts
from sms_gateway.messages.receipts import any_parked, unpark
from sms_gateway.messages.states import count, moved
from sms_gateway.providers import GIVEN_BACK, OPTED_OUT, TAKEN, Answer, Outcome, Patience
from sms_gateway.rules import blocks
from sms_gateway.schema import AnyRow, Lane, Status, message
from sms_gateway.sender.waiting import LONGEST_PAUSE

TRIES = {Lane.OTP: 6, Lane.TRANSACTIONAL: 12, Lane.BULK: 20}
"""Hand-overs of one message, at most: for half a minute, a quarter of an hour, an hour."""

_FIRST_PAUSE = timedelta(seconds=1)
_OPEN = frozenset({Status.CLAIMED, Status.UNKNOWN})
_NOT_HANDED = GIVEN_BACK | {Outcome.RETRY}
_MAY_BE_FOLLOWED = frozenset({Status.SENT, Status.UNKNOWN})
_NOBODY_FOLLOWS: Mapping[str, Patience] = MappingProxyType({})
_NEVER = frozenset({Outcome.BAD_NUMBER, Outcome.BAD_CONTENT})


class _Write(enum.Enum):
    """What an answer does to its message's row."""

    SETTLE = enum.auto()
    SETTLE_AND_ERASE = enum.auto()
    GIVE_BACK = enum.auto()
    """Nothing was tried, so it does not count as a try."""
    COMPLETE = enum.auto()
    """The receipt overtook the answer and has ended the message; the answer adds the provider's number and its own time."""
    COMPLETE_AND_ERASE = enum.auto()


_SETTLED = ("status", "provider_message_id", "error", "not_before", "sent_at", "finished_at")
# The plus keeps SQLite from looking through all that is claimed instead of asking for each id.
_OURS = text("+message.status = 2 AND +message.run_id = :run AND +message.lane <> 0")
_GIVEN_BACK = ("status",)
_COMPLETED = ("provider_message_id", "sent_at")
_FOUND = (
    message.c.id,
    message.c.status,
    message.c.lane,
    message.c.campaign_id,
    message.c.attempts,
    message.c.provider,
    message.c.known_until,
)


@lru_cache(maxsize=4)
def _statements(dialect: Dialect) -> dict[_Write, BulkUpdate]:
    once_less = {"attempts": message.c.attempts - literal_column("1"), "run_id": null()}
    return {
        _Write.SETTLE: BulkUpdate(message, _SETTLED, dialect),
        _Write.SETTLE_AND_ERASE: BulkUpdate(message, _SETTLED, dialect, {"content": null()}),
        _Write.GIVE_BACK: BulkUpdate(message, _GIVEN_BACK, dialect, once_less),
        _Write.COMPLETE: BulkUpdate(message, _COMPLETED, dialect),
        _Write.COMPLETE_AND_ERASE: BulkUpdate(message, _COMPLETED, dialect, {"content": null()}),
    }


@lru_cache(maxsize=4)
def _taken(dialect: Dialect) -> BulkUpdate:
    """What nearly every answer comes to: one of ours was accepted, and its text need not be erased."""
    fixed = {
        "status": int(Status.SENT),
        "error": null(),
        "not_before": null(),
        "sent_at": bindparam("now", type_=message.c.sent_at.type),
    }
    returning = (message.c.id, message.c.campaign_id, message.c.provider)
    return BulkUpdate(message, ("provider_message_id",), dialect, fixed, where=(_OURS,), returning=returning)


@lru_cache(maxsize=4)
def _answered(dialect: Dialect) -> Select[Any]:
    query = select(*_FOUND).where(in_list(message.c.id, "ids", dialect), message.c.run_id == bindparam("run"))
    return query.order_by(message.c.id).with_for_update()


def settle(
    connection: Connection,
    run_id: int,
    answers: Sequence[Answer],
    now: datetime,
    *,
    tally: Tally | None = None,
    patience: Mapping[str, Patience] = _NOBODY_FOLLOWS,
) -> None:
    """Write the answers to messages this run claimed, inside the caller's transaction.

    A temporary refusal puts the message back with a growing pause, TRIES times. What a provider of ``patience`` refuses for good, or
    an OTP that it refuses for now, goes on by another. The text of an OTP is erased as soon as it will not be handed over again.
    """
    by_id = {answer.message_id: answer for answer in answers}
    now_then = converted(message.c.sent_at, now, connection.dialect)
    taken = sorted((one.message_id, one.provider_message_id) for one in by_id.values() if one.outcome in TAKEN)
    numbers = [(number, message_id) for message_id, number in taken]
    done = list(_taken(connection.dialect).execute(connection, numbers, run=run_id, now=now_then))
    count(connection, moved((campaign_id, Status.CLAIMED, Status.SENT) for _, campaign_id, _ in done))
    events.note(connection, ((message_id, Status.SENT, None) for message_id, _, _ in done), now)
    if len(done) < len(by_id):
        rest = by_id.keys() - {message_id for message_id, _, _ in done}
        others = {one: by_id[one] for one in sorted(rest)}
        done = [*done, *_settle_one_by_one(connection, run_id, others, now, patience)]
    if patience:
        first = [message_id for message_id, _, provider in done if provider in patience]
        fallback.numbered(connection, {message_id: by_id[message_id].provider_message_id for message_id in first})
    in_parts = [parts.Taken(one, provider, by_id[one].parts) for one, _, provider in done if by_id[one].parts]
    of_parts = parts.keep(connection, in_parts, now)
    if done and any_parked(connection):
        named = ((provider, by_id[message_id].provider_message_id) for message_id, _, provider in done)
        unpark(connection, of_parts + [(provider, number) for provider, number in named if number is not None], tally)


def _settle_one_by_one(
    connection: Connection, run_id: int, by_id: Mapping[int, Answer], now: datetime, patience: Mapping[str, Patience]
) -> list[tuple[int, int | None, str]]:
    """Every kind of answer, by what the row says now. Returns (id, campaign, provider) of the messages that were taken, or parts of
    them."""
    dialect = connection.dialect
    now_then = converted(message.c.sent_at, now, dialect)
    writes: dict[_Write, list[tuple[Any, ...]]] = defaultdict(list)
    changes: list[tuple[int | None, int, int]] = []
    told: list[tuple[int, int, str | None]] = []
    taken: list[tuple[int, int | None, str]] = []
    refused: list[tuple[int, str]] = []
    going: dict[AnyRow, str | None] = {}
    not_handed: list[int] = []
    for row in connection.execute(_answered(dialect), {"ids": as_list(list(by_id), dialect), "run": run_id}).all():
        answer = by_id[row.id]
        status, number, waits = row.status, answer.provider_message_id, patience.get(row.provider)
        if status == Status.CLAIMED and answer.outcome in GIVEN_BACK and row.known_until is None:
            writes[_Write.GIVE_BACK].append((int(Status.QUEUED), row.id))
            changes.append((row.campaign_id, status, Status.QUEUED))
        elif status in _OPEN:
            to, why, later = _verdict(row, answer, now)
            if waits is not None and (to == Status.FAILED or (to == Status.QUEUED and row.lane == Lane.OTP)):
                going[row] = why
                continue
            sent = now_then if to == Status.SENT else None
            finished = now_then if to == Status.FAILED else None
            retry = None if later is None else converted(message.c.not_before, later, dialect)
            needed = waits is not None and waits[row.lane] and to in _MAY_BE_FOLLOWED
            erase = row.lane == Lane.OTP and to != Status.QUEUED and not needed
            write = _Write.SETTLE_AND_ERASE if erase else _Write.SETTLE
            writes[write].append((int(to), number, why, retry, sent, finished, row.id))
            changes.append((row.campaign_id, status, to))
            told.append((row.id, to, why))
            if why == OPTED_OUT:
                refused.append((row.id, row.provider))
        elif answer.outcome in TAKEN:
            write = _Write.COMPLETE_AND_ERASE if row.lane == Lane.OTP else _Write.COMPLETE
            writes[write].append((number, now_then, row.id))
        if waits is not None and answer.outcome in _NOT_HANDED:
            not_handed.append(row.id)
        if answer.outcome in TAKEN or answer.parts:
            taken.append((row.id, row.campaign_id, row.provider))
    for write, rows in writes.items():
        _statements(dialect)[write].execute(connection, rows)
    count(connection, moved(changes))
    fallback.withdrawn(connection, not_handed)
    fallback.go_on(connection, list(going), {row.id: why for row, why in going.items()}, now)
    events.note(connection, told, now)
    if refused:
        blocks.add_of_messages(connection, refused, now)
    return taken


def _verdict(row: AnyRow, answer: Answer, now: datetime) -> tuple[Status, str | None, datetime | None]:
    """The status that follows, the error to show, and when to try, or to ask, again."""
    if answer.outcome in TAKEN:
        return Status.SENT, None, None
    later = now + min(LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(max(row.attempts, 1) - 1, 10))
    # What was asked again may have been taken the first time, whatever keeps the provider from telling now.
    asked = row.known_until is not None and answer.outcome not in _NEVER
    if answer.outcome is Outcome.UNKNOWN or asked:
        return Status.UNKNOWN, answer.error or "unanswered", later
    # UNKNOWN here: another run has taken over and reported the message; trying again is no longer ours to decide.
    if answer.outcome is Outcome.RETRY and row.status == Status.CLAIMED and row.attempts < TRIES[Lane(row.lane)]:
        return Status.QUEUED, answer.error, later
    return Status.FAILED, answer.error or answer.outcome.value, None
