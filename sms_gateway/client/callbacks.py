"""The receiving end of the gateway's callbacks: is it the gateway that speaks, and what does it say.

    told = events(verified(secret, request.headers, request.get_data()))

A batch is told again until it is answered with 2xx, so an event may come twice: keep the ids of those that were handled. Events of one
message come in the order in which they happened.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TIMESTAMP = "X-BHXH-Timestamp"
SIGNATURE = "X-BHXH-Signature"
TOLERANCE_SECONDS = 300
"""How old a batch may be: a recorded one cannot be played back for longer."""


class Forged(Exception):
    """It does not come from the gateway, or was recorded too long ago."""


@dataclass(frozen=True)
class StatusEvent:
    """What became of a message. ``status`` as the API names it; ``row``: line of the campaign's file."""

    id: str
    message_id: str
    reference: str | None
    status: str
    error: str | None
    at: datetime
    campaign_id: str | None
    row: int | None


@dataclass(frozen=True)
class Notice:
    """The message that a text answers: the last its number was sent within a week."""

    message_id: str
    reference: str | None
    template: str | None
    campaign_id: str | None
    campaign: str | None
    sent_at: datetime | None


@dataclass(frozen=True)
class InboundEvent:
    """What a phone has sent. ``sender``: 84xxxxxxxxx, or a short code or name as it came; ``recipient``: our number;
    ``missing_parts`` of a long text never came."""

    id: str
    inbound_id: str
    sender: str
    recipient: str
    text: str
    missing_parts: int
    at: datetime
    answers: Notice | None


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a batch: HMAC-SHA256 with the key's secret over the timestamp, a dot and the body as it is sent."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def verified(secret: str, headers: Mapping[str, str], body: bytes, now: float | None = None) -> bytes:
    """The body, when the gateway has signed it for this secret lately. Raises Forged.

    ``headers`` as a web framework gives them (names in any case); ``body``: its very octets, before any parsing; ``now``: seconds
    since 1970, default: the clock's.
    """
    named = {name.lower(): value for name, value in headers.items()}
    timestamp, shown = named.get(TIMESTAMP.lower(), ""), named.get(SIGNATURE.lower(), "")
    if not hmac.compare_digest(sign(secret, timestamp, body).encode(), shown.encode()):
        raise Forged
    moment = time.time() if now is None else now
    if not timestamp.isdecimal() or abs(moment - int(timestamp)) > TOLERANCE_SECONDS:
        raise Forged
    return body


def events(body: bytes) -> list[StatusEvent | InboundEvent]:
    """What a verified batch says, in order. Kinds of events that are not known yet are passed over."""
    read = {"status": _status, "inbound": _inbound}
    return [read[event["type"]](event) for event in json.loads(body)["events"] if event["type"] in read]


def _status(event: dict[str, Any]) -> StatusEvent | InboundEvent:
    return StatusEvent(
        event["id"],
        event["message_id"],
        event["reference"],
        event["status"],
        event["error"],
        datetime.fromisoformat(event["at"]),
        event["campaign_id"],
        event["row"],
    )


def _inbound(event: dict[str, Any]) -> StatusEvent | InboundEvent:
    answers = event["answers"]
    notice = None
    if answers is not None:
        sent_at = None if answers["sent_at"] is None else datetime.fromisoformat(answers["sent_at"])
        notice = Notice(**(answers | {"sent_at": sent_at}))
    return InboundEvent(
        event["id"],
        event["inbound_id"],
        event["from"],
        event["to"],
        event["text"],
        event["missing_parts"],
        datetime.fromisoformat(event["at"]),
        notice,
    )
