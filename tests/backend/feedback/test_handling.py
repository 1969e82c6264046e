"""The work on a feedback: whose it is, who is asked, and that nobody is left without an answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from backend import audit
from backend.database import Database
from backend.declined import Declined
from backend.feedback import handling, queue, scope
from backend.feedback.models import Coordination, Event
from backend.feedback.scope import Worker
from backend.notify.models import OutboxMessage
from tests.backend.feedback.conftest import (
    BAN_BHYT,
    BAN_THU,
    HANOI,
    HCM,
    MONITOR,
    NOW,
    QUAN1,
    QUAN5,
    acts_of,
    later,
    submitted,
    ticket_of,
)

ANSWER = "Lượt khám này ghi nhầm mã số. Cơ quan BHXH đã xóa khỏi sổ của Ông/Bà."


def refused(database: Database, act: Callable[..., object], *rest: object, **named: object) -> str:
    with pytest.raises(Declined) as declined, database.begin() as session:
        act(session, *rest, **named)
    return declined.value.code


def taken(database: Database, **changed: object) -> str:
    number = submitted(database, **changed)
    with database.begin() as session:
        handling.take(session, HCM, number, 1, now=NOW)
    return number


def version(database: Database, number: str) -> int:
    return ticket_of(database, number).version


def test_two_agencies_settle_a_wrong_visit(database: Database) -> None:
    number = taken(database)
    with database.begin() as session:
        request = handling.ask(
            session,
            HCM,
            number,
            version(database, number),
            agency="07915",
            question="Đề nghị kiểm tra lượt khám.",
            now=NOW,
        )
    assert ticket_of(database, number).state == "cho_phoi_hop"
    assert (
        refused(database, handling.answer, HCM, number, version(database, number), ANSWER, now=NOW)
        == "feedback.not_now"
    )
    with database.begin() as session:
        handling.reply(session, QUAN5, number, request, "Đã kiểm tra: cơ sở nhập nhầm mã số.", now=later(hours=1))
    assert ticket_of(database, number).state == "dang_xu_ly"
    with database.begin() as session:
        handling.answer(session, HCM, number, version(database, number), ANSWER, now=later(hours=2))
    with database.begin() as session:
        handling.close(session, HCM, number, version(database, number), now=later(hours=3))
    ticket = ticket_of(database, number)
    assert (ticket.state, ticket.answer) == ("da_dong", ANSWER)
    assert acts_of(database, number) == ["submitted", "taken", "asked", "replied", "answered", "closed"]
    with database.reading() as session:
        templates = list(session.scalars(select(OutboxMessage.template).order_by(OutboxMessage.created_at)))
        assert templates == ["phan_anh_tiep_nhan", "phan_anh_tra_loi"]
        audit.walk(session)


def test_who_follows_up_for_one_unit_sees_what_is_of_its_subject(database: Database) -> None:
    number = taken(database)  # a wrong visit
    words = "Đề nghị trả lời ngay trong ngày."
    assert refused(database, scope.find, BAN_THU, number) == "feedback.unknown"
    assert refused(database, handling.urge, BAN_THU, number, words, now=NOW) == "feedback.unknown"
    with database.begin() as session:
        handling.urge(session, BAN_BHYT, number, words, now=NOW)
        theirs, others = (queue.listing(session, each, queue.View.OPEN, NOW).rows for each in (BAN_BHYT, BAN_THU))
    assert number in [row.number for row in theirs] and number not in [row.number for row in others]


def test_nothing_is_closed_without_an_answer(database: Database) -> None:
    number = submitted(database)
    for _ in range(2):
        assert refused(database, handling.close, HCM, number, version(database, number), now=NOW) == "feedback.not_now"
        if ticket_of(database, number).state == "moi":
            with database.begin() as session:
                handling.take(session, HCM, number, 1, now=NOW)


def test_strangers_see_nothing_and_those_asked_only_answer(database: Database) -> None:
    number = taken(database)
    for stranger in (HANOI, QUAN5, QUAN1):
        assert refused(database, scope.find, stranger, number) == "feedback.unknown"
    with database.begin() as session:
        request = handling.ask(session, HCM, number, 2, agency="07915", question="Đề nghị kiểm tra lượt khám.", now=NOW)
    with database.reading() as session:
        assert scope.find(session, QUAN5, number).number == number
        assert scope.find(session, MONITOR, number).number == number
    assert refused(database, scope.find, QUAN1, number) == "feedback.unknown"
    assert refused(database, handling.reply, QUAN1, number, request, "Đã kiểm tra xong.", now=NOW) == "feedback.unknown"
    words = "Đã kiểm tra xong việc này."
    assert refused(database, handling.answer, QUAN5, number, 3, words, now=NOW) == "feedback.not_yours"
    assert refused(database, handling.reply, MONITOR, number, request, words, now=NOW) == "feedback.not_yours"
    assert refused(database, handling.reply, HCM, number, request, words, now=NOW) == "feedback.not_yours"
    assert refused(database, handling.take, MONITOR, number, 3, now=NOW) == "feedback.not_yours"
    assert refused(database, handling.urge, HCM, number, words, now=NOW) == "feedback.not_yours"
    assert refused(database, handling.assign, QUAN5, number, 3, "07901", now=NOW) == "feedback.not_yours"


def test_a_question_of_another_ticket_is_not_answered_through_this_one(database: Database) -> None:
    first, second = taken(database, key="1"), taken(database, key="2")
    with database.begin() as session:
        handling.ask(session, HCM, first, 2, agency="07915", question="Đề nghị kiểm tra lượt khám.", now=NOW)
        other = handling.ask(session, HCM, second, 2, agency="07901", question="Đề nghị kiểm tra lượt khám.", now=NOW)
    assert (
        refused(database, handling.reply, QUAN5, first, other, "Đã kiểm tra xong.", now=NOW) == "feedback.request_over"
    )


def test_the_province_gives_work_to_its_districts_only(database: Database) -> None:
    number = taken(database)
    assert refused(database, handling.assign, HCM, number, 2, "00101", now=NOW) == "feedback.agency"
    with database.begin() as session:
        handling.assign(session, HCM, number, 2, "07915", now=NOW)
    ticket = ticket_of(database, number)
    assert (ticket.province, ticket.handler) == ("079", "07915")
    with database.begin() as session:
        handling.answer(session, QUAN5, number, ticket.version, ANSWER, now=NOW)


@pytest.mark.parametrize(
    ("words", "taken_at_once"),
    [
        ("Đề nghị Ông/Bà liên hệ cơ quan BHXH nơi tham gia để được giải quyết.", False),
        ("Ông/Bà vui lòng đến BHXH quận 1 nộp đơn.", False),
        ("Mời Ông/Bà qua BHXH tỉnh Bình Định để hỏi.", False),
        (ANSWER, True),
    ],
)
def test_an_answer_that_sends_the_citizen_away_needs_a_second_thought(
    database: Database, words: str, taken_at_once: bool
) -> None:
    number = taken(database)
    if not taken_at_once:
        assert refused(database, handling.answer, HCM, number, 2, words, now=NOW) == "feedback.sends_away"
        assert ticket_of(database, number).state == "dang_xu_ly"
    with database.begin() as session:
        handling.answer(session, HCM, number, 2, words, now=NOW, confirmed=True)
    with database.reading() as session:
        last = session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
        assert last.details == {"confirmed": not taken_at_once}


def test_of_two_officers_one_takes_it(database: Database) -> None:
    number = submitted(database)
    start = Barrier(4)

    def take(name: str) -> str:
        start.wait()
        try:
            with database.begin() as session:
                handling.take(session, Worker(f"staff:{name}", "079"), number, 1, now=NOW)
        except Declined as declined:
            return declined.code
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(done.result() for done in [pool.submit(take, str(n)) for n in range(4)])
    assert outcomes.count("taken") == 1
    assert set(outcomes) <= {"taken", "feedback.changed", "feedback.not_now"}
    assert acts_of(database, number) == ["submitted", "taken"]


def test_agencies_that_reply_at_once_leave_nothing_waiting(database: Database) -> None:
    number = taken(database)
    with database.begin() as session:
        first = handling.ask(session, HCM, number, 2, agency="07915", question="Đề nghị kiểm tra lượt khám.", now=NOW)
        second = handling.ask(session, HCM, number, 3, agency="07901", question="Đề nghị kiểm tra lượt khám.", now=NOW)
    start = Barrier(2)

    def reply(worker: Worker, request: int) -> None:
        start.wait()
        for _ in range(10):
            try:
                with database.begin() as session:
                    handling.reply(session, worker, number, request, "Đã kiểm tra xong việc này.", now=NOW)
            except Declined as declined:
                if declined.code != "feedback.changed":
                    raise
            else:
                return

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(reply, QUAN5, first), pool.submit(reply, QUAN1, second)]:
            done.result()
    assert ticket_of(database, number).state == "dang_xu_ly"


def test_a_question_taken_back_frees_the_owner(database: Database) -> None:
    number = taken(database)
    with database.begin() as session:
        request = handling.ask(session, HCM, number, 2, agency="07915", question="Đề nghị kiểm tra lượt khám.", now=NOW)
    assert (
        refused(database, handling.ask, HCM, number, 3, agency="07915", question="Hỏi lại lần nữa việc này.", now=NOW)
        == "feedback.asked_already"
    )
    with database.begin() as session:
        handling.withdraw(session, HCM, number, request, now=NOW)
    assert ticket_of(database, number).state == "dang_xu_ly"
    assert (
        refused(database, handling.reply, QUAN5, number, request, "Trả lời muộn việc này.", now=NOW)
        == "feedback.request_over"
    )
    with database.reading() as session:
        assert session.scalars(select(Coordination)).one().reply is None


def test_the_monitor_urges_and_the_course_shows_it(database: Database) -> None:
    number = taken(database)
    with database.begin() as session:
        handling.urge(session, MONITOR, number, "Đề nghị trả lời người dân trong ngày.", now=NOW)
    assert ticket_of(database, number).urged == 1
    assert acts_of(database, number)[-1] == "urged"


def test_what_has_happened_is_never_rewritten(database: Database) -> None:
    submitted(database)
    with pytest.raises(DatabaseError), database.begin() as session:
        session.execute(text("UPDATE feedback_event SET actor = 'nobody'"))
