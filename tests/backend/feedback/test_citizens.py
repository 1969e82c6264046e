"""The citizen's side: number and phone open it, guesses do not, answers are rated, and what is not settled is opened again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.database import Database
from backend.declined import Declined
from backend.feedback import citizens, deadlines, handling
from backend.notify.models import OutboxMessage
from bhxh.problems import InvalidValue
from tests.backend.feedback.conftest import HCM, MONITOR, NOW, PHONE, acts_of, later, submitted, ticket_of


def answered(database: Database) -> str:
    number = submitted(database)
    with database.begin() as session:
        handling.take(session, HCM, number, 1, now=NOW)
        handling.remark(session, HCM, number, "Ghi chú chỉ cho đồng nghiệp.", now=NOW)
        handling.urge(session, MONITOR, number, "Đề nghị trả lời ngay trong ngày.", now=NOW)
        handling.answer(session, HCM, number, 4, "Đã sửa xong sổ khám của Ông/Bà.", now=NOW)
    return number


def test_number_and_phone_open_it(database: Database) -> None:
    number = answered(database)
    found, secret = citizens.open_by_phone(database, number.lower().replace("-", " "), "+84 912 345 678", "ip", NOW)
    assert found == number
    with database.begin() as session:
        ticket = citizens.by_secret(session, number, secret)
        assert ticket is not None
        seen = citizens.view(session, ticket, NOW)
        assert citizens.by_secret(session, number, "0" * 32) is None
    assert (seen.state, seen.answer) == ("da_tra_loi", "Đã sửa xong sổ khám của Ông/Bà.")
    assert [step.act for step in seen.steps] == ["submitted", "taken", "urged", "answered"]
    assert "đồng nghiệp" not in repr(seen)
    assert "canbo" not in repr(seen)
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.action)).all()[-1] == "feedback.read"


def test_guesses_are_answered_alike_and_stopped(database: Database) -> None:
    number = submitted(database)
    unknown = "PA-079-2222-2222"
    for wrong in (number, unknown):
        for _ in range(5):
            with pytest.raises(Declined) as refused:
                citizens.open_by_phone(database, wrong, "0987654321", f"ip{wrong}", NOW)
            assert refused.value.code == "feedback.no_match"
        with pytest.raises(Declined) as refused:
            citizens.open_by_phone(database, wrong, PHONE, "another", NOW)
        assert refused.value.code == "feedback.too_many_tries"
    with database.begin() as session:
        citizens.forget_tries(session, later(minutes=16))
    assert citizens.open_by_phone(database, number, PHONE, "ip", later(minutes=16))[0] == number


def test_one_address_does_not_try_many_numbers(database: Database) -> None:
    for count in range(20):
        letter = "23456789ABCDEFGHJKMN"[count]
        with pytest.raises(Declined):
            citizens.open_by_phone(database, f"PA-079-2222-222{letter}", PHONE, "ip", NOW)
    with pytest.raises(Declined) as refused:
        citizens.open_by_phone(database, submitted(database), PHONE, "ip", NOW)
    assert refused.value.code == "feedback.too_many_tries"


def test_an_answer_is_rated_once(database: Database) -> None:
    number = answered(database)
    with database.begin() as session:
        ticket = citizens.by_secret(session, number, citizens.secret_of(session, number))
        assert ticket is not None
        with pytest.raises(InvalidValue):
            citizens.rate(session, ticket, 6, NOW)
        citizens.rate(session, ticket, 4, NOW)
        with pytest.raises(Declined):
            citizens.rate(session, ticket, 1, NOW)
    assert ticket_of(database, number).rating == 4


def test_what_is_not_settled_is_opened_again_with_a_new_deadline(database: Database) -> None:
    number = answered(database)
    with database.begin() as session:
        ticket = citizens.by_secret(session, number, citizens.secret_of(session, number))
        assert ticket is not None
        citizens.reopen(session, ticket, "Lượt khám vẫn còn trong sổ của tôi.", later(days=3))
    ticket = ticket_of(database, number)
    assert (ticket.state, ticket.reopened, ticket.taken_at) == ("moi", 1, None)
    assert ticket.answer_by > later(days=7)
    assert acts_of(database, number)[-1] == "reopened"
    with database.reading() as session:
        assert len(session.scalars(select(OutboxMessage)).all()) == 3


def test_after_a_month_it_stays_closed(database: Database) -> None:
    number = answered(database)
    deadlines.run(database, lambda: later(days=20))
    assert ticket_of(database, number).state == "da_dong"
    with database.begin() as session:
        ticket = citizens.by_secret(session, number, citizens.secret_of(session, number))
        assert ticket is not None
        with pytest.raises(Declined) as refused:
            citizens.reopen(session, ticket, "Lượt khám vẫn còn trong sổ của tôi.", later(days=31))
    assert refused.value.code == "feedback.reopen_over"
