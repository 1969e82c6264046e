"""``/unmatched-receipts``: reports of providers that match no message of ours."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from kit.bodies import NO_CONTROL, Strict
from kit.database import reading
from sms_gateway.api.endpoints import MAX_ID, Resource, Result
from sms_gateway.api.services import services
from sms_gateway.keys import Key, Scope
from sms_gateway.messages import unmatched
from sms_gateway.messages.states import label
from sms_gateway.schema import Status

resource = Resource("unmatched")


class Wanted(Strict):
    """Which receipts: of one provider, and older than the one with id ``before``."""

    provider: Annotated[str, Field(min_length=1, max_length=32), NO_CONTROL] | None = None
    before: Annotated[int, Field(ge=1, le=MAX_ID, strict=False)] | None = None


class UnmatchedFigure(BaseModel):
    """How many of one provider and kind, and when the first and the last came."""

    provider: str
    status: str
    receipts: int
    first: datetime
    last: datetime


class RepeatedReceipts(BaseModel):
    """How many of one provider came again for messages that had ended, and when the last did. They are only counted."""

    provider: str
    receipts: int
    last: datetime


class UnmatchedReceipt(BaseModel):
    """``at``: the provider's time; ``received_at``: ours."""

    id: str
    provider: str
    provider_message_id: str
    status: str
    error: str | None
    at: datetime
    received_at: datetime


class UnmatchedReceipts(BaseModel):
    """``waiting``: receipts that may still find their message; ``receipts``: given up ones, newest first; ``next``: the ``before`` of the
    next page, null on the last."""

    waiting: int
    figures: list[UnmatchedFigure]
    repeats: list[RepeatedReceipts]
    receipts: list[UnmatchedReceipt]
    next: str | None


@resource.endpoint(
    "GET",
    "/unmatched-receipts",
    "Báo cáo phát không khớp tin nào",
    scope=Scope.PROVIDERS,
    query=Wanted,
    answers={200: UnmatchedReceipts},
)
def unmatched_receipts(key: Key, query: Wanted) -> Result:
    """100 at a time."""
    with reading(services().engine) as connection:
        rows = unmatched.listing(connection, query.provider, query.before)
        figures = [UnmatchedFigure(**vars(one)) for one in unmatched.figures(connection)]
        repeats = [RepeatedReceipts(**vars(one)) for one in unmatched.repeats(connection)]
        waiting = unmatched.waiting(connection)
    receipts = [
        UnmatchedReceipt(
            id=str(row.id),
            provider=row.provider,
            provider_message_id=row.provider_message_id,
            status=label(Status(row.status)),
            error=row.error,
            at=row.at,
            received_at=row.received_at,
        )
        for row in rows
    ]
    following = str(rows[-1].id) if len(rows) == unmatched.PAGE else None
    return 200, UnmatchedReceipts(waiting=waiting, figures=figures, repeats=repeats, receipts=receipts, next=following)
