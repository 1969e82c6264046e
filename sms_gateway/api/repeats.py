"""The same reference with another message behind it: a mistake of the caller's that must not pass for a repetition."""

from __future__ import annotations

import hmac

import sqlalchemy as sa

from bhxh.messages import text
from kit.database import reading
from kit.problems import Problem
from sms_gateway.messages.accept import Draft, prepare
from sms_gateway.schema import message, template
from sms_gateway.sealing import Sealing


def refuse_changed(engine: sa.Engine, sealing: Sealing, draft: Draft, message_id: int) -> None:
    """Raises Problem(409, "reference_conflict") unless the stored message is what the draft asks for.

    What was erased since (an OTP's text, a message past its retention) counts as the same. A template is compared by
    name: a wording changed between two tries of one request is no other message.
    """
    with reading(engine) as connection:
        stored = connection.execute(
            sa.select(message.c.phone_hash, message.c.content, message.c.lane, template.c.name)
            .outerjoin(template, template.c.id == message.c.template_id)
            .where(message.c.id == message_id)
        ).one_or_none()
        (asked,) = prepare(connection, [draft])
    if stored is None:
        return
    same = (
        not isinstance(asked, Problem)
        and hmac.compare_digest(bytes(stored.phone_hash), sealing.phone_hash(draft.to))
        and stored.name == draft.template
        and stored.lane == asked.lane
        and (
            stored.content is None
            or hmac.compare_digest(
                sealing.open("message.content", message_id, stored.content).encode(), asked.content.encode()
            )
        )
    )
    if not same:
        raise Problem(409, "reference_conflict", text("sms_api.reference_conflict"))
