"""What a provider tells us by HTTP (``/receipts/{provider}``, ``/inbound/{provider}``), as its kind reads it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from sms_gateway.providers import InboundPart, Receipt

LIMIT: Final = 16 << 10
"""Bytes of a body; ten segments of text with every letter percent-encoded are 12 KB."""


class Callback(NamedTuple):
    """One request. ``query``: the first value of each name."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


class Forged(Exception):
    """It does not show what only the provider could know."""


class Unreadable(Exception):
    """It comes from the provider and says nothing that we understand."""


Reports = Sequence[Receipt]
Texts = Sequence[InboundPart]


def signature(secret: str, provider: str, message_id: int | str) -> str:
    """What the address of one message's reports holds, so that a leaked one is good for that message alone."""
    return hmac.new(secret.encode(), f"{provider}:{message_id}".encode(), hashlib.sha256).hexdigest()[:32]


def check_signature(secret: str, provider: str, message_id: str, shown: str) -> None:
    """Raises Forged."""
    if not hmac.compare_digest(signature(secret, provider, message_id).encode(), shown.encode()):
        raise Forged
