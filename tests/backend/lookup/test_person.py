"""Looking a person up: who is found, what is told, and what stops those who would find out about everybody."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from backend import audit
from backend.audit.models import AuditEntry
from backend.database import Database
from backend.declined import Declined
from backend.lookup import limits
from backend.lookup.limits import Bucket
from backend.lookup.models import CodeRequest, LookupCount
from backend.lookup.person import PersonLookup, answer_requests
from backend.notify.models import OutboxMessage
from backend.participants.matching import Known, index_names
from backend.participants.models import Person
from backend.participants.register import code_index
from backend.participants.writing import save_person
from bhxh.dates import utcnow
from tests.backend.lookup.conftest import AN

BORN = date(1985, 3, 12)
RIGHT = Known("79", "Nguyễn Văn An", date_of_birth=BORN)


@pytest.fixture
def lookup(people: Database) -> PersonLookup:
    return PersonLookup(people, limit_addresses=True)


@pytest.mark.parametrize(
    "known",
    [
        RIGHT,
        Known("79", "nguyen van an", date_of_birth=BORN),
        Known("79", "NGUYỄN  VĂN AN", personal_id="079085001234"),
        Known("79", "Nguyễn Văn An", bhxh_code="7912345678"),
        Known("74", "Nguyễn Văn An", date_of_birth=BORN),  # Bình Dương is part of Ho Chi Minh City since 01/7/2025
    ],
)
def test_who_is_described_rightly_is_found(lookup: PersonLookup, known: Known) -> None:
    assert lookup.masked(known, client="a") == "79******78"


@pytest.mark.parametrize(
    "known",
    [
        Known("79", "Nguyễn Vân An", date_of_birth=BORN),
        Known("01", "Nguyễn Văn An", date_of_birth=BORN),
        Known("79", "Nguyễn Văn An", date_of_birth=date(1985, 3, 13)),
        Known("79", "Nguyễn Văn An", personal_id="079085001235"),
        Known("79", "Phạm Văn Tuấn", bhxh_code="7912345678"),
        Known("79", "Nguyễn Văn An", personal_id="079085001234", date_of_birth=date(1990, 1, 1)),
    ],
)
def test_one_wrong_detail_finds_nobody(lookup: PersonLookup, people: Database, known: Known) -> None:
    assert lookup.masked(known, client="a") is None
    with people.reading() as session:
        assert audit.head(session).sequence == 0


def test_two_who_fit_are_nobody(lookup: PersonLookup, people: Database) -> None:
    with people.begin() as session:
        save_person(session, type(AN)(**{**vars(AN), "bhxh_code": "7900000001", "personal_id": "079085009999"}))
    assert lookup.masked(RIGHT, client="a") is None
    assert lookup.masked(Known("79", "Nguyễn Văn An", personal_id="079085001234", date_of_birth=BORN), client="a")


def test_everybody_found_stands_in_the_audit(lookup: PersonLookup, people: Database) -> None:
    lookup.masked(RIGHT, client="a")
    with people.reading() as session:
        [row] = session.scalars(select(AuditEntry)).all()
        assert (row.action, row.actor, row.details) == ("lookup.person", "public", {"way": "screen"})
        assert row.subject_index == code_index(session, "7912345678")


def test_by_sms_the_whole_code_goes_to_the_phone_on_record_and_nowhere_else(
    lookup: PersonLookup, people: Database
) -> None:
    lookup.send(RIGHT, client="a")
    lookup.send(Known("79", "Nguyễn Văn Am", date_of_birth=BORN), client="a")
    lookup.send(Known("52", "Phạm Văn Tuấn", bhxh_code="5223678901"), client="a")  # has no phone
    with people.reading() as session:
        assert len(session.scalars(select(CodeRequest)).all()) == 3, "asking is one row, whoever is asked for"
        assert not session.scalars(select(OutboxMessage)).all()
    assert answer_requests(people) == 1 and answer_requests(people) == 0
    with people.reading() as session:
        [message] = session.scalars(select(OutboxMessage)).all()
        assert (message.recipient, message.template) == ("84912345678", "tra_ma_so")
        assert message.personalisation == {"ho_ten": "Nguyễn Văn An", "ma_so_bhxh": "7912345678"}
        assert not session.scalars(select(CodeRequest)).all()
        assert [row.details["way"] for row in session.scalars(select(AuditEntry))] == ["sms"]


def test_nobodys_phone_is_filled(lookup: PersonLookup, people: Database) -> None:
    for known in (
        RIGHT,
        Known("79", AN.full_name, personal_id=AN.personal_id),
        Known("79", AN.full_name, bhxh_code=AN.bhxh_code),
    ):
        for _ in range(2):
            lookup.send(known, client=f"{known.bhxh_code}")
    assert answer_requests(people) == 3


def test_what_is_asked_of_is_not_readable_in_the_database(lookup: PersonLookup, people: Database) -> None:
    lookup.send(RIGHT, client="192.0.2.7")
    with people.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT details FROM lookup_code_request").all()
        counted = session.scalars(select(LookupCount.bucket)).all()
    assert b"An" not in bytes(rows[0][0]) and not any(b"192.0.2.7" in bytes(bucket) for bucket in counted)


def test_one_id_cannot_be_tried_with_ever_other_names_from_ever_other_addresses(lookup: PersonLookup) -> None:
    tries = 0
    with pytest.raises(Declined) as declined:
        for tries in range(20):
            lookup.masked(Known("79", f"Nguyễn Văn A{chr(97 + tries)}", personal_id="079085001234"), client=str(tries))
    assert tries == 6 and declined.value.code == "too_many"
    with pytest.raises(Declined):  # nor does the way by SMS help
        lookup.send(Known("79", "Nguyễn Văn An", personal_id="079085001234"), client="other")


def test_one_name_cannot_be_tried_with_every_day_of_birth(lookup: PersonLookup) -> None:
    with pytest.raises(Declined):
        for day in range(50):
            lookup.masked(Known("79", "Nguyễn Văn An", date_of_birth=BORN + timedelta(days=day + 1)), client=str(day))


def test_one_address_ends_after_ten_an_hour_also_when_all_come_at_once(people: Database, lookup: PersonLookup) -> None:
    refused: list[bool] = []

    def ask(number: int) -> None:
        known = Known("79", f"Trần Thị {chr(65 + number)}", bhxh_code=f"79{number:08}")
        try:
            lookup.masked(known, client="192.0.2.7")
            refused.append(False)
        except Declined:
            refused.append(True)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused.count(False) == 10 and refused.count(True) == 4


def test_the_way_of_the_question_is_counted_more_strictly(lookup: PersonLookup) -> None:
    with pytest.raises(Declined):
        for number in range(4):
            lookup.masked(Known("79", "Trần Thị Ba", bhxh_code=f"79{number:08}"), client="a", asked=True)


def test_a_window_ends(people: Database) -> None:
    bucket, now = Bucket("x", "y", 1, timedelta(hours=1)), utcnow()
    assert limits.take(people, [bucket], now)
    assert not limits.take(people, [bucket], now + timedelta(minutes=59))
    assert limits.take(people, [bucket], now + timedelta(minutes=61))
    with people.begin() as session:
        limits.forget_old(session, now + timedelta(hours=3))
        assert not session.scalars(select(LookupCount)).all()


def test_people_stored_without_the_index_of_names_are_found_once_it_is_filled(
    people: Database, lookup: PersonLookup
) -> None:
    with people.begin() as session:
        session.execute(update(Person).values(name_birth_index=None))
    assert lookup.masked(RIGHT, client="a") is None
    assert index_names(people) == 2 and index_names(people) == 0
    assert lookup.masked(RIGHT, client="a") == "79******78"
