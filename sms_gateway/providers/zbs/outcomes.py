"""What Zalo's answers mean. HTTP 200 says nothing: ``error`` in the body does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sms_gateway.providers import Outcome

TOKEN_ERRORS: Final = frozenset({-124, -216, -220})
"""The access token is wrong, gone or expired: refresh it and ask once more."""

# Zalo's list of ZBS error codes (docs.zaloplatforms.com), by what can be done about them.
_LATER: Final = frozenset({-32, -100})
"""Too many requests in this minute; an unknown fault on their side."""
_NUMBER: Final = frozenset({-108, -110, -114, -118, -119, -134, -139, -140, -141, -201, -213, -230, -232})
"""No Zalo account, an old app, a user who refused or cannot be written to."""
_CONTENT: Final = frozenset(
    {-107, -111, -112, -113, -116, -121, -122, -130, -132, -133, -1121, -1122, -1123, -1124}
    | {-109, -117, -131, -145, -146}
)
"""Parameters that are missing, too long or of the wrong form; a template that is unknown, not approved, switched off or not for
this hour. The templates beside it are none the worse for that."""
_PERSON: Final = frozenset(
    {-101, -102, -103, -104, -105, -106, -120, -123, -125, -127, -128, -129, -138, -142}
    | {-135, -219, -221, -223, -224}
)
"""The app, the OA or its package: somebody must act in Zalo's console."""
_QUOTA: Final = frozenset({-115, -126, -136, -137, -144, -147, -148, -211, -320, -321})
"""No money in the account, or the quota of the day is used up: nothing more goes this way for now."""

_BY_CODE: Final[Mapping[int, Outcome]] = (
    dict.fromkeys(_LATER, Outcome.RETRY)
    | dict.fromkeys(_NUMBER, Outcome.BAD_NUMBER)
    | dict.fromkeys(_CONTENT, Outcome.BAD_CONTENT)
    | dict.fromkeys(_PERSON | _QUOTA | TOKEN_ERRORS, Outcome.STOP)
)


def outcome_of(status: int, content: Any) -> tuple[Outcome, str | None]:
    """The outcome of an answer with that HTTP status and JSON content (None: no JSON), and an error such as "zbs_118".

    An error that is not on the list is of this message alone: nobody knows more, and the line need not stop for it.
    """
    error = content.get("error") if isinstance(content, dict) else None
    if status == 200 and isinstance(error, int) and not isinstance(error, bool):
        if error == 0:
            return Outcome.ACCEPTED, None
        return _BY_CODE.get(error, Outcome.BAD_CONTENT), f"zbs_{abs(error)}"
    code = f"zbs_http_{status}"
    if status in (429, 503):
        return Outcome.RETRY, code
    if status in (401, 403, 404):
        return Outcome.STOP, code
    if 400 <= status < 500:
        return Outcome.BAD_CONTENT, code
    return Outcome.UNKNOWN, code


def number_of(content: Any) -> str | None:
    """Zalo's number of a message that it took."""
    data = content.get("data") if isinstance(content, dict) else None
    number = data.get("msg_id") if isinstance(data, dict) else None
    return number if isinstance(number, str) and 0 < len(number) <= 64 else None
