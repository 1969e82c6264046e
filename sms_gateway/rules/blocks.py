"""Phones that are not written to: by staff, by the owner's own word (a keyword), by what a provider reports.

Decree 91/2020/NĐ-CP forbids advertising to who has refused it. Notices of a state agency are no advertising, but who refuses them is
heard all the same: a refusal ends everything in bulk. An answer that a person waits for (a code he asked for, the result of his
dossier) is never held back by a refusal of notices; a code not even by ALL_BUT_OTP.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    exists,
    false,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bhxh.phone import mask_phone
from kit.logs import get_logger
from sms_gateway.bulk import among
from sms_gateway.schema import AnyRow, Lane, block, message
from sms_gateway.sealing import Sealing

PAGE = 100
# Literal, or SQLite would not use the partial index of live blocks.
_LIVE = text("block.lifted_at IS NULL")
_CONFLICT: dict[str, Any] = {
    "index_elements": [block.c.phone_hash, block.c.source],
    "index_where": text("lifted_at IS NULL"),
}


class Scope(enum.StrEnum):
    """What is held back."""

    BULK = "bulk"
    """Everything of the bulk lane."""
    ALL_BUT_OTP = "all_but_otp"
    """Everything but codes, which a person asks for himself."""


class Source(enum.StrEnum):
    """Who says that a phone must not be written to. Each may say so once; the phone is free when none does."""

    STAFF = "staff"
    KEYWORD = "keyword"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Block:
    """A live block as staff sees it. ``phone``: masked; ``by``: who set it, a provider's name where a provider did."""

    id: int
    phone: str
    scope: Scope
    source: Source
    reason: str
    by: str
    since: datetime


def holds_back(lane: Lane) -> ColumnElement[bool]:
    """Whether a block holds a message of this lane back, as a column of a query on ``message``: one probe of an index for each
    row, inside the query that claims them."""
    if lane is Lane.OTP:
        return false()
    found = exists().where(block.c.phone_hash == message.c.phone_hash, _LIVE)
    if lane is not Lane.BULK:
        found = found.where(block.c.scope == Scope.ALL_BUT_OTP.value)
    return found.correlate(message)


def add(
    connection: Connection,
    sealing: Sealing,
    phones: Sequence[str],
    *,
    scope: Scope,
    source: Source,
    reason: str,
    by: str,
    now: datetime,
) -> int:
    """Block phones (84xxxxxxxxx) inside the caller's transaction; returns how many this source had not blocked.

    What the source said of a phone before is replaced, its date kept.
    """
    hashes = {sealing.phone_hash(phone): phone for phone in phones}
    if not hashes:
        return 0
    shared = {"scope": scope.value, "source": source.value, "reason": reason, "by": by, "since": now}
    before = connection.execute(_of(hashes).with_only_columns(block.c.phone_hash).where(block.c.source == source.value))
    known = {bytes(found) for found in before.scalars()}
    rows = [
        {"phone": sealing.seal("block.phone", phone_hash.hex(), phones_own), "phone_hash": phone_hash, **shared}
        for phone_hash, phones_own in sorted(hashes.items())
    ]
    make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = make(block)
    changed = {name: statement.excluded[name] for name in ("scope", "reason", "by")}
    connection.execute(statement.on_conflict_do_update(**_CONFLICT, set_=changed), rows)
    added = len(rows) - len(known)
    get_logger(__name__).info("blocks_added", blocks=added, scope=scope.value, source=source.value)
    return added


def add_of_messages(connection: Connection, refused: Sequence[tuple[int, str]], now: datetime) -> None:
    """Block for mass notices the phones of these (message id, provider): the provider says that their owners refuse messages."""
    for provider in sorted({provider for _, provider in refused}):
        ids = sorted(message_id for message_id, of in refused if of == provider)
        fixed = (Scope.BULK.value, Source.PROVIDER.value, "", provider)
        found = select(
            message.c.phone, message.c.id, message.c.phone_hash, *map(literal, fixed), literal(now, block.c.since.type)
        ).where(among(message.c.id, ids, connection.dialect), message.c.phone.is_not(None))
        names = ("phone", "phone_of", "phone_hash", "scope", "source", "reason", "by", "since")
        make = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
        statement = make(block).from_select(names, found.order_by(message.c.phone_hash))
        connection.execute(statement.on_conflict_do_nothing(**_CONFLICT))
    get_logger(__name__).info("blocks_added", blocks=len(refused), source=Source.PROVIDER.value)


def lift(connection: Connection, phone_hash: bytes, sources: Sequence[Source], *, by: str, now: datetime) -> int:
    """End what these sources have said of a phone; returns how many blocks that were."""
    said = block.c.source.in_([source.value for source in sources])
    return _lift(connection, [block.c.phone_hash == phone_hash, said], by, now)


def remove(connection: Connection, block_id: int, *, by: str, now: datetime) -> bool:
    """End one block, whoever set it; whether there was a live one of this id."""
    return bool(_lift(connection, [block.c.id == block_id], by, now))


def _lift(connection: Connection, which: Sequence[ColumnElement[bool]], by: str, now: datetime) -> int:
    statement = update(block).where(_LIVE, *which).values(lifted_at=now, lifted_by=by)
    lifted = connection.execute(statement).rowcount
    if lifted:
        get_logger(__name__).info("blocks_lifted", blocks=lifted)
    return lifted


def listing(
    connection: Connection, sealing: Sealing, *, source: Source | None = None, before: int | None = None
) -> list[Block]:
    """At most PAGE live blocks, newest first; ``before``: only those with a smaller id."""
    query = select(block).where(_LIVE)
    if source is not None:
        query = query.where(block.c.source == source.value)
    if before is not None:
        query = query.where(block.c.id < before)
    return [_shown(sealing, row) for row in connection.execute(query.order_by(block.c.id.desc()).limit(PAGE))]


def of_phone(connection: Connection, sealing: Sealing, phone: str) -> list[Block]:
    """The live blocks of one phone (84xxxxxxxxx), newest first."""
    query = _of([sealing.phone_hash(phone)]).order_by(block.c.id.desc())
    return [_shown(sealing, row) for row in connection.execute(query)]


def forget(connection: Connection, before: datetime, limit: int) -> int:
    """Delete blocks that were lifted before that moment, at most ``limit``; returns how many."""
    old = select(block.c.id).where(text("block.lifted_at IS NOT NULL"), block.c.lifted_at < before).limit(limit)
    return connection.execute(delete(block).where(block.c.id.in_(old))).rowcount


def _of(hashes: Any) -> Select[Any]:
    return select(block).where(_LIVE, block.c.phone_hash.in_(list(hashes)))


def _shown(sealing: Sealing, row: AnyRow) -> Block:
    if row.phone_of is None:
        phone = sealing.open("block.phone", bytes(row.phone_hash).hex(), row.phone)
    else:
        phone = sealing.open("message.phone", row.phone_of, row.phone)
    return Block(row.id, mask_phone(phone), Scope(row.scope), Source(row.source), row.reason, row.by, row.since)
