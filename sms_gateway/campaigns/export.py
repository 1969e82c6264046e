"""The recipients export: the file's own columns, then what became of each message; streamed in flat memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Engine, select

from bhxh.dates import VIETNAM
from bhxh.phone import to_local
from kit.database import reading
from kit.spreadsheets import harmless_cell
from sms_gateway.campaigns.lifecycle import get
from sms_gateway.campaigns.rows import PHONE_COLUMN
from sms_gateway.messages.states import label, shown
from sms_gateway.schema import AnyRow, message
from sms_gateway.sealing import Sealing

OWN_COLUMNS = ("id", "status", "segments", "provider", "sent_at", "delivered_at", "error")
_PAGE = 1000


def recipients(engine: Engine, sealing: Sealing, campaign_id: int) -> Iterator[str]:
    """CSV in pieces of whole lines, header first, UTF-8 with a byte order mark so that Excel reads the Vietnamese.

    Each page is a read of its own: a long download holds no transaction, and status and row are those of its moment.
    Raises Problem(404, "campaign_unknown") before the first piece.
    """
    with reading(engine) as connection:
        found = get(connection, campaign_id)
    return _lines(engine, sealing, campaign_id, found.columns)


def _lines(engine: Engine, sealing: Sealing, campaign_id: int, columns: Sequence[str]) -> Iterator[str]:
    yield "\ufeff" + _csv([[*columns, *OWN_COLUMNS]])
    last = 0
    while True:
        with reading(engine) as connection:
            status = get(connection, campaign_id).status
            rows = connection.execute(
                select(message)
                .where(message.c.campaign_id == campaign_id, message.c.id > last)
                .order_by(message.c.id)
                .limit(_PAGE)
            ).all()
        if not rows:
            return
        last = rows[-1].id
        yield _csv([_cells(sealing, row, columns, label(shown(row.status, status))) for row in rows])


def _cells(sealing: Sealing, row: AnyRow, columns: Sequence[str], status: str) -> list[str]:
    phone = "" if row.phone is None else to_local(sealing.open("message.phone", row.id, row.phone))
    values = iter(() if row.content is None else orjson.loads(sealing.open("message.content", row.id, row.content)))
    own = [phone if column == PHONE_COLUMN else next(values, "") for column in columns]
    sent = _moment(row.sent_at)
    delivered = _moment(row.finished_at) if status == "delivered" else ""
    return [
        *map(harmless_cell, own),
        str(row.id),
        status,
        str(row.segments),
        row.provider or "",
        sent,
        delivered,
        row.error or "",
    ]


def _moment(value: datetime | None) -> str:
    return "" if value is None else value.astimezone(VIETNAM).isoformat(timespec="seconds")


def _csv(rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
