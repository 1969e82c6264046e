"""``/blocks``: phones that are not written to. Numbers are shown masked, and never stand in an address."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask import Response
from pydantic import BaseModel, Field

from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue
from kit.bodies import NO_CONTROL, Strict
from kit.database import reading
from kit.problems import Problem
from sms_gateway.api.endpoints import ACTING, MAX_ID, Media, Resource, Result, actor
from sms_gateway.api.phones import recipient
from sms_gateway.api.services import services
from sms_gateway.keys import Key, Scope
from sms_gateway.numbers import parse
from sms_gateway.rules import blocks as book
from sms_gateway.rules.blocks import Block, Source

MAX_PHONES = 5_000
BODY_LIMIT = 1 << 20
_STORE_ROWS = 500

resource = Resource("blocks")

Phone = Annotated[str, Field(min_length=1, max_length=40, examples=["0912345678"]), NO_CONTROL]


class Wanted(Strict):
    """Which blocks: of one source, and older than the one with id ``before``."""

    source: Annotated[Source, Field(strict=False)] | None = None
    before: Annotated[int, Field(ge=1, le=MAX_ID, strict=False)] | None = None


class NewBlocks(Strict):
    """``scope``: bulk (nothing of the bulk lane) or all_but_otp. ``reason``: for colleagues, without personal data."""

    phones: Annotated[list[Phone], Field(min_length=1, max_length=MAX_PHONES)]
    scope: Annotated[book.Scope, Field(strict=False)] = book.Scope.BULK
    reason: Annotated[str, Field(max_length=200), NO_CONTROL] = ""


class Of(Strict):
    """Whose blocks are meant."""

    phone: Phone


class BlockView(BaseModel):
    """A block that holds. ``by``: the key that set it, or the provider that reported it."""

    id: str
    phone: str
    scope: book.Scope
    source: Source
    reason: str
    by: str
    since: datetime


class Blocks(BaseModel):
    """Newest first. ``next``: the ``before`` of the next page, null on the last."""

    blocks: list[BlockView]
    next: str | None = None


class Refusal(BaseModel):
    """``index``: the number's place in ``phones``, from 0."""

    index: int
    code: str
    detail: str


class Added(BaseModel):
    """``known``: phones that staff had blocked before; scope and reason are now the new ones."""

    added: int
    known: int
    rejected: list[Refusal]


def _view(found: Block) -> BlockView:
    return BlockView(**{**vars(found), "id": str(found.id)})


@resource.endpoint("GET", "/blocks", "Số đang bị chặn", scope=Scope.BLOCKS, query=Wanted, answers={200: Blocks})
def blocks(key: Key, query: Wanted) -> Result:
    """100 at a time."""
    at = services()
    with reading(at.engine) as connection:
        found = book.listing(connection, at.sealing, source=query.source, before=query.before)
    following = str(found[-1].id) if len(found) == book.PAGE else None
    return 200, Blocks(blocks=[_view(row) for row in found], next=following)


@resource.endpoint(
    "POST", "/blocks/find", "Một số có bị chặn không", scope=Scope.BLOCKS, body=Of, answers={200: Blocks}
)
def find(key: Key, body: Of) -> Result:
    """The blocks of one phone; none: it is written to."""
    at = services()
    with reading(at.engine) as connection:
        found = book.of_phone(connection, at.sealing, recipient(body.phone, "phone", abroad=True))
    return 200, Blocks(blocks=[_view(row) for row in found])


@resource.endpoint(
    "POST",
    "/blocks",
    "Chặn gửi tới một hoặc nhiều số",
    scope=Scope.BLOCKS,
    body=NewBlocks,
    limit=BODY_LIMIT,
    answers={200: Added},
    headers=ACTING,
)
def new_blocks(key: Key, body: NewBlocks) -> Result:
    """From the next claim on nothing in scope goes there, also of campaigns that run."""
    _of_live_key(key)
    at = services()
    phones: list[str] = []
    rejected: list[Refusal] = []
    for index, value in enumerate(body.phones):
        try:
            phones.append(parse(value, abroad=True))
        except InvalidValue as wrong:
            rejected.append(Refusal(index=index, code=wrong.code, detail=wrong.detail))
    phones = list(dict.fromkeys(phones))
    added = 0
    for begin in range(0, len(phones), _STORE_ROWS):
        with at.engine.begin() as connection:
            added += book.add(
                connection,
                at.sealing,
                phones[begin : begin + _STORE_ROWS],
                scope=body.scope,
                source=Source.STAFF,
                reason=body.reason,
                by=actor(key),
                now=utcnow(),
            )
    return 200, Added(added=added, known=len(phones) - added, rejected=rejected)


@resource.endpoint(
    "DELETE",
    "/blocks/<int:block_id>",
    "Bỏ chặn",
    scope=Scope.BLOCKS,
    answers={204: Media("application/json")},
    problems=(422,),
    headers=ACTING,
)
def lift(key: Key, block_id: int) -> Result:
    """Ends one block; the phone's others stay."""
    _of_live_key(key)
    with services().engine.begin() as connection:
        known = block_id <= MAX_ID and book.remove(connection, block_id, by=actor(key), now=utcnow())
    if not known:
        raise Problem(404, "block_unknown", text("sms_rules.block_unknown"))
    return Response(status=204)


def _of_live_key(key: Key) -> None:
    if not key.live:
        raise Problem(403, "test_key", text("sms_rules.test_key"))
