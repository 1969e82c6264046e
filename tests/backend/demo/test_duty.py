"""The demo's duty shift: there to be tried, and only where nobody keeps a list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.database import Database
from backend.demo.duty import seed_duty
from backend.demo.staff import seed_staff
from backend.supervision import duty
from bhxh.dates import utcnow
from tests.support.passwords import make_cheap


def test_an_officer_is_on_duty_until_the_list_is_kept_by_hand(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_cheap(monkeypatch)
    now = utcnow()
    with database.begin() as session:
        seed_staff(session, "mat-khau-dung-thu")
        seed_duty(session, now)
        seed_duty(session, now + duty.LONGEST - timedelta(days=1))
        [shift] = duty.listing(session, now)
        assert (shift.province, shift.username) == ("079", "canbo.hcm")
        assert duty.current(session, "079", now) is shift
        seed_duty(session, now + duty.LONGEST + timedelta(days=1))  # the first is over
        assert len(duty.listing(session, now)) == 2
