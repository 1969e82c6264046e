"""The importer's fast path: recipients of a campaign into the message table, in short transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Self

import orjson
from sqlalchemy import Connection, Dialect, update

from bhxh.dates import utcnow
from bhxh.phone import telco
from sms_gateway import templates
from sms_gateway.bulk import BulkLoad, converted
from sms_gateway.messages import porting
from sms_gateway.messages.states import Moves, count
from sms_gateway.schema import CampaignStatus, Lane, Status, campaign, message
from sms_gateway.sealing import Sealing
from sms_gateway.templates import Template
from sms_gateway.text import Encoding, khong_dau, measure, shortcut

PHONE_COLUMN = "so_dien_thoai"
STORE_ROWS = 1_000
"""Rows of one transaction: about 4 ms of SQLite's write lock, in the gaps of which the sender and the API write."""


class Recipient(NamedTuple):
    """A checked row of a file: line number, msisdn 84xxxxxxxxx, cells in the campaign's column order without the phone's."""

    row: int
    msisdn: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What every row of one campaign has in common. ``columns``: the file's header without the phone column."""

    campaign_id: int
    key_id: int | None
    sandbox: bool
    lane: Lane
    template: Template
    khong_dau: bool
    columns: tuple[str, ...]


class CampaignGone(Exception):
    """The campaign stopped importing (it was cancelled), so its rows must not be added."""


@lru_cache(maxsize=64)
def _pieces(body: str, columns: tuple[str, ...], without_accents: bool = False) -> tuple[str | int, ...]:
    """A template's literal texts and, between them, the places of its fields' values."""
    found = templates.pieces(body)
    literal = khong_dau if without_accents else str
    return tuple(columns.index(piece) if place % 2 else literal(piece) for place, piece in enumerate(found))


def body_of(plan: Plan, values: Sequence[str]) -> str:
    """One recipient's text. ``values`` were checked by the importer: none the template needs is empty, all are tidy."""
    body = plan.template.body
    if plan.khong_dau:
        # The literals lose their accents once and not for each of a million recipients. What is ASCII then has lost them all.
        text = _filled(_pieces(body, plan.columns, True), [khong_dau(value) for value in values])
        return text if text.isascii() else khong_dau(_filled(_pieces(body, plan.columns), values))
    return _filled(_pieces(body, plan.columns), values)


def _filled(pieces: Sequence[str | int], values: Sequence[str]) -> str:
    filled: list[Any] = list(pieces)
    filled[1::2] = [values[place] for place in filled[1::2]]
    return "".join(filled)


def counting(plan: Plan) -> Callable[[Sequence[str]], tuple[Encoding, int]]:
    """Encoding and number of segments of a recipient's text, by its values, as ``measure(body_of(plan, values))`` has them."""
    pieces = _pieces(plan.template.body, plan.columns)
    short = shortcut([piece for piece in pieces if isinstance(piece, str)], plan.khong_dau)
    places = [piece for piece in pieces if isinstance(piece, int)]
    each_once = places == list(range(len(plan.columns)))

    def count_one(values: Sequence[str]) -> tuple[Encoding, int]:
        if short is not None:
            varying = "".join(values if each_once else [values[place] for place in places])
            if short.steady(varying):
                return short.encoding, short.segments(len(varying))
        encoding, segments, _ = measure(body_of(plan, values))
        return encoding, segments

    return count_one


_SAME = (
    "key_id",
    "campaign_id",
    "lane",
    "status",
    "sandbox",
    "template_id",
    "khong_dau",
    "attempts",
    "created_at",
)
_VARYING = ("id", "row", "phone", "phone_hash", "telco", "content", "encoding", "segments")
_SEGMENTS = _VARYING.index("segments")


@lru_cache(maxsize=4)
def _load(dialect: Dialect) -> BulkLoad:
    return BulkLoad(message, _SAME, _VARYING, dialect)


@dataclass(frozen=True)
class Sealed:
    """Recipients as the table will have them. ``rows`` in the order of _VARYING; ``segments`` of all of them."""

    rows: Sequence[tuple[Any, ...]]
    segments: int

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]]) -> Self:
        """Rows in the order of _VARYING."""
        return cls(rows, sum(row[_SEGMENTS] for row in rows))


def seal(sealing: Sealing, plan: Plan, recipients: Sequence[Recipient], new_ids: Sequence[int]) -> Sealed:
    """Count and encrypt, before any transaction: the write lock is held for the insert alone."""
    seal_phone, seal_content = sealing.sealer("message.phone"), sealing.sealer("message.content")
    hashed, counted, dumps = sealing.phone_hash, counting(plan), orjson.dumps
    rows: list[tuple[object, ...]] = []
    for (row, msisdn, values), new_id in zip(recipients, new_ids, strict=True):
        encoding, segments = counted(values)
        rows.append(
            (
                new_id,
                row,
                seal_phone(new_id, msisdn.encode()),
                hashed(msisdn),
                telco(msisdn),
                seal_content(new_id, dumps(values)),
                encoding,
                segments,
            )
        )
    return Sealed.of(rows)


def store(connection: Connection, plan: Plan, sealed: Sealed, file_rows: int = 0, invalid: int = 0) -> None:
    """Write recipients inside the caller's transaction, with how many rows of the file they come from and how many of those were
    left out. Rows and counts become visible together.

    Raises CampaignGone when the campaign is no longer importing; what was stored before is swept by its cancellation.
    """
    stored = campaign.c
    found = connection.execute(
        update(campaign)
        .where(stored.id == plan.campaign_id, stored.status == CampaignStatus.IMPORTING)
        .values(
            rows=stored.rows + file_rows,
            invalid=stored.invalid + invalid,
            valid=stored.valid + len(sealed.rows),
            segments=stored.segments + sealed.segments,
        )
    )
    if found.rowcount != 1:
        raise CampaignGone
    now = converted(message.c.created_at, utcnow(), connection.dialect)
    of_plan = (plan.key_id, plan.campaign_id, int(plan.lane), int(Status.QUEUED), plan.sandbox, plan.template.id)
    rows = _with_their_telcos(connection, sealed.rows)
    _load(connection.dialect).execute(connection, (*of_plan, plan.khong_dau, 0, now), rows)
    count(connection, Moves({(plan.campaign_id, Status.QUEUED): len(sealed.rows)}))


_HASH, _TELCO = _VARYING.index("phone_hash"), _VARYING.index("telco")


def _with_their_telcos(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
    """The rows, with the new operator of numbers that have changed theirs."""
    if not porting.any_known(connection):
        return rows
    ported = porting.telcos(connection, [row[_HASH] for row in rows])
    if not ported:
        return rows
    return [(*row[:_TELCO], ported.get(row[_HASH], row[_TELCO]), *row[_TELCO + 1 :]) for row in rows]
