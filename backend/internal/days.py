"""A day that stands behind a handle, compared with days that are known: the day itself stays here."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from backend.conversations.masking import Kind
from backend.declined import Declined
from backend.internal.bodies import HandleBody
from backend.internal.calls import Call
from bhxh.dates import parse_date
from bhxh.messages import text


class PassedBody(HandleBody):
    """``days`` in their order; ``eve``: the day before the one behind the handle is meant ("trước ngày ...")."""

    days: list[Annotated[date, Field(strict=False)]] = Field(max_length=500)
    eve: bool = False


def passed(call: Call, body: PassedBody) -> dict[str, object]:
    """POST /days/passed."""
    kind, value = call.resolve(body.handle)
    if kind is not Kind.NGAY:
        raise Declined("not_a_day", text("internal.not_a_day"))
    day = parse_date(value.written) - timedelta(days=body.eve)
    return {"passed": sum(known <= day for known in body.days)}
