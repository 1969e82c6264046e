"""Writing to the outbox, and asking what became of it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.notify.models import Channel, Lane, OutboxMessage, OutboxState
from bhxh.dates import utcnow
from bhxh.phone import parse_mobile


def enqueue_sms(
    session: Session,
    *,
    to: str,
    template: str,
    personalisation: Mapping[str, str],
    lane: Lane | str = Lane.TRANSACTIONAL,
) -> str:
    """Write one SMS to the outbox in the caller's transaction: it goes out if, and only if, that transaction commits.

    `to` is a mobile number in any spelling, `template` the name of a gateway template, `personalisation` its fields.
    Returns the outbox id, which is the gateway's `reference`. Raises `InvalidValue` for a number that is no mobile number.
    """
    return _write(session, Channel.SMS, parse_mobile(to), template, personalisation, lane=Lane(lane))


def enqueue_mail(session: Session, *, to: str, template: str, personalisation: Mapping[str, str]) -> str:
    """Write one e-mail to the outbox in the caller's transaction; `to` is an address that was checked when it was declared.

    `template` names the texts `mail.<template>.subject` and `mail.<template>.body`, which hold no password. Returns the outbox id.
    """
    return _write(session, Channel.MAIL, to, template, personalisation)


def handed_over(session: Session, ids: Sequence[str]) -> dict[str, datetime]:
    """When the gateway or mail server took each of these messages; those that it has not taken are left out."""
    query = select(OutboxMessage.id, OutboxMessage.sent_at).where(
        OutboxMessage.id.in_(ids), OutboxMessage.state == OutboxState.SENT
    )
    return {row.id: row.sent_at for row in session.execute(query) if row.sent_at is not None}


def _write(
    session: Session,
    channel: Channel,
    to: str,
    template: str,
    personalisation: Mapping[str, str],
    *,
    lane: Lane = Lane.TRANSACTIONAL,
) -> str:
    now = utcnow()
    message = OutboxMessage(
        id=secrets.token_hex(16),
        channel=channel,
        lane=lane,
        template=template,
        recipient=to,
        personalisation=dict(personalisation),
        state=OutboxState.WAITING,
        created_at=now,
        due_at=now,
    )
    session.add(message)
    session.flush()
    return message.id
