"""Working days, and what happens when they are over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from backend.config import BackendConfig
from backend.database import Database
from backend.feedback import deadlines, handling, tasks, workdays
from backend.feedback.models import Event, Ticket
from bhxh.dates import VIETNAM, utcnow
from tests.backend.feedback.conftest import HCM, NOW, acts_of, later, submitted, ticket_of


def test_weekends_and_holidays_do_not_count() -> None:
    friday_night = datetime(2026, 11, 20, 23, 30, tzinfo=VIETNAM)
    assert workdays.after(friday_night, 1) == datetime(2026, 11, 23, 17, 0, tzinfo=VIETNAM)
    assert workdays.after(friday_night, 2) == datetime(
        2026, 11, 25, 17, 0, tzinfo=VIETNAM
    )  # the 24th is Văn hóa Việt Nam
    assert not workdays.is_working_day(datetime(2026, 2, 17, tzinfo=VIETNAM).date())  # Tết
    assert workdays.between(NOW.date(), datetime(2026, 11, 25, tzinfo=VIETNAM).date()) == 2
    assert workdays.between(NOW.date(), NOW.date()) == 0


def test_what_nobody_takes_goes_up_step_by_step(database: Database) -> None:
    number = submitted(database)
    deadlines.run(database, lambda: later(days=1))
    assert ticket_of(database, number).escalation == 0
    after_monday = datetime(2026, 11, 23, 18, 0, tzinfo=VIETNAM)
    for _ in range(2):  # the same moment twice: one event
        deadlines.run(database, lambda: after_monday)
    assert ticket_of(database, number).escalation == 1
    assert acts_of(database, number) == ["submitted", "escalated"]
    deadlines.run(database, lambda: datetime(2026, 11, 26, 8, 0, tzinfo=VIETNAM))
    assert ticket_of(database, number).escalation == 2
    assert acts_of(database, number) == ["submitted", "escalated", "escalated"]


def test_a_refused_card_alarms_both_at_once(database: Database) -> None:
    number = submitted(database, subject="the_bi_tu_choi")
    deadlines.run(database, lambda: later(minutes=29))
    assert ticket_of(database, number).escalation == 0
    deadlines.run(database, lambda: later(minutes=31))
    assert ticket_of(database, number).escalation == 2


def test_an_agency_that_does_not_reply_shows(database: Database) -> None:
    number = submitted(database)
    with database.begin() as session:
        handling.take(session, HCM, number, 1, now=NOW)
        handling.ask(session, HCM, number, 2, agency="07915", question="Đề nghị kiểm tra lượt khám.", now=NOW)
    for _ in range(2):
        deadlines.run(database, lambda: datetime(2026, 11, 26, 18, 0, tzinfo=VIETNAM))
    assert acts_of(database, number) == ["submitted", "taken", "asked", "escalated"]
    assert ticket_of(database, number).escalation == 0


def test_an_answer_nobody_contradicts_closes_after_five_working_days(database: Database) -> None:
    number = submitted(database)
    with database.begin() as session:
        handling.take(session, HCM, number, 1, now=NOW)
        handling.answer(session, HCM, number, 2, "Đã sửa xong sổ khám của Ông/Bà.", now=NOW)
    deadlines.run(database, lambda: datetime(2026, 11, 30, 16, 0, tzinfo=VIETNAM))
    assert ticket_of(database, number).state == "da_tra_loi"
    deadlines.run(database, lambda: datetime(2026, 11, 30, 18, 0, tzinfo=VIETNAM))
    assert ticket_of(database, number).state == "da_dong"


def test_what_was_settled_five_years_ago_is_forgotten(database: Database, config: BackendConfig) -> None:
    old, lately, open_still = (submitted(database) for _ in range(3))
    with database.begin() as session:
        for number, ago in ((old, timedelta(days=5 * 365 + 1)), (lately, timedelta(days=5 * 365 - 1))):
            session.scalars(select(Ticket).where(Ticket.number == number)).one().closed_at = utcnow() - ago
    tasks.forget_settled(database, config)
    with database.reading() as session:
        assert set(session.scalars(select(Ticket.number))) == {lately, open_still}
        events = select(Event.id).join(Ticket, Ticket.id == Event.ticket_id, isouter=True).where(Ticket.id.is_(None))
        assert session.scalars(events).all() == []
