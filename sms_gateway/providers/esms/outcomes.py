"""What the aggregator's answers mean (https://developers.esms.vn, table of error codes)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sms_gateway.providers import Outcome

_BY_OUTCOME: Final = {
    Outcome.ACCEPTED: ("100",),  # queued there; says nothing about the phone
    Outcome.DUPLICATE: ("124",),  # this RequestId has been taken within the last day
    Outcome.RETRY: ("160",),  # too many requests
    Outcome.BAD_NUMBER: (
        "99",  # blocked there
        "108",  # no phone number
        "177",  # the brandname is not registered with this number's network
    ),
    Outcome.BAD_CONTENT: (
        "146",  # fits no registered template
        "201",  # a forbidden word
    ),
    Outcome.STOP: (
        "101",  # wrong keys
        "102",  # no price list
        "103",  # no money
        "104",  # no such brandname
        "107",  # advertising is taken for 30 numbers and more only
        "118",  # a type of message that the contract does not have
        "120",  # too many numbers
        "140",  # our address is not on its list
        "300",  # no type of message
    ),
}
_BY_CODE: Final = {code: outcome for outcome, codes in _BY_OUTCOME.items() for code in codes}
_BY_STATUS: Final = {400: Outcome.BAD_CONTENT, 413: Outcome.BAD_CONTENT, 429: Outcome.RETRY}
_CODE: Final = re.compile(r"[0-9]{1,5}")
_NUMBER: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Said(NamedTuple):
    """What an answer means. ``number``: the aggregator's own for the message (SMSID), which a duplicate may lack."""

    outcome: Outcome
    error: str | None = None
    number: str | None = None


def outcome_of(status: int, body: bytes, own: Mapping[str, Outcome]) -> Said:
    """What a submit was answered. ``own``: what this aggregator means by some codes.

    A code that nobody knows is worth a few more tries. An answer without a code says nothing about the message where it comes from
    a server that failed, or makes no sense.
    """
    answer = readable(body)
    code = str(answer.get("CodeResult", ""))
    if status < 500 and _CODE.fullmatch(code):
        outcome = own.get(code) or _BY_CODE.get(code, Outcome.RETRY)
        taken = outcome in {Outcome.ACCEPTED, Outcome.DUPLICATE}
        return Said(outcome, None if taken else f"esms_{code}", number_of(answer) if taken else None)
    if 200 <= status < 300:
        return Said(Outcome.UNKNOWN, "esms_unreadable")
    if status >= 500:
        return Said(Outcome.UNKNOWN, f"esms_http_{status}")
    return Said(_BY_STATUS.get(status, Outcome.STOP), f"esms_http_{status}")


def readable(body: bytes) -> Mapping[str, Any]:
    """The JSON object in an answer; empty where there is none."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def number_of(answer: Mapping[str, Any]) -> str | None:
    """SMSID, if it can be one."""
    number = answer.get("SMSID")
    return number if isinstance(number, str) and _NUMBER.fullmatch(number) else None
