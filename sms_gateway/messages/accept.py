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
STORE_ROWS = 1000
"""Rows stored in one transaction, about 25 ms of SQLite's one write lock: an OTP never waits for a whole batch. Half as many cost a sixth
more for each row, because neighbours share the pages that a commit writes."""


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


class Ready(NamedTuple):
    """A prepared message with the id that it gets, and what of it is written encrypted under that id."""

    row: Prepared
    want: Want
    phone: bytes
    content: bytes


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
    rows = [answer for answer in answers if isinstance(answer, Prepared)]
    outcomes = _store_many(engine, sealing, owner, rows) if len(rows) > STORE_ROWS else ()
    if rows and not outcomes:
        with engine.begin() as connection:
            outcomes = store(connection, sealing, owner, rows)
    for place, outcome in zip(places, outcomes, strict=True):
        answers[place] = outcome
    return [answer for answer in answers if not isinstance(answer, Prepared)]


def _store_many(engine: Engine, sealing: Sealing, owner: Owner, rows: Sequence[Prepared]) -> list[Accepted | Problem]:
    """More than one transaction's rows, encrypted before each begins: the ids that they are bound to are taken for all of them at once."""
    with engine.begin() as connection:
        new_ids = ids.reserve(connection, len(rows))
    outcomes: list[Accepted | Problem] = []
    for begin in range(0, len(rows), STORE_ROWS):
        piece = slice(begin, begin + STORE_ROWS)
        sealed = _seal(sealing, rows[piece], new_ids[piece])
        with engine.begin() as connection:
            outcomes += _store(connection, owner, sealed)
    return outcomes


def _seal(sealing: Sealing, rows: Sequence[Prepared], new_ids: Sequence[int]) -> list[Ready]:
    phone, content = sealing.sealer("message.phone"), sealing.sealer("message.content")
    return [
        Ready(
            row,
            Want(new_id, row.to, sealing.phone_hash(row.to), row.segments, row.lane != Lane.OTP),
            phone(new_id, row.to.encode()),
            content(new_id, row.content.encode()),
        )
        for row, new_id in zip(rows, new_ids, strict=True)
    ]


def store(connection: Connection, sealing: Sealing, owner: Owner, rows: Sequence[Prepared]) -> list[Accepted | Problem]:
    """Write checked messages inside the caller's transaction; ring the sender after its commit.

    What goes beyond the owner's caps is answered with a Problem (429) and leaves no trace.
    """
    return _store(connection, owner, _seal(sealing, rows, ids.reserve(connection, len(rows))))


def _store(connection: Connection, owner: Owner, rows: Sequence[Ready]) -> list[Accepted | Problem]:
    wanted = {ready.row.reference: ready.want.message_id for ready in reversed(rows) if ready.row.reference is not None}
    known = references.claim(connection, owner.key_id, wanted)
    now = utcnow()
    fresh = {
        place: ready
        for place, ready in enumerate(rows)
        if ready.row.reference is None or known[ready.row.reference] == ready.want.message_id
    }
    refused = _beyond_caps(connection, owner, fresh, now)
    if refused:
        given = [reference for place in refused if (reference := rows[place].row.reference) is not None]
        references.release(connection, owner.key_id, given)
    _write(connection, owner, [ready for place, ready in fresh.items() if place not in refused], now)
    repeated = {
        place: known[reference]
        for place, ready in enumerate(rows)
        if place not in fresh and (reference := ready.row.reference)
    }
    earlier = _states(connection, sorted(set(repeated.values())))
    answers: list[Accepted | Problem] = []
    queued = label(Status.QUEUED)
    for place, (row, want, _, _) in enumerate(rows):
        first = repeated.get(place)
        if place in refused:
            answers.append(refused[place])
        elif first is None:
            answers.append(Accepted(want.message_id, True, queued, row.encoding, row.segments, row.reference))
        elif first in earlier:
            answers.append(earlier[first]._replace(reference=row.reference))
        else:  # the first message of this reference stands in this very request and is refused itself
            answers.append(refused[next(one for one, ready in fresh.items() if ready.want.message_id == first)])
    return answers


def _beyond_caps(connection: Connection, owner: Owner, fresh: Mapping[int, Ready], now: datetime) -> dict[int, Problem]:
    """By place, what may not be accepted any more."""
    if not fresh:
        return {}
    places = list(fresh)
    refused = reserve(connection, owner.caps, owner.key_id, [ready.want for ready in fresh.values()], now)
    return {places[number]: problem for number, problem in refused.items()}


@lru_cache(maxsize=4)
def _load(dialect: Dialect) -> BulkLoad:
    return BulkLoad(message, _SAME, _VARYING, dialect)


def _write(connection: Connection, owner: Owner, rows: Sequence[Ready], now: datetime) -> None:
    """Into the queue."""
    if not rows:
        return
    dialect, created = connection.dialect, message.c.created_at
    same = (owner.key_id, int(Status.QUEUED), owner.sandbox, 0, converted(created, now, dialect))
    ported = porting.telcos(connection, [ready.want.phone_hash for ready in rows])
    values = [
        (
            want.message_id,
            int(row.lane),
            row.template_id,
            row.khong_dau,
            phone,
            want.phone_hash,
            ported.get(want.phone_hash) or telco(row.to),
            content,
            row.encoding,
            row.segments,
            None if row.expires_at is None else converted(message.c.expires_at, row.expires_at, dialect),
        )
        for row, want, phone, content in rows
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
