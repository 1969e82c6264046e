"""What Twilio tells us: reports on our messages, and what phones have sent. Both are forms that it signs."""

from __future__ import annotations

import hmac
import re
from typing import Final
from urllib.parse import parse_qsl, urlparse

from twilio.request_validator import RequestValidator, add_port, remove_port
from werkzeug.datastructures import MultiDict

from bhxh.dates import utcnow
from sms_gateway.providers import InboundPart, Receipt
from sms_gateway.providers.callbacks import Callback, Forged, Reports, Texts, Unreadable
from sms_gateway.providers.twilio.outcomes import error_of
from sms_gateway.providers.twilio.settings import TwilioSettings
from sms_gateway.schema import Status

_HEADER: Final = "X-Twilio-Signature"
_FINAL: Final = {
    "delivered": Status.DELIVERED,
    "read": Status.DELIVERED,
    "undelivered": Status.FAILED,
    "failed": Status.FAILED,
    "canceled": Status.FAILED,
}
_PASSING: Final = frozenset({"accepted", "scheduled", "queued", "sending", "sent", "partially_delivered"})
_VALIDITY_OVER: Final = "30036"
_MOST_FIELDS: Final = 100
_NUMBER: Final = re.compile(r"\+?[0-9A-Za-z &_.-]{1,20}")
_SID: Final = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_ID: Final = re.compile(r"[0-9]{1,18}")
_CODE: Final = re.compile(r"[0-9]{1,6}")


def report_url(settings: TwilioSettings, message_id: int | str) -> str:
    """Where Twilio reports on one message. It signs the address too, so nobody can point a report at another message."""
    return f"{settings.callback_url}/receipts/{settings.name}?id={message_id}"


def hear(settings: TwilioSettings, callback: Callback) -> Reports:
    """A status callback. Raises Forged or Unreadable. An address without our number (a messaging service's own) goes by Twilio's."""
    message_id = callback.query.get("id")
    plain = f"{settings.callback_url}/receipts/{settings.name}"
    form = _authentic(settings, plain if message_id is None else report_url(settings, message_id), callback)
    sid, state = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not _SID.fullmatch(sid) or (message_id is not None and not _ID.fullmatch(message_id)):
        raise Unreadable
    if state in _PASSING:
        return []
    if state not in _FINAL:
        raise Unreadable
    code = form.get("ErrorCode", "")
    status = Status.EXPIRED if code == _VALIDITY_OVER else _FINAL[state]
    failed = error_of(code) if _CODE.fullmatch(code) else f"twilio_{state}"
    error = None if status is Status.DELIVERED else failed
    number = None if message_id is None else int(message_id)
    return [Receipt(settings.name, sid, status, utcnow(), error, number)]


def listen(settings: TwilioSettings, callback: Callback) -> Texts:
    """A phone's message, whole: Twilio joins its parts. Raises Forged or Unreadable."""
    form = _authentic(settings, f"{settings.callback_url}/inbound/{settings.name}", callback)
    sender, recipient, text = form.get("From", ""), form.get("To", ""), form.get("Body")
    if text is None or not _NUMBER.fullmatch(sender) or not _NUMBER.fullmatch(recipient):
        raise Unreadable
    return [InboundPart(settings.name, sender, recipient, text)]


def _authentic(settings: TwilioSettings, url: str, callback: Callback) -> MultiDict[str, str]:
    """The form, once its signature over ``url`` and all fields has been checked. ``url`` is made from our settings, not from the
    request, whose host anybody could choose. Raises Forged."""
    try:
        pairs = parse_qsl(callback.body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Forged from None
    form = MultiDict(pairs)
    validator = RequestValidator(settings.auth_token.get_secret_value())
    shown = callback.headers.get(_HEADER, "").encode()
    address = urlparse(url)
    # Twilio signs the address with or without its port.
    signed = [validator.compute_signature(spelt, form) for spelt in (remove_port(address), add_port(address))]
    matching = [hmac.compare_digest(one.encode(), shown) for one in signed]
    if not any(matching):
        raise Forged
    return form
