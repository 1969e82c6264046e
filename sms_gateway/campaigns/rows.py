"""The importer's fast path: recipients of a campaign into the message table, in short transactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import orjson
from sqlalchemy import Engine, insert, update

from bhxh.dates import utcnow
from bhxh.phone import telco
from sms_gateway import ids, templates
from sms_gateway.messages.states import Moves, count
from sms_gateway.schema import CampaignStatus, Lane, Status, campaign, message
from sms_gateway.sealing import Sealing
from sms_gateway.templates import Template
from sms_gateway.text import measure

PHONE_COLUMN = "so_dien_thoai"
INSERT_ROWS = 500
"""Rows of one transaction: about 5 ms of SQLite's write lock, in the gaps of which the sender and the API write."""


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


def body_of(plan: Plan, values: Sequence[str]) -> str:
    """One recipient's text. Raises Problem(422, "personalisation_missing") for an empty cell the template needs."""
    return templates.render(plan.template.body, dict(zip(plan.columns, values, strict=True)), plan.khong_dau)


def insert_batch(engine: Engine, sealing: Sealing, plan: Plan, recipients: Sequence[Recipient]) -> int:
    """Store recipients and return how many segments they take. Rows and counts become visible together.

    Raises CampaignGone when the campaign is no longer importing; what was stored before is swept by its cancellation.
    Encryption, rendering and counting happen between the transactions, so the write lock is held for the insert alone.
    """
    segments = 0
    for begin in range(0, len(recipients), INSERT_ROWS):
        chunk = recipients[begin : begin + INSERT_ROWS]
        with engine.begin() as connection:
            new_ids = ids.reserve(connection, len(chunk))
        rows = _rows(sealing, plan, chunk, new_ids, utcnow())
        total = sum(row["segments"] for row in rows)
        with engine.begin() as connection:
            found = connection.execute(
                update(campaign)
                .where(campaign.c.id == plan.campaign_id, campaign.c.status == CampaignStatus.IMPORTING)
                .values(valid=campaign.c.valid + len(rows), segments=campaign.c.segments + total)
            )
            if found.rowcount != 1:
                raise CampaignGone
            connection.execute(insert(message), rows)
            count(connection, Moves({(plan.campaign_id, Status.QUEUED): len(rows)}))
        segments += total
    return segments


def _rows(
    sealing: Sealing, plan: Plan, recipients: Sequence[Recipient], new_ids: Sequence[int], now: datetime
) -> list[dict[str, Any]]:
    common = {
        "key_id": plan.key_id,
        "campaign_id": plan.campaign_id,
        "lane": plan.lane,
        "status": Status.QUEUED,
        "sandbox": plan.sandbox,
        "template_id": plan.template.id,
        "khong_dau": plan.khong_dau,
        "attempts": 0,
        "created_at": now,
    }
    rows = []
    for recipient, new_id in zip(recipients, new_ids, strict=True):
        size = measure(body_of(plan, recipient.values))
        msisdn = recipient.msisdn
        rows.append(
            {
                **common,
                "id": new_id,
                "row": recipient.row,
                "phone": sealing.seal("message.phone", new_id, msisdn),
                "phone_hash": sealing.phone_hash(msisdn),
                "telco": telco(msisdn),
                "content": sealing.seal("message.content", new_id, orjson.dumps(recipient.values).decode()),
                "encoding": size.encoding,
                "segments": size.segments,
            }
        )
    return rows
