"""Writing to the outbox."""

import secrets
from collections.abc import Mapping

from sqlalchemy.orm import Session

from backend.notify.models import Lane, OutboxMessage, OutboxState
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
    now = utcnow()
    message = OutboxMessage(
        id=secrets.token_hex(16),
        lane=Lane(lane),
        template=template,
        recipient=parse_mobile(to),
        personalisation=dict(personalisation),
        state=OutboxState.WAITING,
        created_at=now,
        due_at=now,
    )
    session.add(message)
    session.flush()
    return message.id
