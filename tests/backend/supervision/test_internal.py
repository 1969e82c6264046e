"""What the assistant's actions are told: a refused card, and a number to be called."""

from __future__ import annotations

import re
from datetime import datetime

from backend.config import BackendConfig
from backend.conversations import desk
from backend.database import Database
from backend.internal.app import create_internal_app
from backend.supervision import hours
from backend.supervision.hours import CLOSED
from tests.backend.internal.conftest import Citizen, OtpGateway
from tests.backend.supervision.conftest import shift


def citizen_of(config: BackendConfig, database: Database) -> Citizen:
    internal = create_internal_app(config, sms=OtpGateway().client()).test_client()
    return Citizen(database, internal, config.internal_token)


def test_a_refused_card_is_first_and_its_officer_told(config: BackendConfig, database: Database, now: datetime) -> None:
    with database.begin() as session:
        shift(session, now)
    citizen = citizen_of(config, database)
    answer = citizen.call("/handoff", reason="card_refused", place="TP HCM")
    assert (answer["position"], answer["province"], answer["duty"]) == (1, "BHXH TP. Hồ Chí Minh", True)
    assert (answer["overflow"], answer["opens"]) == ("nobody", None)
    with database.reading() as session:
        assert [found.priority for found in desk.queue(session)] == [10]


def test_a_number_is_written_down_and_only_its_end_shown(
    config: BackendConfig, database: Database, now: datetime
) -> None:
    with database.begin() as session:
        hours.keep_week(session, [CLOSED] * 7, holidays_closed=False, queue_limit=0, actor="staff:giamsat")
    citizen = citizen_of(config, database)
    handle = re.search(r"\[DIEN_THOAI_\d+\]", citizen.say("gọi lại cho tôi 0912345678"))
    assert handle is not None
    answer = citizen.call("/handoff/call", handle=handle.group())
    assert citizen.shown(answer["phone"]) == "*******678" and answer["opens"] is None
    assert citizen.call("/handoff/call", handle="[DIEN_THOAI_9]")["ok"] is False
    wrong = citizen.say("0212345678", "phone")
    assert citizen.call("/handoff/call", handle=wrong)["ok"] is False
    assert citizen.call("/handoff", reason="person")["overflow"] == "closed"
