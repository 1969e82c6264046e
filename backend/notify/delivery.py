"""Handing the outbox to the SMS gateway, and its e-mails to the mail server.

A row is claimed in a transaction of its own before the gateway is called, and settled in another. A worker that dies in between
leaves a claim that runs out; the next one sends the same `reference` again, which the gateway answers with the first message.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.database import Database
from backend.notify.models import Channel, Lane, OutboxMessage, OutboxState
from bhxh.dates import utcnow
from kit.logs import get_logger

BATCH = 20
LEASE = timedelta(minutes=2)
"""How long a claim holds: longer than a batch takes with the client's time-out, or two workers would send the same rows."""
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 900))
GIVE_UP = timedelta(days=3)
"""A message that the gateway could not take for so long would only confuse who gets it."""

log = get_logger()


class Refused(Exception):
    """The gateway refuses the message for good; `code` is its stable reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unavailable(Exception):
    """The gateway cannot be reached or asks to come again, after `retry_after` seconds at the earliest; `code` says why."""

    def __init__(self, code: str, retry_after: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = timedelta(seconds=retry_after)


class Gateway(Protocol):
    """What delivery needs of the gateway."""

    def send(self, *, to: str, template: str, personalisation: Mapping[str, str], lane: Lane, reference: str) -> str:
        """Hand one message over and return the gateway's id of it. Raises `Refused` or `Unavailable`."""
        ...


@dataclass(frozen=True)
class _Claimed:
    id: str
    lane: Lane
    template: str
    recipient: str
    personalisation: dict[str, Any]
    attempts: int
    created_at: datetime


def drain(
    database: Database,
    gateway: Gateway,
    stopping: Callable[[], bool] = lambda: False,
    channel: Channel = Channel.SMS,
) -> int:
    """Hand over what is due of a channel, batch by batch, until nothing is left, the gateway is away, or `stopping`.

    Returns how many messages the gateway accepted.
    """
    accepted = 0
    while not stopping() and _anything_due(database, channel):
        claim = secrets.token_hex(16)
        deadline = utcnow() + LEASE
        batch = _claim(database, channel, claim, deadline)
        for position, message in enumerate(batch):
            if stopping() or utcnow() >= deadline:
                _give_back(database, claim, batch[position:])
                break
            try:
                accepted += _hand_over(database, gateway, claim, message)
            except Unavailable as trouble:
                _retry_later(database, claim, message, trouble)
                _give_back(database, claim, batch[position + 1 :])
                return accepted
    return accepted


def _anything_due(database: Database, channel: Channel) -> bool:
    with database.reading() as session:
        return session.scalar(_due(channel, utcnow()).limit(1)) is not None


def _due(channel: Channel, now: datetime) -> Any:
    open_states = [OutboxState.WAITING, OutboxState.CLAIMED]
    return (
        select(OutboxMessage.id)
        .where(OutboxMessage.channel == channel, OutboxMessage.state.in_(open_states), OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.due_at)
    )


def _claim(database: Database, channel: Channel, claim: str, deadline: datetime) -> list[_Claimed]:
    with database.begin() as session:
        ids = session.scalars(_due(channel, utcnow()).limit(BATCH).with_for_update(skip_locked=True)).all()
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(ids))
            .values(state=OutboxState.CLAIMED, claim=claim, due_at=deadline, attempts=OutboxMessage.attempts + 1)
        )
        rows = session.scalars(
            select(OutboxMessage).where(OutboxMessage.claim == claim).order_by(OutboxMessage.created_at)
        )
        return [
            _Claimed(
                row.id,
                Lane(row.lane),
                row.template,
                row.recipient or "",
                row.personalisation or {},
                row.attempts,
                row.created_at,
            )
            for row in rows
        ]


def _hand_over(database: Database, gateway: Gateway, claim: str, message: _Claimed) -> int:
    try:
        gateway_id = gateway.send(
            to=message.recipient,
            template=message.template,
            personalisation=message.personalisation,
            lane=message.lane,
            reference=message.id,
        )
    except Refused as refusal:
        log.error("outbox_refused", outbox=message.id, template=message.template, error=refusal.code)
        _settle(database, claim, message, state=OutboxState.FAILED, error=refusal.code, erase=True)
        return 0
    _settle(database, claim, message, state=OutboxState.SENT, gateway_id=gateway_id, sent_at=utcnow(), erase=True)
    return 1


def _retry_later(database: Database, claim: str, message: _Claimed, trouble: Unavailable) -> None:
    if utcnow() - message.created_at > GIVE_UP:
        log.error("outbox_given_up", outbox=message.id, template=message.template, error=trouble.code)
        _settle(database, claim, message, state=OutboxState.FAILED, error=trouble.code, erase=True)
        return
    delay = max(BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1], trouble.retry_after)
    log.warning("outbox_retry", outbox=message.id, attempts=message.attempts, error=trouble.code)
    _settle(database, claim, message, state=OutboxState.WAITING, error=trouble.code, due_at=utcnow() + delay)


def _settle(database: Database, claim: str, message: _Claimed, *, erase: bool = False, **values: Any) -> None:
    if erase:  # the gateway has its own copy from here on; a refused one will never be needed
        values |= {"recipient": None, "personalisation": None}
    with database.begin() as session:
        _update_claimed(session, claim, [message.id], {"claim": None, **values})


def _give_back(database: Database, claim: str, messages: list[_Claimed]) -> None:
    ids = [message.id for message in messages]
    with database.begin() as session:
        _update_claimed(
            session,
            claim,
            ids,
            {"claim": None, "state": OutboxState.WAITING, "due_at": utcnow(), "attempts": OutboxMessage.attempts - 1},
        )


def _update_claimed(session: Session, claim: str, ids: list[str], values: dict[str, Any]) -> None:
    # Only while the claim is still ours: if it ran out, another worker settles the row.
    session.execute(
        update(OutboxMessage).where(OutboxMessage.id.in_(ids), OutboxMessage.claim == claim).values(**values)
    )
