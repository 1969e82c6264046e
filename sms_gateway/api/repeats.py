"""The same reference with another message behind it: a mistake of the caller's that must not pass for a repetition."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

import sqlalchemy as sa

from bhxh.messages import text
from kit.database import reading
from kit.problems import Problem
from sms_gateway.messages.accept import Draft, Prepared, prepare
from sms_gateway.schema import AnyRow, message, template
from sms_gateway.sealing import Sealing

_PAGE = 500


def changed(engine: sa.Engine, sealing: Sealing, repeated: Mapping[int, tuple[int, Draft]]) -> dict[int, Problem]:
    """Problem(409, "reference_conflict") for each draft that is not the message its reference stands for.

    ``repeated``: by place in the request, the stored message's id and the draft. What was erased since (an OTP's text, a
    message past its retention) counts as the same. A template is compared by name: a wording changed between two tries
    of one request is no other message.
    """
    conflicts = {}
    places = list(repeated)
    for begin in range(0, len(places), _PAGE):
        page = places[begin : begin + _PAGE]
        with reading(engine) as connection:
            stored = _stored(connection, [repeated[place][0] for place in page])
            asked = prepare(connection, [repeated[place][1] for place in page])
        for place, wanted in zip(page, asked, strict=True):
            message_id, draft = repeated[place]
            row = stored.get(message_id)
            if row is not None and (isinstance(wanted, Problem) or not _same(sealing, row, draft, wanted)):
                conflicts[place] = Problem(409, "reference_conflict", text("sms_api.reference_conflict"))
    return conflicts


def _stored(connection: sa.Connection, ids: list[int]) -> dict[int, AnyRow]:
    query = (
        sa.select(message.c.id, message.c.phone_hash, message.c.content, message.c.lane, template.c.name)
        .outerjoin(template, template.c.id == message.c.template_id)
        .where(message.c.id.in_(ids))
    )
    return {row.id: row for row in connection.execute(query)}


def _same(sealing: Sealing, row: AnyRow, draft: Draft, wanted: Prepared) -> bool:
    if row.name != draft.template or row.lane != wanted.lane:
        return False
    if not hmac.compare_digest(bytes(row.phone_hash), sealing.phone_hash(draft.to)):
        return False
    return row.content is None or sealing.open("message.content", row.id, row.content) == wanted.content
