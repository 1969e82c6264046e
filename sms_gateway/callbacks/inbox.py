"""Who is told what phones have sent."""

from __future__ import annotations

import time
from datetime import datetime

from sqlalchemy import Engine, insert, select, text, update

from kit.database import reading
from sms_gateway.bulk import among
from sms_gateway.callbacks.addresses import Inbound
from sms_gateway.callbacks.notices import answered
from sms_gateway.schema import callback, callback_event, inbound_message

AT_ONCE = 200
_TIMES_THE_COST = 4.0
_WAITING = text("inbound_message.handled_at IS NULL")


class Inbox:
    """Hands texts on to keys' owners. One that answers a message goes to that message's owner, every other one to those who take all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._not_before = 0.0

    @property
    def rests(self) -> float:
        """Seconds until it looks again, 0 when it may at once."""
        return max(0.0, self._not_before - time.monotonic())

    def hand_on(self, now: datetime) -> int:
        """Make events of texts that wait; returns how many were looked at. Looking for what they answer takes a fifth of the time at
        most, however large the campaigns are."""
        if time.monotonic() < self._not_before:
            return 0
        with reading(self._engine) as connection:
            takers = connection.execute(select(callback.c.key_id, callback.c.inbound)).all()
            columns = (inbound_message.c.id, inbound_message.c.phone_hash)
            waiting = connection.execute(select(*columns).where(_WAITING).order_by(inbound_message.c.id).limit(AT_ONCE))
            texts = waiting.all()
            if not texts:
                return 0
            began = time.monotonic()
            wanted = any(row.inbound != Inbound.NONE for row in takers)
            notices = answered(connection, {bytes(row.phone_hash) for row in texts}, now) if wanted else {}
        self._not_before = began + (1 + _TIMES_THE_COST) * (time.monotonic() - began)
        own = {row.key_id for row in takers if row.inbound != Inbound.NONE}
        everything = [row.key_id for row in takers if row.inbound == Inbound.ALL]
        rows = []
        for row in texts:
            notice = notices.get(bytes(row.phone_hash))
            to = [notice.key_id] if notice is not None and notice.key_id in own else everything
            message_id = None if notice is None else notice.message_id
            rows += [{"key_id": key, "inbound_id": row.id, "message_id": message_id, "at": now} for key in to]
        ids = [row.id for row in texts]
        with self._engine.begin() as connection:
            here = among(inbound_message.c.id, ids, connection.dialect)
            mine = update(inbound_message).where(here, _WAITING).values(handled_at=now)
            taken = set(connection.execute(mine.returning(inbound_message.c.id)).scalars())
            fresh = [row for row in rows if row["inbound_id"] in taken]
            if fresh:
                connection.execute(insert(callback_event), fresh)
        return len(texts)
