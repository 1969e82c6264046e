"""What became of a message, as the aggregator reports it (GET at an address of ours) or answers when it is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bhxh.dates import utcnow
from sms_gateway.providers import Receipt
from sms_gateway.providers.callbacks import Callback, Forged, Reports, Unreadable, check_signature, signature
from sms_gateway.providers.esms.outcomes import number_of
from sms_gateway.providers.esms.settings import EsmsSettings
from sms_gateway.schema import Status

_REJECTED: Final = "4"
_DONE: Final = "5"
_PASSING: Final = frozenset({"1", "2", "3", "7"})
"""It waits for approval, waits, is being sent, is with the telco."""

_TELCOS: Final = {"1": "viettel", "2": "mobifone", "3": "vinaphone", "4": "vietnamobile"}
"""``telcoid``: the network to which it was sent."""

_COUNT: Final = re.compile(r"[0-9]{1,9}")


def report_url(settings: EsmsSettings, message_id: int) -> str | None:
    """Where the aggregator reports on one message: its reports are not signed, so the address is."""
    if settings.callback_url is None or settings.callback_secret is None:
        return None
    sig = signature(settings.callback_secret.get_secret_value(), settings.name, message_id)
    return f"{settings.callback_url}/receipts/{settings.name}?id={message_id}&sig={sig}"


def hear(settings: EsmsSettings, callback: Callback) -> Reports:
    """A report. Raises Forged or Unreadable."""
    if settings.callback_secret is None:
        raise Forged
    query = callback.query
    message_id = query.get("id", "")
    # An aggregator that puts "?SMSID=..." behind an address with a query of its own makes it part of the last value.
    shown, _, appended = query.get("sig", "").partition("?")
    check_signature(settings.callback_secret.get_secret_value(), settings.name, message_id, shown)
    told = dict(query)
    if appended:
        name, _, value = appended.partition("=")
        told.setdefault(name, value)
    verdict, number = verdict_of(told), number_of(told)
    if number is None:
        raise Unreadable
    if verdict is None:
        return []
    status, error = verdict
    telco = _TELCOS.get(told.get("telcoid", ""))
    return [Receipt(settings.name, number, status, utcnow(), error, int(message_id), telco)]


def verdict_of(told: Mapping[str, Any]) -> tuple[Status, str | None] | None:
    """(status, error) that the counts of one number's message mean; None where it is still under way. Raises Unreadable."""
    state = str(told.get("SendStatus", ""))
    if state in _PASSING:
        return None
    if state == _REJECTED:
        return Status.FAILED, "esms_rejected"
    failed, succeeded = (str(told.get(name, "")) for name in ("SendFailed", "SendSuccess"))
    if state != _DONE or not _COUNT.fullmatch(failed) or not _COUNT.fullmatch(succeeded):
        raise Unreadable
    if int(failed):
        return Status.FAILED, "esms_failed"
    return (Status.DELIVERED, None) if int(succeeded) else None
