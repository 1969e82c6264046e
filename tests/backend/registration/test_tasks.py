"""`bhxh maintain` keeps the 10 days."""

from datetime import timedelta

import pytest

from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.maintain import run
from backend.registration.service import Registration
from bhxh.dates import utcnow
from tests.backend.registration.conftest import OWNER, Clock, declare


def test_maintenance_deletes_what_nobody_handed_in(
    registration: Registration, database: Database, config: BackendConfig, clock: Clock
) -> None:
    clock.now = utcnow() - timedelta(days=12)
    declare(registration)
    number = registration.submit(OWNER, "key").number
    assert registration.status(number)
    assert run(config) == []
    with pytest.raises(Declined, match="unknown"):
        registration.status(number)
