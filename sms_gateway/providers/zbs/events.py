"""Zalo's events at our webhook: signed over the raw body; of all events only deliveries of template messages are ours."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from kit.logs import get_logger
from kit.zalo import signature
from sms_gateway.providers import Receipt
from sms_gateway.providers.callbacks import Callback, Forged, Reports, Unreadable
from sms_gateway.providers.zbs.settings import ZbsSettings
from sms_gateway.schema import Status

_TRACKING: Final = re.compile(r"^bhxh([1-9][0-9]{0,17})$")


def tracking_id(message_id: int) -> str:
    """Our number of a message as it comes back in events (at most 48 characters, no special ones)."""
    return f"bhxh{message_id}"


def hear(settings: ZbsSettings, callback: Callback) -> Reports:
    """One event. Deliveries come with ``X-ZEvent-Server: ZNS``; their time is ``delivery_time``, not the event's.

    Raises Forged or Unreadable.
    """
    headers = {name.lower(): value for name, value in callback.headers.items()}
    event = _read(callback.body)
    _check(settings, callback.body, event, headers.get("x-zevent-signature", ""))
    name = event.get("event_name")
    if headers.get("x-zevent-server") != "ZNS":
        return []
    if name != "user_received_message":
        # A changed quota, a template that was switched off: for whoever reads the log.
        get_logger(__name__).warning("zbs_event", provider=settings.name, kind=str(name)[:64])
        return []
    return [_receipt(settings.name, event.get("message"))]


def _read(body: bytes) -> dict[str, Any]:
    """What is signed begins with "{", so that no other division of app id and body has the same hash."""
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Forged from None
    if not isinstance(event, dict):
        raise Forged
    return event


def _check(settings: ZbsSettings, body: bytes, event: dict[str, Any], shown: str) -> None:
    timestamp = event.get("timestamp")
    timestamp = str(timestamp) if isinstance(timestamp, str | int) else ""
    secret, mac = settings.webhook_secret.get_secret_value(), shown.removeprefix("mac=").strip().lower().encode()
    if hmac.compare_digest(signature(settings.app_id, body, timestamp, secret).encode(), mac):
        return
    sender = event.get("sender")
    oa = sender.get("id") if isinstance(sender, dict) else None
    if isinstance(oa, str) and hmac.compare_digest(signature(oa, body, timestamp, secret).encode(), mac):
        # Some report that the OA's id stands first. Whoever can make that hash has the secret, too.
        get_logger(__name__).info("zbs_signed_with_oa_id", provider=settings.name)
        return
    raise Forged


def _receipt(provider: str, message: object) -> Receipt:
    content = message if isinstance(message, dict) else {}
    number, moment = content.get("msg_id"), str(content.get("delivery_time", ""))
    if not isinstance(number, str) or not 0 < len(number) <= 64 or not re.fullmatch(r"[0-9]{13}", moment):
        raise Unreadable
    ours = _TRACKING.match(str(content.get("tracking_id", "")))
    at = datetime.fromtimestamp(int(moment) / 1000, UTC)
    return Receipt(provider, number, Status.DELIVERED, at, None, int(ours[1]) if ours else None)
