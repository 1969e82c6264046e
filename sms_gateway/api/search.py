"""``/search``: what became of the messages to one number or of one reference. For our own consoles alone, which audit it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from bhxh.phone import mask_phone
from kit.bodies import NO_CONTROL, Strict
from kit.database import reading
from sms_gateway.api.endpoints import MAX_ID, Resource, Result
from sms_gateway.api.messages import MessageState
from sms_gateway.api.phones import recipient
from sms_gateway.api.services import services
from sms_gateway.keys import Key, Scope
from sms_gateway.messages.find import shown_state
from sms_gateway.messages.search import by_phone, by_reference
from sms_gateway.schema import AnyRow

resource = Resource("search")


class SearchFor(Strict):
    """Exactly one of ``to`` (a mobile number) and ``reference``; ``before`` goes on where the last answer stopped."""

    to: Annotated[str, Field(min_length=1, max_length=40), NO_CONTROL] | None = None
    reference: Annotated[str, Field(min_length=1, max_length=200), NO_CONTROL] | None = None
    before: Annotated[int, Field(ge=1, le=MAX_ID, strict=False)] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.to is None) == (self.reference is None):
            raise PydanticCustomError("one_of_search", "to or reference")
        return self


class FoundMessage(MessageState):
    """``to`` is masked; ``key``: who sent it; ``campaign``: the campaign's name."""

    to: str
    key: str | None
    campaign: str | None


class FoundMessages(BaseModel):
    """Newest first. ``before``: pass it on to look at older ones; null when all have been looked at."""

    messages: list[FoundMessage]
    before: str | None


@resource.endpoint(
    "POST",
    "/search",
    "Tìm tin nhắn theo số điện thoại hoặc mã tham chiếu",
    scope=Scope.STAFF,
    body=SearchFor,
    answers={200: FoundMessages},
)
def search(key: Key, body: SearchFor) -> Result:
    """Of every key. A number is looked for by its keyed hash, and none is shown in full. A POST: numbers belong in no address."""
    at = services()
    with reading(at.engine) as connection:
        if body.reference is not None:
            found = by_reference(connection, body.reference)
        else:
            found = by_phone(connection, at.sealing.phone_hash(recipient(body.to or "")), body.before)
    before = None if found.before is None else str(found.before)
    return 200, FoundMessages(messages=[_message(row) for row in found.rows], before=before)


def _message(row: AnyRow) -> FoundMessage:
    phone = "" if row.phone is None else mask_phone(services().sealing.open("message.phone", row.id, row.phone))
    state = shown_state(row)
    state["id"] = str(row.id)
    state["campaign_id"] = None if row.campaign_id is None else str(row.campaign_id)
    return FoundMessage(**state, to=phone, key=row.key_name, campaign=row.campaign_name)
