"""Accepting messages: checked and rendered outside any write, then stored in short transactions, once per reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

import orjson
from sqlalchemy import Connection, Dialect, Engine, Select, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.text import clean
from kit.database import reading
from kit.problems import Problem
from sms_gateway import ids, templates, wakeup
from sms_gateway.bulk import BulkLoad, BulkStatement, as_list, converted, in_list
from sms_gateway.messages import porting
from sms_gateway.messages.states import label
from sms_gateway.numbers import telco
from sms_gateway.rules.caps import NONE, Caps, Want, reserve
from sms_gateway.schema import Lane, Status, message, message_reference
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


@dataclass(frozen=True)
class Prepared:
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


@dataclass(frozen=True)
class Accepted:
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
    known = _claim_references(connection, owner, rows, new_ids)
    now = utcnow()
    fresh: dict[int, Want] = {}
    for place, (row, new_id) in enumerate(zip(rows, new_ids, strict=True)):
        if row.reference is None or known[row.reference] == new_id:
            fresh[place] = Want(new_id, row.to, sealing.phone_hash(row.to), row.segments, row.lane != Lane.OTP)
    refused = _beyond_caps(connection, owner, fresh, now)
    if refused:
        _release_references(connection, owner, [rows[place].reference for place in refused])
    taken = [place for place in fresh if place not in refused]
    if taken:
        dialect = connection.dialect
        same = (owner.key_id, int(Status.QUEUED), owner.sandbox, 0, converted(message.c.created_at, now, dialect))
        ported = porting.telcos(connection, [fresh[place].phone_hash for place in taken])
        values = [_values(sealing, rows[place], fresh[place], ported, dialect) for place in taken]
        _load(dialect).execute(connection, same, values)
        wakeup.announce(connection)
    repeated = {place: known[row.reference] for place, row in enumerate(rows) if place not in fresh and row.reference}
    earlier = _states(connection, sorted(set(repeated.values())))
    answers: list[Accepted | Problem] = []
    for place, row in enumerate(rows):
        first = repeated.get(place)
        if place in refused:
            answers.append(refused[place])
        elif first is None:
            size = (row.encoding, row.segments, row.reference)
            answers.append(Accepted(fresh[place].message_id, True, label(Status.QUEUED), *size))
        elif first in earlier:
            answers.append(replace(earlier[first], reference=row.reference))
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


def _release_references(connection: Connection, owner: Owner, references: Sequence[str | None]) -> None:
    given = [reference for reference in references if reference is not None]
    table = message_reference.c
    connection.execute(delete(message_reference).where(table.key_id == owner.key_id, table.reference.in_(given)))


def _claim_references(
    connection: Connection, owner: Owner, rows: Sequence[Prepared], new_ids: Sequence[int]
) -> dict[str, int]:
    """The message each reference belongs to: this one, or the one that came first, also when both come at once."""
    wanted: dict[str, int] = {}
    for row, new_id in zip(rows, new_ids, strict=True):
        if row.reference is not None:
            wanted.setdefault(row.reference, new_id)
    if not wanted:
        return {}
    dialect = connection.dialect
    values = [(owner.key_id, ref, new_id) for ref, new_id in sorted(wanted.items())]
    _refer(dialect).execute(connection, values)
    found = connection.execute(_referred(dialect), {"owner": owner.key_id, "wanted": as_list(list(wanted), dialect)})
    return {row.reference: row.message_id for row in found}


@lru_cache(maxsize=4)
def _refer(dialect: Dialect) -> BulkStatement:
    make = postgresql_insert if dialect.name == "postgresql" else sqlite_insert
    names = ("key_id", "reference", "message_id")
    statement = make(message_reference).values({name: bindparam(name) for name in names}).on_conflict_do_nothing()
    return BulkStatement(statement, names, dialect)


@lru_cache(maxsize=4)
def _referred(dialect: Dialect) -> Select[tuple[str, int]]:
    table = message_reference.c
    query = select(table.reference, table.message_id).where(table.key_id == bindparam("owner"))
    return query.where(in_list(table.reference, "wanted", dialect))


@lru_cache(maxsize=4)
def _load(dialect: Dialect) -> BulkLoad:
    return BulkLoad(message, _SAME, _VARYING, dialect)


def _values(
    sealing: Sealing, row: Prepared, want: Want, ported: Mapping[bytes, str], dialect: Dialect
) -> tuple[object, ...]:
    """In the order of _VARYING."""
    new_id = want.message_id
    until = None if row.expires_at is None else converted(message.c.expires_at, row.expires_at, dialect)
    return (
        new_id,
        int(row.lane),
        row.template_id,
        row.khong_dau,
        sealing.seal("message.phone", new_id, row.to),
        want.phone_hash,
        ported.get(want.phone_hash) or telco(row.to),
        sealing.seal("message.content", new_id, row.content),
        row.encoding,
        row.segments,
        until,
    )


def _states(connection: Connection, message_ids: list[int]) -> dict[int, Accepted]:
    if not message_ids:
        return {}
    query = select(message.c.id, message.c.status, message.c.encoding, message.c.segments)
    return {
        row.id: Accepted(row.id, False, label(Status(row.status)), row.encoding, row.segments, None)
        for row in connection.execute(query.where(message.c.id.in_(message_ids)))
    }
