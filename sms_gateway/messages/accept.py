"""Accepting messages: checked and rendered outside any write, then stored in short transactions, once per reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, Dialect, Engine, select

from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.text import clean
from kit.database import reading
from kit.problems import Problem
from sms_gateway import ids, templates, wakeup
from sms_gateway.bulk import BulkLoad, converted
from sms_gateway.messages import porting, references
from sms_gateway.messages.states import label
from sms_gateway.numbers import telco
from sms_gateway.rules.caps import NONE, Caps, Want, reserve
from sms_gateway.schema import Lane, Status, message
from sms_gateway.sealing import Sealing
from sms_gateway.templates import Template
from sms_gateway.text import khong_dau, measure

MAX_SEGMENTS = 10
_SAME = ("key_id", "status", "sandbox", "attempts", "created_at")
_VARYING = (
    "id",
    "lane",
    "template_id",
    "khong_dau",
    "phone",
    "phone_hash",
    "telco",
    "content",
    "encoding",
    "segments",
    "expires_at",
)
STORE_ROWS = 500
"""Rows stored in one transaction, about 10 ms of SQLite's one write lock: an OTP never waits for a whole batch."""


@dataclass(frozen=True)
class Owner:
    """Whose messages these are: the API key's id, whether it is a test key (``sandbox``), and how much it may send."""

    key_id: int | None
    sandbox: bool
    caps: Caps = NONE


@dataclass(frozen=True)
class Draft:
    """A message as asked for. ``to``: msisdn 84xxxxxxxxx, already checked. Either ``body`` or ``template`` with ``values``.

    ``lane`` None: the template's own, or transactional for a body. ``expires_at``: not handed over from then on.
    """

    to: str
    body: str | None = None
    template: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    lane: Lane | None = None
    reference: str | None = None
    expires_at: datetime | None = None
    khong_dau: bool = False


class Prepared(NamedTuple):
    """A draft that may be stored: checked, measured, and what of it will be kept."""

    to: str
    lane: Lane
    template_id: int | None
    khong_dau: bool
    content: str
    encoding: str
    segments: int
    reference: str | None
    expires_at: datetime | None


class Accepted(NamedTuple):
    """What the caller is told. ``created`` False: the reference was known, this is the first message's state."""

    id: int
    created: bool
    status: str
    encoding: str
    segments: int
    reference: str | None


def prepare(connection: Connection, drafts: Sequence[Draft]) -> list[Prepared | Problem]:
    """Check, render and measure; what cannot be sent becomes its Problem, at the draft's place."""
    find = lru_cache(maxsize=None)(lambda name: templates.find(connection, name))
    prepared: list[Prepared | Problem] = []
    for draft in drafts:
        try:
            prepared.append(_prepare(draft, find(draft.template) if draft.template is not None else None))
        except Problem as problem:
            prepared.append(problem)
    return prepared


def _prepare(draft: Draft, used: Template | None) -> Prepared:
    without_accents = draft.khong_dau or (used is not None and used.khong_dau)
    if used is None:
        body = clean(draft.body or "")
        content = body = khong_dau(body) if without_accents else body
    else:
        body = templates.render(used.body, draft.values, without_accents)
        kept = {name: templates.tidy(draft.values[name]) for name in used.fields}
        content = orjson.dumps(kept).decode()
    if not body:
        raise _refuse("body_empty")
    size = measure(body)
    if size.segments > MAX_SEGMENTS:
        raise _refuse("body_long", segments=size.segments, limit=MAX_SEGMENTS)
    lane = draft.lane if draft.lane is not None else used.lane if used else Lane.TRANSACTIONAL
    template_id = used.id if used else None
    fixed = (draft.to, lane, template_id, without_accents, content, size.encoding, size.segments)
    return Prepared(*fixed, draft.reference, draft.expires_at)


def _refuse(code: str, **values: object) -> Problem:
    detail = text(f"sms.{code}", **values)
    return Problem(422, code, detail, [{"field": "body", "code": code, "detail": detail}])


def accept(engine: Engine, sealing: Sealing, owner: Owner, drafts: Sequence[Draft]) -> list[Accepted | Problem]:
    """Take messages, one or thousands: each is stored when this returns, or answered with its Problem.

    Stored in transactions of STORE_ROWS; after a crash in the middle, the same call with references stores the rest only.
    """
    with reading(engine) as connection:
        answers: list[Accepted | Problem | Prepared] = [*prepare(connection, drafts)]
    places = [place for place, answer in enumerate(answers) if isinstance(answer, Prepared)]
    for begin in range(0, len(places), STORE_ROWS):
        chunk = places[begin : begin + STORE_ROWS]
        rows = [answer for place in chunk if isinstance(answer := answers[place], Prepared)]
        with engine.begin() as connection:
            for place, stored in zip(chunk, store(connection, sealing, owner, rows), strict=True):
                answers[place] = stored
    return [answer for answer in answers if not isinstance(answer, Prepared)]


def store(connection: Connection, sealing: Sealing, owner: Owner, rows: Sequence[Prepared]) -> list[Accepted | Problem]:
    """Write checked messages inside the caller's transaction; ring the sender after its commit.

    What goes beyond the owner's caps is answered with a Problem (429) and leaves no trace.
    """
    new_ids = ids.reserve(connection, len(rows))
    wanted = {
        row.reference: new_id
        for row, new_id in zip(reversed(rows), reversed(new_ids), strict=True)
        if row.reference is not None
    }
    known = references.claim(connection, owner.key_id, wanted)
    now = utcnow()
    fresh: dict[int, Want] = {}
    for place, (row, new_id) in enumerate(zip(rows, new_ids, strict=True)):
        if row.reference is None or known[row.reference] == new_id:
            fresh[place] = Want(new_id, row.to, sealing.phone_hash(row.to), row.segments, row.lane != Lane.OTP)
    refused = _beyond_caps(connection, owner, fresh, now)
    if refused:
        given = [reference for place in refused if (reference := rows[place].reference) is not None]
        references.release(connection, owner.key_id, given)
    taken = [(rows[place], want) for place, want in fresh.items() if place not in refused]
    _write(connection, sealing, owner, taken, now)
    repeated = {place: known[row.reference] for place, row in enumerate(rows) if place not in fresh and row.reference}
    earlier = _states(connection, sorted(set(repeated.values())))
    answers: list[Accepted | Problem] = []
    queued = label(Status.QUEUED)
    for place, row in enumerate(rows):
        first = repeated.get(place)
        if place in refused:
            answers.append(refused[place])
        elif first is None:
            new_id = fresh[place].message_id
            answers.append(Accepted(new_id, True, queued, row.encoding, row.segments, row.reference))
        elif first in earlier:
            answers.append(earlier[first]._replace(reference=row.reference))
        else:  # the first message of this reference stands in this very request and is refused itself
            answers.append(refused[next(one for one, want in fresh.items() if want.message_id == first)])
    return answers


def _beyond_caps(connection: Connection, owner: Owner, fresh: Mapping[int, Want], now: datetime) -> dict[int, Problem]:
    """By place, what may not be accepted any more."""
    if not fresh:
        return {}
    places = list(fresh)
    refused = reserve(connection, owner.caps, owner.key_id, list(fresh.values()), now)
    return {places[number]: problem for number, problem in refused.items()}


@lru_cache(maxsize=4)
def _load(dialect: Dialect) -> BulkLoad:
    return BulkLoad(message, _SAME, _VARYING, dialect)


def _write(
    connection: Connection, sealing: Sealing, owner: Owner, rows: Sequence[tuple[Prepared, Want]], now: datetime
) -> None:
    """Into the queue, encrypted."""
    if not rows:
        return
    dialect, created = connection.dialect, message.c.created_at
    same = (owner.key_id, int(Status.QUEUED), owner.sandbox, 0, converted(created, now, dialect))
    ported = porting.telcos(connection, [want.phone_hash for _, want in rows])
    seal_phone, seal_content = sealing.sealer("message.phone"), sealing.sealer("message.content")
    values = [
        (
            want.message_id,
            int(row.lane),
            row.template_id,
            row.khong_dau,
            seal_phone(want.message_id, row.to.encode()),
            want.phone_hash,
            ported.get(want.phone_hash) or telco(row.to),
            seal_content(want.message_id, row.content.encode()),
            row.encoding,
            row.segments,
            None if row.expires_at is None else converted(message.c.expires_at, row.expires_at, dialect),
        )
        for row, want in rows
    ]
    _load(dialect).execute(connection, same, values)
    wakeup.announce(connection)


def _states(connection: Connection, message_ids: list[int]) -> dict[int, Accepted]:
    if not message_ids:
        return {}
    query = select(message.c.id, message.c.status, message.c.encoding, message.c.segments)
    return {
        row.id: Accepted(row.id, False, label(Status(row.status)), row.encoding, row.segments, None)
        for row in connection.execute(query.where(message.c.id.in_(message_ids)))
    }
