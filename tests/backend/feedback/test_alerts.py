"""Who of the staff is told when a deadline passes: the agency and its province first, then the unit that follows up."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from backend.database import Database
from backend.feedback import citizens, deadlines, handling
from backend.feedback.models import Ticket
from backend.feedback.subjects import Monitor
from backend.notices import service as notices
from backend.staff import accounts
from backend.staff.roles import Role
from bhxh.dates import VIETNAM
from tests.backend.feedback.conftest import HCM, MONITOR, NOW, later, submitted, ticket_of
from tests.support.passwords import make_cheap

PEOPLE = {
    "canbo.hcm": (Role.OFFICER, "079", None),
    "canbo.quan5": (Role.OFFICER, "07915", None),
    "canbo.quan1": (Role.OFFICER, "07901", None),
    "canbo.hanoi": (Role.OFFICER, "001", None),
    "ban.bhyt": (Role.MONITOR, None, Monitor.CHINH_SACH_BHYT),
    "ban.thu": (Role.MONITOR, None, Monitor.THU_SO_THE),
    "giamsat": (Role.MONITOR, None, None),
    "tongdai1": (Role.AGENT, None, None),
}
MONDAY_EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=VIETNAM)
THURSDAY = datetime(2026, 11, 26, 18, 0, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def _people(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    make_cheap(monkeypatch)
    with database.begin() as session:
        for username, (role, agency, unit) in PEOPLE.items():
            accounts.create(
                session, username=username, name=username, role=role, agency=agency, unit=unit, actor="test"
            )


def told(database: Database) -> dict[str, list[str]]:
    """Whom, of what kinds, the oldest first."""
    with database.reading() as session:
        lists = {each: [row.kind for row in reversed(notices.listing(session, each))] for each in PEOPLE}
    return {each: kinds for each, kinds in lists.items() if kinds}


def test_what_nobody_takes_is_told_to_the_province_then_to_its_unit(database: Database) -> None:
    submitted(database)  # a visit: Ban Thực hiện chính sách BHYT follows it up
    for _ in range(2):
        deadlines.run(database, lambda: MONDAY_EVENING)
    assert told(database) == {"canbo.hcm": ["feedback_take"]}
    for _ in range(2):
        deadlines.run(database, lambda: THURSDAY)
    assert told(database) == {
        "canbo.hcm": ["feedback_take", "feedback_take"],
        "ban.bhyt": ["feedback_take"],
        "giamsat": ["feedback_take"],
    }


def test_a_district_that_does_not_answer_is_told_with_its_province(database: Database) -> None:
    number = submitted(database, subject="ung_dung")
    with database.begin() as session:
        handling.take(session, HCM, number, 1, now=NOW)
        handling.assign(session, HCM, number, 2, "07915", now=NOW)
    deadlines.run(database, lambda: ticket_of(database, number).answer_by.replace(hour=23))
    assert told(database) == {"canbo.hcm": ["feedback_answer"], "canbo.quan5": ["feedback_answer"]}
    with database.reading() as session:
        (row,) = notices.listing(session, "canbo.quan5")
        assert (row.about, row.address) == (number, f"/can-bo/phan-anh/{number}")
        assert "BHXH Quận 5" in notices.words(row)


def test_a_refused_card_is_told_to_both_at_once(database: Database) -> None:
    submitted(database, subject="the_bi_tu_choi")
    deadlines.run(database, lambda: later(minutes=31))
    urgent = ["feedback_urgent"]
    assert told(database) == {"canbo.hcm": urgent, "ban.bhyt": urgent, "giamsat": urgent}


def test_who_was_asked_and_who_asked_are_told(database: Database) -> None:
    number = submitted(database)
    with database.begin() as session:
        handling.take(session, HCM, number, 1, now=NOW)
        handling.ask(session, HCM, number, 2, agency="001", question="Đề nghị kiểm tra lượt khám.", now=NOW)
    for _ in range(2):
        deadlines.run(database, lambda: THURSDAY)
    assert told(database) == {"canbo.hcm": ["feedback_reply"], "canbo.hanoi": ["feedback_reply"]}


def test_urging_is_told_each_time(database: Database) -> None:
    number = submitted(database)
    for _ in range(2):
        with database.begin() as session:
            handling.urge(session, MONITOR, number, "Đề nghị xử lý ngay phản ánh này.", now=NOW)
    assert told(database) == {"canbo.hcm": ["feedback_urged", "feedback_urged"]}


def test_what_was_reopened_is_told_again(database: Database) -> None:
    number = submitted(database)
    deadlines.run(database, lambda: MONDAY_EVENING)
    with database.begin() as session:
        version = session.scalars(select(Ticket.version).where(Ticket.number == number)).one()
        handling.take(session, HCM, number, version, now=MONDAY_EVENING)
        handling.answer(session, HCM, number, version + 1, "Đã sửa xong sổ khám của Ông/Bà.", now=MONDAY_EVENING)
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        citizens.reopen(session, ticket, "Sổ khám của tôi vẫn chưa được sửa.", MONDAY_EVENING)
    deadlines.run(database, lambda: datetime(2026, 11, 25, 18, 0, tzinfo=VIETNAM))
    assert told(database) == {"canbo.hcm": ["feedback_take", "feedback_take"]}


def test_a_step_that_fails_tells_nobody(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reminder is written with the escalation or not at all."""
    submitted(database)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no event")

    monkeypatch.setattr(deadlines, "_done", broken)
    with pytest.raises(RuntimeError):
        deadlines.run(database, lambda: MONDAY_EVENING)
    assert told(database) == {}
