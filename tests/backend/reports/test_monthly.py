"""The monthly report: made once when the month is over, kept as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx
import pytest

from backend.database import Database
from backend.feedback.records import Contact
from backend.reports import monthly
from backend.reports.monthly import month_before
from backend.reports.tables import Table
from sms_gateway.client import GatewayUnavailable
from sms_gateway.client.desk import Desk
from tests.backend.feedback.conftest import submitted
from tests.backend.reports.conftest import load, school

DECEMBER = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def gateway(campaigns: list[dict[str, object]]) -> Desk:
    """The gateway's client over a transport that answers with these campaigns and `OTP`. That the real one answers so is tested in test_sms."""
    answer = {"campaigns": campaigns, "next": None, "singles": [OTP]}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
    return Desk("http://gateway/sms/v1", "key", transport=transport)


OTP = {"lane": "otp", "template": "otp", "counts": {"delivered": 40, "expired": 2, "sent": 1}, "segments": 43}
CAMPAIGN = {
    "name": "Thông báo mã số",
    "template": "thong_bao_ma_so",
    "valid": 1000,
    "counts": {"delivered": 900, "failed": 60, "expired": 10, "queued": 30},
    "segments": 3000,
    "created_at": "2026-11-10T08:00:00+00:00",
}


def test_it_is_made_once_and_kept_as_it_was(database: Database) -> None:
    load(database, school("A", "can_bo", 100, 90))
    for count in range(6):
        submitted(database, key=str(count), contact=_contact(count), now=datetime(2026, 11, 9, tzinfo=UTC))
    desk = gateway([CAMPAIGN, CAMPAIGN | {"created_at": "2026-10-31T08:00:00+00:00"}])
    assert monthly.make_due(database, desk, lambda: DECEMBER) == "2026-11"
    assert monthly.make_due(database, desk, lambda: DECEMBER) is None
    load(database, school("A", "can_bo", 100, 10, date(2026, 11, 2)))
    with database.reading() as session:
        assert monthly.months(session) == ["2026-11"]
        kept = monthly.kept(session, "2026-11")
    assert kept is not None
    tables = {table.title: table for table in kept.tables}
    assert tables["report.table.rollout"].rows[0][1:3] == (90, 100)
    assert tables["report.table.rollout"].rows[0][5] == date(2026, 12, 31)
    assert tables["report.table.sms"].rows == (("Thông báo mã số", "thong_bao_ma_so", 1000, 900, 70, 30, 3000),)
    assert tables["report.table.sms_single"].rows == (("Mã OTP", "otp", 43, 40, 2, 1, 43),)
    assert tables["report.table.feedback_agency"].rows[0][:2] == ("BHXH TP. Hồ Chí Minh", 6)
    assert all(Table.from_json(table.as_json()) == table for table in kept.tables)


def test_while_the_gateway_is_away_nothing_half_is_kept(database: Database) -> None:
    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away")

    desk = Desk("http://gateway/sms/v1", "key", transport=httpx.MockTransport(away))
    with pytest.raises(GatewayUnavailable):
        monthly.make_due(database, desk, lambda: DECEMBER)
    with database.reading() as session:
        assert monthly.months(session) == []


def test_the_month_before() -> None:
    span = month_before(date(2027, 1, 31))
    assert (span.first, span.last) == (date(2026, 12, 1), date(2026, 12, 31))


def _contact(count: int) -> Contact:
    return Contact(f"091234567{count}")
