"""Recording what providers answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from sms_gateway.messages.receipts import unpark
from sms_gateway.messages.states import count, moved
from sms_gateway.providers import Answer, Outcome
from sms_gateway.schema import AnyRow, Lane, Status, message

MAX_ATTEMPTS = 6
_FIRST_PAUSE = timedelta(seconds=1)

_SETTLE = (
    update(message)
    .where(message.c.id == bindparam("message_id"))
    .values(
        status=bindparam("to"),
        provider_message_id=bindparam("number"),
        error=bindparam("why"),
        sent_at=bindparam("sent"),
        finished_at=bindparam("finished"),
        not_before=bindparam("later"),
    )
)
_SETTLE_AND_ERASE = _SETTLE.values(content=None)
# The receipt overtook the answer and has ended the message; the answer adds the provider's number and its own time.
_COMPLETE = (
    update(message)
    .where(message.c.id == bindparam("message_id"))
    .values(provider_message_id=bindparam("number"), sent_at=bindparam("sent"))
)


def settle(connection: Connection, run_id: int, answers: Sequence[Answer], now: datetime) -> None:
    """Write the answers to messages this run claimed, inside the caller's transaction.

    A temporary refusal puts the message back with a growing pause, MAX_ATTEMPTS times. The text of an OTP is erased as soon as it
    will not be handed over again.
    """
    by_id = {answer.message_id: answer for answer in answers}
    columns = (
        message.c.id,
        message.c.status,
        message.c.lane,
        message.c.campaign_id,
        message.c.attempts,
        message.c.provider,
    )
    query = select(*columns).where(message.c.id.in_(sorted(by_id)), message.c.run_id == run_id).order_by(message.c.id)
    statements: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    changes: list[tuple[int | None, int, int]] = []
    numbered: list[tuple[str, str]] = []
    for row in connection.execute(query.with_for_update()):
        answer = by_id[row.id]
        if row.status in {Status.CLAIMED, Status.UNKNOWN}:
            values = _values(row, answer, now)
            erase = row.lane == Lane.OTP and values["to"] != Status.QUEUED
            statements[_SETTLE_AND_ERASE if erase else _SETTLE].append(values)
            changes.append((row.campaign_id, row.status, values["to"]))
        elif answer.outcome is Outcome.ACCEPTED:
            values = {"message_id": row.id, "number": answer.provider_message_id, "sent": now}
            statements[_COMPLETE].append(values)
        if answer.outcome is Outcome.ACCEPTED and answer.provider_message_id is not None:
            numbered.append((row.provider, answer.provider_message_id))
    for statement, rows in statements.items():
        connection.execute(statement, rows)
    count(connection, moved(changes))
    if numbered:
        unpark(connection, numbered)


def _values(row: AnyRow, answer: Answer, now: datetime) -> dict[str, Any]:
    to, why, later = _verdict(row, answer, now)
    return {
        "message_id": row.id,
        "to": to,
        "number": answer.provider_message_id,
        "why": why,
        "sent": now if to == Status.SENT else None,
        "finished": now if to == Status.FAILED else None,
        "later": later,
    }


def _verdict(row: AnyRow, answer: Answer, now: datetime) -> tuple[Status, str | None, datetime | None]:
    """The status that follows, the error to show, and when to try again."""
    if answer.outcome is Outcome.ACCEPTED:
        return Status.SENT, None, None
    if answer.outcome is Outcome.UNKNOWN:
        return Status.UNKNOWN, answer.error or "unanswered", None
    # UNKNOWN here: another run has taken over and reported the message; trying again is no longer ours to decide.
    if answer.outcome is Outcome.BUSY and row.status == Status.CLAIMED and row.attempts < MAX_ATTEMPTS:
        return Status.QUEUED, answer.error, now + _FIRST_PAUSE * 2 ** (row.attempts - 1)
    return Status.FAILED, answer.error or answer.outcome.value, None
