"""The importer's fast path: recipients of a campaign into the message table, in short transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import orjson
from sqlalchemy import Engine, update

from bhxh.dates import utcnow
from bhxh.phone import telco
from sms_gateway import ids, templates
from sms_gateway.bulk import BulkInsert, converted
from sms_gateway.messages.states import Moves, count
from sms_gateway.schema import CampaignStatus, Lane, Status, campaign, message
from sms_gateway.sealing import Sealing
from sms_gateway.templates import Template
from sms_gateway.text import Encoding, khong_dau, measure, shortcut

PHONE_COLUMN = "so_dien_thoai"
INSERT_ROWS = 1_000
"""Rows of one transaction: about 6 ms of SQLite's write lock, in the gaps of which the sender and the API write."""


class Recipient(Protocol):
    """A checked row of a file: line number, msisdn 84xxxxxxxxx, cells in the campaign's column order without the phone's."""

    @property
    def row(self) -> int: ...
    @property
    def msisdn(self) -> str: ...
    @property
    def values(self) -> Sequence[str]: ...


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
    """A template's literal texts and, for its fields, the places of their values."""
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
    return "".join([values[piece] if isinstance(piece, int) else piece for piece in pieces])


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


_COLUMNS = (
    "id",
    "key_id",
    "campaign_id",
    "row",
    "lane",
    "status",
    "sandbox",
    "template_id",
    "khong_dau",
    "phone",
    "phone_hash",
    "telco",
    "content",
    "encoding",
    "segments",
    "attempts",
    "created_at",
)


def insert_batch(engine: Engine, sealing: Sealing, plan: Plan, recipients: Sequence[Recipient]) -> int:
    """Store recipients and return how many segments they take. Rows and counts become visible together.

    Raises CampaignGone when the campaign is no longer importing; what was stored before is swept by its cancellation.
    Encryption, rendering and counting happen between the transactions, so the write lock is held for the insert alone.
    """
    bulk = BulkInsert(message, _COLUMNS, engine.dialect)
    segments = 0
    if not recipients:
        return 0
    with engine.begin() as connection:
        new_ids = ids.reserve(connection, len(recipients))
    for begin in range(0, len(recipients), INSERT_ROWS):
        chunk, chunk_ids = recipients[begin : begin + INSERT_ROWS], new_ids[begin : begin + INSERT_ROWS]
        rows, total = _rows(sealing, plan, chunk, chunk_ids, converted(message.c.created_at, utcnow(), engine.dialect))
        with engine.begin() as connection:
            found = connection.execute(
                update(campaign)
                .where(campaign.c.id == plan.campaign_id, campaign.c.status == CampaignStatus.IMPORTING)
                .values(valid=campaign.c.valid + len(rows), segments=campaign.c.segments + total)
            )
            if found.rowcount != 1:
                raise CampaignGone
            bulk.execute(connection, rows)
            count(connection, Moves({(plan.campaign_id, Status.QUEUED): len(rows)}))
        segments += total
    return segments


def _rows(
    sealing: Sealing, plan: Plan, recipients: Sequence[Recipient], new_ids: Sequence[int], now: object
) -> tuple[list[tuple[object, ...]], int]:
    """The rows in the order of _COLUMNS, and how many segments they take."""
    seal_phone, seal_content = sealing.sealer("message.phone"), sealing.sealer("message.content")
    hashed, counted, dumps = sealing.phone_hash, counting(plan), orjson.dumps
    key_id, campaign_id, template_id = plan.key_id, plan.campaign_id, plan.template.id
    lane, queued, sandbox, without_accents = int(plan.lane), int(Status.QUEUED), plan.sandbox, plan.khong_dau
    rows: list[tuple[object, ...]] = []
    total = 0
    for recipient, new_id in zip(recipients, new_ids, strict=True):
        msisdn, values = recipient.msisdn, recipient.values
        encoding, segments = counted(values)
        row = (
            new_id,
            key_id,
            campaign_id,
            recipient.row,
            lane,
            queued,
            sandbox,
            template_id,
            without_accents,
            seal_phone(new_id, msisdn.encode()),
            hashed(msisdn),
            telco(msisdn),
            seal_content(new_id, dumps(values)),
            encoding,
            segments,
            0,
            now,
        )
        rows.append(row)
        total += segments
    return rows, total
