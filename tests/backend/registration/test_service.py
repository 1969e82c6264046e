"""Drafts, submission once and only once, status, limits."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from backend import audit
from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.notify.models import OutboxMessage
from backend.registration.agencies import agencies
from backend.registration.models import Dossier, Draft
from backend.registration.service import Registration
from backend.registration.states import State, describe
from backend.registration.submission import PER_PHONE_AND_DAY
from bhxh.problems import InvalidValue
from tests.backend.registration.conftest import OWNER, Clock, declare


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_draft_grows_field_by_field(registration: Registration) -> None:
    assert registration.remaining(OWNER)[0] == "bhxh_code"
    assert registration.get_field(OWNER, "phone") is None
    stored = registration.put_field(OWNER, "phone", "0912 345 678")
    assert (stored.value, stored.shown, stored.dropped) == ("84912345678", "0912345678", ())
    assert registration.get_field(OWNER, "phone") == "0912345678"
    assert "phone" not in registration.missing(OWNER)
    registration.put_field(OWNER, "province", "hcm")
    assert registration.suggested_agency(OWNER) is None
    registration.put_field(OWNER, "district", "q5")
    suggested = registration.suggested_agency(OWNER)
    assert suggested == "[07915] BHXH Quận 5"
    assert registration.put_field(OWNER, "agency", suggested).value == "07915"
    assert ("Quận, huyện", "Quận 5") in registration.summary(OWNER)
    assert ("Họ và tên", "Chưa khai") in registration.summary(OWNER)


def test_email_can_be_left_out_and_is_then_answered(registration: Registration) -> None:
    registration.put_field(OWNER, "email", None)
    assert "email" not in registration.remaining(OWNER)
    assert registration.get_field(OWNER, "email") == "Không có"


def test_a_bad_value_leaves_the_good_one(registration: Registration) -> None:
    registration.put_field(OWNER, "phone", "0912345678")
    with pytest.raises(InvalidValue):
        registration.put_field(OWNER, "phone", "12")
    assert registration.get_field(OWNER, "phone") == "0912345678"


def test_another_province_drops_what_lay_in_the_first(registration: Registration) -> None:
    declare(registration)
    assert registration.put_field(OWNER, "province", "Bình Định").dropped == ("district", "commune", "agency")
    assert registration.missing(OWNER) == ["district", "commune", "agency"]


def test_drafts_are_apart(registration: Registration) -> None:
    declare(registration)
    assert registration.get_field("somebody else", "phone") is None
    registration.discard("somebody else")
    registration.discard(OWNER)
    assert registration.get_field(OWNER, "phone") is None


def test_draft_ends_24_hours_after_the_last_change(registration: Registration, clock: Clock) -> None:
    declare(registration)
    clock.advance(hours=23)
    registration.put_field(OWNER, "phone", "0987654321")
    clock.advance(hours=23)
    assert registration.missing(OWNER) == []
    clock.advance(hours=1)
    assert registration.get_field(OWNER, "phone") is None
    with pytest.raises(Declined, match="no_draft"):
        registration.submit(OWNER, "k")
    registration.put_field(OWNER, "phone", "0987654321")
    assert registration.get_field(OWNER, "full_name") is None, "an expired draft's fields must not come back"


def test_submission(registration: Registration, database: Database) -> None:
    declare(registration)
    submitted = registration.submit(OWNER, "key")
    assert submitted.number == "00001.U/2026/07915"
    assert submitted.agency == "[07915] BHXH Quận 5"
    assert submitted.deadline == date(2026, 11, 30)
    assert registration.phone_of(submitted.number.lower()) == "84912345678"
    status = registration.status(submitted.number)
    assert status.state is State.MOI_KHAI
    assert dict(status.rows)["Hạn nộp tờ khai"] == "30/11/2026"
    assert "0/3" in dict(status.rows)["Ảnh"]
    assert count(database, Draft) == 0
    with database.reading() as session:
        message = session.scalars(select(OutboxMessage)).one()
        assert (message.template, message.recipient, message.lane) == ("tiep_nhan", "84912345678", "transactional")
        assert message.personalisation == {
            "so_ho_so": "00001.U/2026/07915",
            "co_quan": "BHXH Quận 5",
            "han_nop": "30/11/2026",
        }
        assert audit.walk(session).sequence == 1


def test_deadline_counts_days_in_viet_nam(registration: Registration, clock: Clock) -> None:
    clock.advance(hours=14.5)  # 17:30 UTC is already the next day in Viet Nam
    declare(registration)
    assert registration.submit(OWNER, "key").deadline == date(2026, 12, 1)


def test_year_of_the_number_is_that_of_viet_nam(registration: Registration, clock: Clock) -> None:
    clock.now = clock.now.replace(month=12, day=31, hour=18)
    declare(registration)
    assert "/2027/" in registration.submit(OWNER, "key").number


def test_same_key_gives_the_same_dossier(registration: Registration, database: Database) -> None:
    declare(registration)
    first, second = registration.submit(OWNER, "key"), registration.submit(OWNER, "key")
    assert first.number == second.number
    assert first.photo_link != second.photo_link
    assert count(database, OutboxMessage) == 1


def test_a_key_belongs_to_its_owner(registration: Registration) -> None:
    declare(registration)
    registration.submit(OWNER, "key")
    with pytest.raises(Declined, match="no_draft"):
        registration.submit("somebody else", "key")


def test_incomplete_draft_is_not_submitted(registration: Registration, database: Database) -> None:
    registration.put_field(OWNER, "phone", "0912345678")
    with pytest.raises(Declined) as declined:
        registration.submit(OWNER, "key")
    assert declined.value.fields == tuple(registration.missing(OWNER))
    assert "Họ và tên" in declined.value.detail
    assert count(database, Dossier) == count(database, OutboxMessage) == 0


def test_one_phone_takes_few_confirmations_a_day(registration: Registration, clock: Clock, database: Database) -> None:
    for n in range(PER_PHONE_AND_DAY):
        declare(registration, f"owner {n}")
        registration.submit(f"owner {n}", "key")
    declare(registration)
    with pytest.raises(Declined, match="too_many"):
        registration.submit(OWNER, "key")
    assert count(database, OutboxMessage) == PER_PHONE_AND_DAY
    assert registration.missing(OWNER) == [], "the draft is kept"
    clock.advance(hours=24)
    declare(registration)
    registration.submit(OWNER, "key")


def test_limits_can_be_off_for_tools(database: Database, config: BackendConfig, clock: Clock) -> None:
    registration = Registration(database, replace(config, rate_limits=False), clock)
    for n in range(PER_PHONE_AND_DAY + 1):
        declare(registration, f"owner {n}")
        registration.submit(f"owner {n}", "key")


def test_unknown_number(registration: Registration) -> None:
    with pytest.raises(Declined, match="unknown"):
        registration.status("00001.U/2026/07915")
    with pytest.raises(InvalidValue):
        registration.phone_of("00002.U/2026/07915")


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_told(state: State) -> None:
    assert describe(state, deadline="30/11/2026", agency="BHXH Quận 5").endswith(".")


def test_list_of_agencies() -> None:
    assert agencies()["07915"].title == "[07915] BHXH Quận 5"
    assert len([code for code in agencies() if len(code) == 3]) == 63
    assert all(code[:3] in agencies() for code in agencies())
    assert not [
        agency.name for agency in agencies().values() if "  " in agency.name or not agency.name.startswith("BHXH ")
    ]
