"""``/figures``: how many OTPs and single notices went out. For our own consoles' reports."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from kit.bodies import Strict
from kit.database import reading
from sms_gateway.api.endpoints import Resource, Result
from sms_gateway.api.services import services
from sms_gateway.keys import Key, Scope
from sms_gateway.messages.figures import singles

resource = Resource("figures")


class Span(Strict):
    """From ``since`` on, before ``until``; ISO 8601 with its offset."""

    since: Annotated[AwareDatetime, Field(strict=False)]
    until: Annotated[AwareDatetime, Field(strict=False)]


class SingleFigures(BaseModel):
    """Messages in no campaign, of one lane and template (null: a text of its own), per status."""

    lane: str
    template: str | None
    counts: dict[str, int]
    segments: int


class AllFigures(BaseModel):
    """By lane and template."""

    singles: list[SingleFigures]


@resource.endpoint(
    "GET", "/figures", "Số tin OTP và tin đơn lẻ", scope=Scope.STAFF, query=Span, answers={200: AllFigures}
)
def figures(key: Key, query: Span) -> Result:
    """Of every key but test keys. Campaigns are counted each for itself, in their list."""
    with reading(services().engine) as connection:
        found = singles(connection, query.since, query.until)
    return 200, AllFigures(singles=[SingleFigures(**vars(one)) for one in found])
