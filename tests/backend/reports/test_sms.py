"""SMS in reports as the real gateway tells it: campaigns, and OTPs and single notices besides. Counts, no number of any phone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.reports import sms
from bhxh.dates import utcnow
from kit.crypto import Keyring
from sms_gateway.client import GatewayRefused
from sms_gateway.client.desk import Desk
from sms_gateway.keys import Scope, ensure_key
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import Status, message
from tests.sms_gateway.gateway import KEYSET, LIVE, TEST, Gateway, config, serving

CONSOLE = "the-consoles-key-only-for-tests"
FILE = b"so_dien_thoai,ho_ten,ma_so_bhxh\n0912345678,An,7912345678\n0903456789,Binh,7912345679\n"
DAY = timedelta(days=1)


@pytest.fixture(scope="session")
def migrations() -> str:
    return SCRIPT_LOCATION


@pytest.fixture
def gateway(tmp_path: Path, database_url: str) -> Iterator[Gateway]:
    with serving(config(database_url, tmp_path)) as running:
        yield running


@pytest.fixture
def desk(gateway: Gateway) -> Iterator[Desk]:
    with gateway.engine.begin() as connection:
        ensure_key(connection, Keyring.from_settings(KEYSET, "only-for-tests"), "console", CONSOLE, set(Scope))
    desk = Desk(gateway.url, CONSOLE)
    yield desk
    desk.close()


def test_campaigns_and_what_went_out_by_itself(gateway: Gateway, desk: Desk) -> None:
    desk.create(
        "a", name="Đợt 1", template="thong_bao_ma_so", khong_dau=False, file_name="a.csv", file=io.BytesIO(FILE)
    )
    gateway.http.post("/otp", json={"to": "0912345678", "purpose": "kcb"}).raise_for_status()
    for number in range(3):
        body = {"to": "0912345678", "body": "Ho so da tiep nhan", "lane": "transactional", "reference": f"r{number}"}
        gateway.http.post("/messages", json=body).raise_for_status()
        gateway.as_key(TEST).post("/messages", json=body).raise_for_status()  # stays in the sandbox: no figure
    with gateway.engine.begin() as connection:
        first = sa.select(sa.func.min(message.c.id)).where(message.c.lane == 1).scalar_subquery()
        connection.execute(sa.update(message).where(message.c.id == first).values(status=Status.DELIVERED))
    now = utcnow()
    campaigns, singles = sms.tables(desk, now - DAY, now + DAY)
    assert [row[:3] for row in campaigns.rows] == [("Đợt 1", "thong_bao_ma_so", 2)]
    assert campaigns.rows[0][3:6] == (0, 0, 2)
    assert [row[:6] for row in singles.rows] == [("Mã OTP", "otp", 1, 0, 0, 1), ("Tin đơn lẻ", "", 3, 1, 0, 2)]
    assert singles.total is not None and singles.total[2:6] == (4, 1, 0, 3)
    later = sms.tables(desk, now + DAY, now + 2 * DAY)
    assert [table.rows for table in later] == [(), ()]


def test_no_other_key_sees_them(gateway: Gateway) -> None:
    other = Desk(gateway.url, LIVE)
    with pytest.raises(GatewayRefused) as refused:
        other.singles(utcnow() - DAY, utcnow())
    assert refused.value.status == 403
    other.close()
