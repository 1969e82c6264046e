"""A feedback comes in once, whatever is repeated, and only what holds is taken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from backend import audit
from backend.audit.models import AuditEntry
from backend.database import Database
from backend.declined import Declined
from backend.demo.people import demo_people
from backend.demo.seeding import _add
from backend.feedback.models import Ticket
from backend.feedback.number import new_number, parse_number
from backend.feedback.records import AboutVisit, Contact
from backend.kcb.models import KcbVisit
from backend.notify.models import OutboxMessage
from backend.participants.identity import IdentityExpired
from backend.participants.register import find_by_code, identify
from bhxh.problems import InvalidValue
from tests.backend.feedback.conftest import NOW, PHONE, WORDS, later, submitted, ticket_of


def test_what_comes_in_is_owned_confirmed_and_audited(database: Database) -> None:
    number = submitted(database)
    ticket = ticket_of(database, number)
    assert (ticket.province, ticket.handler, ticket.monitor) == ("079", "079", "chinh_sach_bhyt")
    assert (ticket.state, ticket.text, ticket.urgent) == ("moi", WORDS, False)
    with database.reading() as session:
        sms = session.scalars(select(OutboxMessage)).one()
        assert (sms.template, sms.recipient) == ("phan_anh_tiep_nhan", "84912345678")
        assert sms.personalisation == {
            "so_phan_anh": number,
            "co_quan": "BHXH TP. Hồ Chí Minh",
            "han_tra_loi": "17:00 02/12/2026",  # seven working days; the 24th is a holiday
        }
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.actor) == ("feedback.submitted", "visitor")
        audit.walk(session)


def test_nothing_readable_lies_in_the_table(database: Database) -> None:
    submitted(database)
    with database.reading() as session:
        row = repr(session.execute(text("SELECT * FROM feedback_ticket")).one())
    assert "Nguyễn" not in row
    assert "912345678" not in row


@pytest.mark.parametrize(
    ("subject", "monitor", "urgent"),
    [
        ("thong_tin_ca_nhan", "thu_so_the", False),
        ("tham_gia", "thu_so_the", False),
        ("the_bhyt", "thu_so_the", False),
        ("huong", "chinh_sach_bhxh", False),
        ("kcb", "chinh_sach_bhyt", False),
        ("the_bi_tu_choi", "chinh_sach_bhyt", True),
        ("ung_dung", "cntt", False),
        ("khac", "cntt", False),
    ],
)
def test_each_subject_is_followed_up_by_its_unit(database: Database, subject: str, monitor: str, urgent: bool) -> None:
    ticket = ticket_of(database, submitted(database, subject=subject))
    assert (ticket.monitor, ticket.urgent) == (monitor, urgent)


def test_a_refused_card_runs_by_the_clock(database: Database) -> None:
    ticket = ticket_of(database, submitted(database, subject="the_bi_tu_choi"))
    assert (ticket.take_by, ticket.answer_by) == (later(minutes=30), later(hours=4))


def test_the_same_key_gives_the_first_number_and_one_sms(database: Database) -> None:
    first = submitted(database)
    assert submitted(database, text="Một nội dung khác hẳn lần đầu.") == first
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


def test_racing_submissions_of_one_key_give_one_ticket(database: Database) -> None:
    start = Barrier(6)

    def submit() -> str:
        start.wait()
        return submitted(database)

    with ThreadPoolExecutor(6) as pool:
        numbers = {done.result() for done in [pool.submit(submit) for _ in range(6)]}
    assert len(numbers) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": "ngắn"}, "feedback.text.short"),
        ({"text": "dài " * 2000}, "feedback.text.long"),
        ({"contact": Contact("0123")}, "phone.length"),
        ({"contact": Contact(PHONE, "1234")}, "name.characters"),
        ({"subject": "khác"}, "feedback.subject"),
        ({"province": "07915"}, "feedback.province"),
        ({"province": "999"}, "feedback.province"),
    ],
)
def test_what_does_not_hold_is_refused(database: Database, changed: dict[str, object], code: str) -> None:
    with pytest.raises((InvalidValue, Declined)) as refused:
        submitted(database, **changed)
    assert refused.value.code == code
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 0


def test_a_phone_is_not_pestered(database: Database) -> None:
    for count in range(5):
        submitted(database, key=str(count))
    with pytest.raises(Declined) as refused:
        submitted(database, key="6")
    assert refused.value.code == "feedback.too_many"
    submitted(database, key="7", now=later(hours=25))


def test_a_visit_is_reported_only_by_whose_book_it_stands_in(database: Database) -> None:
    people = [person for person in demo_people() if person.visits][:2]
    with database.begin() as session:
        for person in people:
            _add(session, person)
    with database.begin() as session:
        mine, other = (find_by_code(session, person.data.bhxh_code) for person in people)
        assert mine is not None
        assert other is not None
        visits = dict(
            session.execute(select(KcbVisit.person_id, func.min(KcbVisit.id)).group_by(KcbVisit.person_id)).all()
        )
        expires = datetime(2099, 1, 1, tzinfo=UTC)
        identity = identify(session, mine.bhxh_code, actor="citizen:1", expires_at=expires)
    assert identity is not None
    number = submitted(database, about_visit=AboutVisit(identity, visits[mine.id]))
    ticket = ticket_of(database, number)
    assert ticket.person_index == identity.subject_index
    assert ticket.visit is not None
    assert set(ticket.visit) == {"id", "facility", "province", "admitted", "discharged"}  # no diagnosis
    with pytest.raises(Declined) as refused:
        submitted(database, key="other", about_visit=AboutVisit(identity, visits[other.id]))
    assert refused.value.code == "feedback.visit"
    expired = replace(identity, expires_at=NOW)
    with pytest.raises(IdentityExpired):
        submitted(database, key="late", about_visit=AboutVisit(expired, visits[mine.id]))


def test_numbers_are_read_however_they_are_typed_and_never_guessed() -> None:
    assert parse_number(" pa 079 7k4q9m2x ") == "PA-079-7K4Q-9M2X"
    assert parse_number("079-7K4Q-9M2X.") == "PA-079-7K4Q-9M2X"
    with pytest.raises(InvalidValue):
        parse_number("PA-079-0000-1111")
    assert len({new_number("079") for _ in range(1000)}) == 1000
