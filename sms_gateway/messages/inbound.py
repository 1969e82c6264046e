"""What phones send to us: kept before the provider is told that we have it, once, and joined when it came in parts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, delete, insert, select

from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue
from kit.logs import get_logger
from sms_gateway import ids
from sms_gateway.messages import keywords
from sms_gateway.providers import InboundPart
from sms_gateway.schema import AnyRow, inbound_message, inbound_part
from sms_gateway.sealing import Sealing

REPEAT = timedelta(minutes=1)
"""The same text of the same phone within this time is the same message, delivered again after a broken line."""

WAIT = timedelta(hours=1)
"""How long a long text waits for its parts."""

_UNREADABLE = "�"


class _Whole(NamedTuple):
    provider: str
    sender: str
    recipient: str
    text: str
    missing: int = 0


def keep(connection: Connection, sealing: Sealing, parts: Sequence[InboundPart], now: datetime) -> None:
    """Store messages and parts inside the caller's transaction and obey those that are commands to the gateway; what has come before
    changes nothing. Ring the sender after the commit."""
    kept = sum(_keep(connection, sealing, part, now) for part in parts)
    if kept:
        get_logger(__name__).info("inbound_kept", messages=kept)


def _keep(connection: Connection, sealing: Sealing, part: InboundPart, now: datetime) -> int:
    text = _UNREADABLE if part.text is None else part.text
    if part.total == 1:
        return _store(connection, sealing, _Whole(part.provider, part.sender, part.recipient, text), now)
    common = (part.provider, part.sender, part.recipient, part.reference, part.total)
    key = sealing.fingerprint("inbound.parts", orjson.dumps(common).decode())
    have = _parts(connection, sealing, key)
    if (known := have.get(part.number)) is not None:
        if known["text"] == text:
            return 0
        # The phone's reference has come round: the older text will not be completed any more.
        kept = _give_up(connection, sealing, key, have, now)
    else:
        kept = 0
    piece = {"sender": part.sender, "recipient": part.recipient, "text": text}
    (row_id,) = ids.reserve(connection, 1)
    values = {
        "id": row_id,
        "provider": part.provider,
        "text_key": key,
        "number": part.number,
        "total": part.total,
        "piece": sealing.seal("inbound_part.piece", row_id, json.dumps(piece)),
        "received_at": now,
    }
    connection.execute(insert(inbound_part).values(values))
    have = _parts(connection, sealing, key)
    return kept + (_join(connection, sealing, have, now) if len(have) == part.total else 0)


def _parts(connection: Connection, sealing: Sealing, key: bytes) -> dict[int, dict[str, Any]]:
    query = select(inbound_part).where(inbound_part.c.text_key == key).order_by(inbound_part.c.number).with_for_update()
    return {row.number: _opened(sealing, row) for row in connection.execute(query)}


def _opened(sealing: Sealing, row: AnyRow) -> dict[str, Any]:
    piece: dict[str, Any] = json.loads(sealing.open("inbound_part.piece", row.id, row.piece))
    return piece | {"provider": row.provider, "total": row.total}


def _join(connection: Connection, sealing: Sealing, parts: dict[int, dict[str, Any]], now: datetime) -> int:
    """The parts stay until ``overdue`` takes them, so that one delivered again is known."""
    first = next(iter(parts.values()))
    text = "".join(part["text"] for part in parts.values())
    missing = first["total"] - len(parts)
    whole = _Whole(first["provider"], first["sender"], first["recipient"], text, missing)
    return _store(connection, sealing, whole, now)


def _give_up(
    connection: Connection, sealing: Sealing, key: bytes, parts: dict[int, dict[str, Any]], now: datetime
) -> int:
    connection.execute(delete(inbound_part).where(inbound_part.c.text_key == key))
    complete = len(parts) == next(iter(parts.values()))["total"]
    return 0 if complete else _join(connection, sealing, parts, now)


def overdue(connection: Connection, sealing: Sealing, now: datetime) -> int:
    """Texts whose parts did not come within WAIT are kept as they are; returns how many sets of parts were cleared away."""
    old = select(inbound_part.c.text_key).where(inbound_part.c.received_at < now - WAIT).distinct().limit(100)
    keys = connection.execute(old).scalars().all()
    for key in keys:
        if parts := _parts(connection, sealing, key):
            _give_up(connection, sealing, key, parts, now)
    return len(keys)


def _store(connection: Connection, sealing: Sealing, whole: _Whole, now: datetime) -> int:
    # A phone may cut between the two halves of a character: only together they are one.
    text = whole.text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace")
    provider, recipient = whole.provider, whole.recipient
    phone, is_mobile = _phone(whole.sender)
    fingerprint = sealing.fingerprint("inbound", orjson.dumps((provider, phone, recipient, text)).decode())
    table = inbound_message.c
    repeated = select(table.id).where(table.fingerprint == fingerprint, table.received_at > now - REPEAT).limit(1)
    if connection.execute(repeated).first() is not None:
        return 0
    (row_id,) = ids.reserve(connection, 1)
    values = {
        "id": row_id,
        "provider": provider,
        "phone": sealing.seal("inbound_message.phone", row_id, phone),
        "phone_hash": sealing.phone_hash(phone),
        "recipient": recipient,
        "body": sealing.seal("inbound_message.body", row_id, text),
        "missing": whole.missing,
        "fingerprint": fingerprint,
        "received_at": now,
    }
    asked = keywords.command(text) if is_mobile and not whole.missing else None
    if asked is not None:
        values["handled_at"] = now
    connection.execute(insert(inbound_message).values(values))
    if asked is not None:
        keywords.obey(connection, sealing, phone, asked, now)
    return 1


def _phone(sender: str) -> tuple[str, bool]:
    """84xxxxxxxxx where it is a mobile number, otherwise as it came (a short code, a name); and which of the two."""
    try:
        return parse_mobile(sender), True
    except InvalidValue:
        return sender, False
