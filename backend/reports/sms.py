"""SMS in figures: campaigns, and what went out by itself. The gateway is asked by its client, as the console of campaigns does."""

from datetime import datetime
from typing import Any

from backend.reports.tables import Cell, Column, Kind, Table
from bhxh.messages import text
from sms_gateway.client.desk import Desk

_STANDING = (
    Column("report.sms.delivered", Kind.NUMBER),
    Column("report.sms.failed", Kind.NUMBER),
    Column("report.sms.waiting", Kind.NUMBER),
    Column("report.sms.segments", Kind.NUMBER),
)
_CAMPAIGNS = (
    Column("report.sms.campaign", Kind.TEXT),
    Column("report.sms.template", Kind.TEXT),
    Column("report.sms.recipients", Kind.NUMBER),
    *_STANDING,
)
_SINGLES = (
    Column("report.sms.lane", Kind.TEXT),
    Column("report.sms.template", Kind.TEXT),
    Column("report.sms.messages", Kind.NUMBER),
    *_STANDING,
)
_FAILED = ("failed", "expired", "suppressed")
_SETTLED = ("delivered", *_FAILED, "cancelled", "unknown")
_MOST_PAGES = 50


def tables(desk: Desk, since: datetime, until: datetime) -> tuple[Table, Table]:
    """The campaigns made in ``since`` <= t < ``until``, newest first; and OTPs and single notices. Raises GatewayError."""
    campaigns = [
        (one["name"], one["template"], one["valid"], *_standing(one)) for one in _campaigns(desk, since, until)
    ]
    singles = [
        (text(f"report.sms.lane.{one['lane']}"), one["template"] or "", sum(one["counts"].values()), *_standing(one))
        for one in desk.singles(since, until)
    ]
    return _table("report.table.sms", _CAMPAIGNS, campaigns), _table("report.table.sms_single", _SINGLES, singles)


def _table(title: str, columns: tuple[Column, ...], rows: list[tuple[Any, ...]]) -> Table:
    total: tuple[Cell, ...] = (text("report.all"), "", *(sum(row[place] for row in rows) for place in range(2, 7)))
    return Table(title, columns, tuple(rows), total if rows else None)


def _campaigns(desk: Desk, since: datetime, until: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before: str | None = None
    for _ in range(_MOST_PAGES):
        page = desk.campaigns(None, before)
        for campaign in page["campaigns"]:
            made = datetime.fromisoformat(campaign["created_at"])
            if made < since:
                return found
            if made < until:
                found.append(campaign)
        before = page.get("next")
        if not before:
            break
    return found


def _standing(one: dict[str, Any]) -> tuple[int, int, int, int]:
    """Delivered, failed, waiting; segments."""
    counts: dict[str, int] = one["counts"]
    failed = sum(counts.get(status, 0) for status in _FAILED)
    waiting = sum(count for status, count in counts.items() if status not in _SETTLED)
    return counts.get("delivered", 0), failed, waiting, one["segments"]
