"""A campaign's lists as files: who was told, and which rows were left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import sqlalchemy as sa
from flask import Response

from kit.database import reading
from sms_gateway.api.campaigns import own
from sms_gateway.api.endpoints import Media, Resource, Result
from sms_gateway.api.services import services
from sms_gateway.campaigns.export import recipients
from sms_gateway.keys import Key, Scope
from sms_gateway.schema import campaign_error

resource = Resource("campaign_downloads")

_PAGE = 1000


@resource.endpoint(
    "GET",
    "/campaigns/<int:campaign_id>/recipients.csv",
    "Danh sách người nhận và kết quả từng tin",
    scope=Scope.CAMPAIGNS,
    answers={200: Media("text/csv")},
)
def recipients_csv(key: Key, campaign_id: int) -> Result:
    """The file's own columns, then id, status, segments, provider, sent_at, delivered_at, error; streamed."""
    own(key, campaign_id)
    return _download(recipients(services().engine, services().sealing, campaign_id), f"chien-dich-{campaign_id}.csv")


@resource.endpoint(
    "GET",
    "/campaigns/<int:campaign_id>/errors.csv",
    "Mọi dòng bị loại của tệp, kèm lý do",
    scope=Scope.CAMPAIGNS,
    answers={200: Media("text/csv")},
)
def errors_csv(key: Key, campaign_id: int) -> Result:
    """Every row that was left out: row, column, code, detail; streamed."""
    own(key, campaign_id)
    return _download(_error_lines(services().engine, campaign_id), f"chien-dich-{campaign_id}-loi.csv")


def _download(lines: Iterator[str], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(lines, headers=headers, content_type="text/csv; charset=utf-8")


def _error_lines(engine: sa.Engine, number: int) -> Iterator[str]:
    """CSV in pieces, each page a read of its own, so that a slow download holds no transaction."""
    columns = ("row", "column", "code", "detail")
    yield "\ufeff" + ",".join(columns) + "\r\n"
    table, last = campaign_error.c, (-1, -1)
    while True:
        with reading(engine) as connection:
            rows = connection.execute(
                sa.select(table.id, *(table[name] for name in columns))
                .where(table.campaign_id == number, sa.tuple_(table.row, table.id) > last)
                .order_by(table.row, table.id)
                .limit(_PAGE)
            ).all()
        if not rows:
            return
        last = (rows[-1].row, rows[-1].id)
        page = io.StringIO()
        csv.writer(page).writerows(row[1:] for row in rows)
        yield page.getvalue()
