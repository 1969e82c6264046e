"""``/messages``: one message, many messages, and what became of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict, validate
from kit.database import reading
from kit.problems import Problem
from sms_gateway.api.endpoints import MAX_ID, Resource, Result
from sms_gateway.api.phones import recipient
from sms_gateway.api.repeats import changed
from sms_gateway.api.services import Services, services
from sms_gateway.api.templates import LaneName
from sms_gateway.keys import Key, Scope
from sms_gateway.messages.accept import Accepted, Draft, accept
from sms_gateway.messages.find import find
from sms_gateway.schema import Lane
from sms_gateway.wakeup import ring

MAX_BATCH = 10_000
BATCH_LIMIT = 16 << 20

resource = Resource("messages")

StatusName = Literal[
    "created", "queued", "claimed", "sent", "delivered", "failed", "expired", "unknown", "cancelled", "suppressed"
]
EncodingName = Literal["gsm7", "ucs2"]
FieldName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z][a-z0-9_]*$")]
FieldValue = Annotated[str, Field(max_length=1000), NO_CONTROL]


class Contents(Strict):
    """What a message says: ``template`` with ``personalisation``, or ``body``."""

    template: Annotated[str, Field(min_length=1, max_length=64), NO_CONTROL] | None = None
    personalisation: Annotated[dict[FieldName, FieldValue], Field(max_length=50)] | None = None
    body: Annotated[str, Field(min_length=1, max_length=4000), NO_CONTROL] | None = None
    khong_dau: bool = False

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.template is None) == (self.body is None):
            raise PydanticCustomError("one_of_contents", "template or body")
        if self.personalisation is not None and self.template is None:
            raise PydanticCustomError("personalisation_alone", "personalisation without template")
        return self


class NewMessage(Contents):
    """``reference`` makes it safe to ask again: the same one never sends twice."""

    to: Annotated[str, Field(min_length=1, max_length=40, examples=["0912345678"]), NO_CONTROL]
    lane: LaneName | None = None
    reference: Annotated[str, Field(min_length=1, max_length=200), NO_CONTROL] | None = None

    def draft(self, key: Key) -> Draft:
        """As the gateway's core takes it. Raises Problem(422) for a number that is no mobile one, or that the key may not write to."""
        return Draft(
            to=recipient(self.to, abroad=key.abroad),
            body=self.body,
            template=self.template,
            values=self.personalisation or {},
            lane=Lane[self.lane.upper()] if self.lane else None,
            reference=self.reference,
            khong_dau=self.khong_dau,
        )


class MessageAccepted(BaseModel):
    """A stored message. ``segments``: how many SMS it takes, and costs."""

    id: str
    status: StatusName
    encoding: EncodingName
    segments: int


class Batch(Strict):
    """Each message is taken or refused by itself."""

    messages: Annotated[list[Any], Field(min_length=1, max_length=MAX_BATCH)]


class BatchRequest(Strict):
    """Up to 10,000 messages; each is taken or refused by itself."""

    messages: Annotated[list[NewMessage], Field(min_length=1, max_length=MAX_BATCH)]


class BatchItem(BaseModel):
    """A message of the batch that is stored."""

    id: str
    reference: str | None


class BatchRefusal(BaseModel):
    """``index``: the message's place in the batch, from 0."""

    index: int
    code: str
    detail: str


class BatchAnswer(BaseModel):
    """Everything in ``accepted`` is stored when this is answered."""

    accepted: list[BatchItem]
    rejected: list[BatchRefusal]


class WentOn(BaseModel):
    """From which provider a message went on to the one that is named as its own, why, and when that first one delivered it all the same."""

    provider: str
    reason: str | None
    at: str | None
    delivered_at: str | None


class MessageState(BaseModel):
    """Where a message stands; its number and text are the caller's own and not repeated."""

    id: str
    status: StatusName
    lane: LaneName
    encoding: EncodingName
    segments: int
    campaign_id: str | None
    provider: str | None
    error: str | None
    created_at: str
    sent_at: str | None
    finished_at: str | None


class MessageView(MessageState):
    """``went_on``: null for most messages, which one provider carries from the first to the last."""

    went_on: WentOn | None


@resource.endpoint(
    "POST",
    "/messages",
    "Gửi một tin nhắn",
    scope=Scope.MESSAGES,
    body=NewMessage,
    answers={202: MessageAccepted, 200: MessageAccepted},
    problems=(409, 429),
)
def new_message(key: Key, body: NewMessage) -> Result:
    """Stores a message to be sent; the same reference again answers with the first message."""
    at, draft = services(), body.draft(key)
    answer = settle(at, [draft], accept(at.engine, at.sealing, at.owner(key), [draft]))[0]
    if isinstance(answer, Problem):
        raise answer
    return told(answer)


def told(answer: Accepted) -> tuple[int, MessageAccepted]:
    """What the caller of a single message is told."""
    view = MessageAccepted(id=str(answer.id), status=answer.status, encoding=answer.encoding, segments=answer.segments)
    return 202 if answer.created else 200, view


def settle(at: Services, drafts: Sequence[Draft], stored: Sequence[Accepted | Problem]) -> list[Accepted | Problem]:
    """Rings for what is new, and answers a reference that stands for another message with its Problem (409)."""
    kept = [(place, answer) for place, answer in enumerate(stored) if isinstance(answer, Accepted)]
    if any(answer.created for _, answer in kept):
        ring(at.config)
    repeated = {place: (answer.id, drafts[place]) for place, answer in kept if not answer.created}
    conflicts = changed(at.engine, at.sealing, repeated) if repeated else {}
    return [conflicts.get(place, answer) for place, answer in enumerate(stored)]


@resource.endpoint(
    "POST",
    "/messages/batch",
    "Gửi tới 10.000 tin nhắn trong một yêu cầu",
    scope=Scope.MESSAGES,
    body=Batch,
    content={"application/json": BatchRequest},
    limit=BATCH_LIMIT,
    answers={202: BatchAnswer},
)
def new_batch(key: Key, body: Batch) -> Result:
    """Stores what can be sent and names what cannot, by its place."""
    at = services()
    refused: list[tuple[int, Problem]] = []
    drafts: dict[int, Draft] = {}
    for index, item in enumerate(body.messages):
        try:
            drafts[index] = validate(NewMessage, item).draft(key)
        except Problem as problem:
            refused.append((index, problem))
    wanted = list(drafts.values())
    accepted = []
    answers = settle(at, wanted, accept(at.engine, at.sealing, at.owner(key), wanted))
    for index, answer in zip(drafts, answers, strict=True):
        if isinstance(answer, Problem):
            refused.append((index, answer))
        else:
            accepted.append(BatchItem(id=str(answer.id), reference=answer.reference))
    rejected = [_refusal(index, problem) for index, problem in sorted(refused, key=lambda pair: pair[0])]
    return 202, BatchAnswer(accepted=accepted, rejected=rejected)


def _refusal(index: int, problem: Problem) -> BatchRefusal:
    """The most telling error: the first wrong field's own, where there is one."""
    first = (problem.errors or [{}])[0]
    return BatchRefusal(index=index, code=first.get("code", problem.code), detail=first.get("detail", problem.detail))


@resource.endpoint(
    "GET", "/messages/<int:message_id>", "Trạng thái một tin nhắn", scope=Scope.MESSAGES, answers={200: MessageView}
)
def message(key: Key, message_id: int) -> Result:
    """What became of a message of this key."""
    if message_id > MAX_ID:
        raise Problem(404, "message_unknown", text("sms.message_unknown"))
    with reading(services().engine) as connection:
        found = find(connection, message_id, key.id)
    campaign_id = found["campaign_id"]
    shown = found | {"id": str(found["id"]), "campaign_id": None if campaign_id is None else str(campaign_id)}
    return 200, MessageView(**shown)
