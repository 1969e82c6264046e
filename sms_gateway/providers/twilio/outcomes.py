"""What Twilio's refusals mean (https://www.twilio.com/docs/api/errors)."""

from __future__ import annotations

from typing import Final

from sms_gateway.providers import OPTED_OUT, Outcome

_OPTED_OUT: Final = 21610
"""The recipient has answered STOP to this sender."""

_COUNTRY_OFF: Final = 21408
"""SMS to this country is not switched on for the account: for Vietnam nothing goes out, for another it is this number's trouble."""

_BY_OUTCOME: Final = {
    Outcome.RETRY: (
        20429,  # too many requests
        21611,  # the sender's queue is full
        30001,  # queue overflow
    ),
    Outcome.BAD_NUMBER: (
        21211,  # not a phone number
        21214,  # cannot be reached
        21217,  # does not look like one
        21265,  # a short code
        21266,  # the sender itself
        _OPTED_OUT,
        21612,  # not reachable from this sender
        21614,  # not a mobile number
        21635,  # a landline
    ),
    Outcome.BAD_CONTENT: (
        21602,  # no text
        21605,  # too long
        21617,  # too long
        21619,  # no text
    ),
    Outcome.STOP: (
        20003,  # wrong credentials, or no money
        20005,  # account not active
        20006,  # access denied
        20403,  # forbidden
        20404,  # no such account
        21212,  # not a sender
        21267,  # alphanumeric sender on a trial account
        21603,  # no sender
        21606,  # not a sender of this account
        21608,  # a trial account's unverified recipient
        21659,  # not a number of Twilio's
        21660,  # another account's number
        21661,  # the number cannot send SMS
        21701,  # no such messaging service
        21703,  # a messaging service without senders
        21704,  # a messaging service without fitting senders
        21705,  # messaging service not valid
        30002,  # account suspended
        63038,  # the account's daily limit
    ),
}
_BY_CODE: Final = {code: outcome for outcome, codes in _BY_OUTCOME.items() for code in codes}
_BY_STATUS: Final = {401: Outcome.STOP, 403: Outcome.STOP, 404: Outcome.STOP, 429: Outcome.RETRY, 503: Outcome.RETRY}


def error_of(code: int | str) -> str:
    """The error to show for a code of Twilio's."""
    return OPTED_OUT if int(code) == _OPTED_OUT else f"twilio_{code}"


def outcome_of(status: int, code: int | None, msisdn: str) -> tuple[Outcome, str]:
    """(outcome, error) of a refusal by HTTP ``status`` and Twilio's own ``code``, where there is one; ``msisdn``: to whom it was.

    A code that is not listed goes by its status: Twilio adds codes, and splits old ones. An error of its servers says nothing
    about whether the message was taken, but 503 says that it was not.
    """
    error = error_of(status if code is None else code)
    if code == _COUNTRY_OFF:
        return (Outcome.STOP if msisdn.startswith("84") else Outcome.BAD_NUMBER), error
    if code in _BY_CODE:
        return _BY_CODE[code], error
    if status in _BY_STATUS:
        return _BY_STATUS[status], error
    if status >= 500:
        return Outcome.UNKNOWN, error
    return (Outcome.BAD_CONTENT if status >= 400 else Outcome.STOP), error
