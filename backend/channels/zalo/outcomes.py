"""What Zalo's answers call for. HTTP 200 says nothing: ``error`` in the body does (docs.zaloplatforms.com, list of OA errors)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final


class Call(StrEnum):
    """`OK`: taken. `TOKEN`: renew it and ask once more. `LATER`: back off. `PERSON`: somebody must act in Zalo's console, `QUOTA`: pay
    or wait; both are retried slowly. `WINDOW`: the citizen has not written for too long. `GONE`: their account is blocked, or asleep for 45 days. `NEVER`: not this message."""

    OK = "ok"
    TOKEN = "token"  # noqa: S105 - the name of a kind
    LATER = "later"
    PERSON = "person"
    QUOTA = "quota"
    WINDOW = "window"
    GONE = "gone"
    NEVER = "never"


_BY_CODE: Final[Mapping[int, Call]] = (
    dict.fromkeys((-124, -216, -220), Call.TOKEN)
    | dict.fromkeys((-32, -100, -144), Call.LATER)
    | dict.fromkeys((-101, -102, -103, -104, -105, -135, -219, -221, -223, -224), Call.PERSON)
    | dict.fromkeys((-115, -136, -137, -211, -311, -320, -321), Call.QUOTA)
    | dict.fromkeys((-230, -232, -305), Call.WINDOW)
    | dict.fromkeys((-222, -227), Call.GONE)
)


def call_of(status: int, content: Any) -> tuple[Call, str]:
    """What an answer with that HTTP status and JSON (None: no JSON) calls for, and a code such as "zalo_230".

    An error that is not on the list is of this message alone: nobody knows more, and the line need not stop for it.
    """
    error = content.get("error") if isinstance(content, dict) else None
    if status == 200 and isinstance(error, int) and not isinstance(error, bool):
        return (Call.OK, "ok") if error == 0 else (_BY_CODE.get(error, Call.NEVER), f"zalo_{abs(error)}"[:48])
    code = f"zalo_http_{status}"
    if status in (401, 403, 404):
        return Call.PERSON, code
    return Call.NEVER if 400 <= status < 500 and status not in (408, 425, 429) else Call.LATER, code
