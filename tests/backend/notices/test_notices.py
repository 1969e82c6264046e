"""What staff are told of: once each, in the transaction of its cause, one e-mail for all that came at once, a number on every page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.notices import service, tasks
from backend.notices.service import Notice
from backend.notify.delivery import drain
from backend.notify.mail import MailFolder
from backend.notify.models import Channel, OutboxMessage
from backend.staff import accounts, colleagues
from backend.staff.roles import Permission, Role
from backend.web import create_app
from bhxh.dates import utcnow
from tests.support.passwords import make_cheap
from tests.support.staff import Browser

PASSWORD = "con đường đê xanh ngát"
AN, BINH = "canbo.an", "canbo.binh"
DETAILS = {"agency": "BHXH Quận 5", "deadline": "17:00 20/11/2026"}


def notice(about: str = "PA-079-2345-6789") -> Notice:
    return Notice("feedback_take", f"{about}/0/1", about, f"/can-bo/phan-anh/{about}", DETAILS)


@pytest.fixture(autouse=True)
def _people(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    make_cheap(monkeypatch)
    with database.begin() as session:
        for username in (AN, BINH):
            accounts.create(
                session, username=username, name=username, role=Role.OFFICER, agency="07915", actor="test",
                password=PASSWORD, demo=True,
            )  # fmt: skip


def tell(database: Database, *about: str, people: tuple[str, ...] = (AN, BINH)) -> None:
    with database.begin() as session:
        for each in about or ("PA-079-2345-6789",):
            service.tell(session, people, notice(each), utcnow())


def give(database: Database, username: str, email: str) -> None:
    with database.begin() as session:
        colleagues.give_address(session, username, email, "test")


def mails(database: Database) -> list[OutboxMessage]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.channel == Channel.MAIL)))


def test_of_one_occasion_everybody_is_told_once(database: Database) -> None:
    tell(database)
    tell(database)
    with database.begin() as session:
        assert [service.waiting(session, each) for each in (AN, BINH, "somebody")] == [1, 1, 0]
        (told,) = service.listing(session, AN)
        assert service.words(told) == (
            "PA-079-2345-6789 đã quá hạn tiếp nhận lúc 17:00 20/11/2026. Cơ quan xử lý: BHXH Quận 5."
        )
        service.see(session, BINH, [told.id], utcnow())  # somebody else's
        assert service.waiting(session, AN) == 1
        service.see(session, AN, [told.id], utcnow())
        assert service.waiting(session, AN) == 0


def test_what_comes_at_once_makes_one_mail_for_who_has_an_address(
    database: Database, config: BackendConfig, tmp_path: Path
) -> None:
    give(database, AN, "an@bhxh.example")
    tell(database, "PA-079-2345-6789", "PA-079-3456-789A")
    for _ in range(2):
        tasks.write_mails(database, config)
    assert len(mails(database)) == 1
    assert drain(database, MailFolder(tmp_path / "mail", "bhxh@bhxh.example"), channel=Channel.MAIL) == 1
    (file,) = (tmp_path / "mail").iterdir()
    written = file.read_text(encoding="utf-8", errors="replace")
    assert "an@bhxh.example" in written
    tell(database, "PA-079-4567-89AB")
    tasks.write_mails(database, config)
    assert len(mails(database)) == 2
    give(database, AN, "")
    tell(database, "PA-079-5678-9ABC")
    tasks.write_mails(database, config)
    assert len(mails(database)) == 2


def test_two_workers_write_one_mail(database: Database) -> None:
    give(database, AN, "an@bhxh.example")
    tell(database)
    start, written = Barrier(3), list[int]()

    def write() -> None:
        start.wait()
        written.append(service.mail_due(database, "http://localhost/nhan-vien/nhac-viec", utcnow()))

    workers = [Thread(target=write) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(written) == 1 and len(mails(database)) == 1


def test_who_gives_an_address_later_is_not_written_to_about_what_was_long_ago(database: Database) -> None:
    tell(database)
    give(database, AN, "an@bhxh.example")
    assert service.mail_due(database, "", utcnow() + timedelta(days=2)) == 0


def test_what_was_told_long_ago_is_forgotten(database: Database) -> None:
    tell(database)
    with database.begin() as session:
        service.forget(session, utcnow() + service.KEPT - timedelta(minutes=1))
        assert service.waiting(session, AN) == 1
        service.forget(session, utcnow() + service.KEPT + timedelta(minutes=1))
        assert service.waiting(session, AN) == 0


def test_whose_work_it_is(database: Database) -> None:
    with database.begin() as session:
        closed = accounts.find(session, BINH)
        assert closed is not None
        accounts.close(session, closed, "test")
        assert colleagues.in_agencies(session, Permission.FEEDBACK_ALERTED, ["07915"]) == [AN]
        assert colleagues.in_agencies(session, Permission.FEEDBACK_ALERTED, ["079"]) == []
        assert colleagues.in_agencies(session, Permission.CONVERSATIONS, ["07915"]) == []


def test_every_page_of_staff_says_how_many_wait(config: BackendConfig, database: Database) -> None:
    app = create_app(config)
    browser = Browser(app)
    assert browser.log_in(AN, PASSWORD).status_code == 303
    assert "chưa xem" not in browser.get("/nhan-vien/").text
    tell(database, "PA-079-2345-6789", "PA-079-3456-789A")
    for page in ("/nhan-vien/", "/can-bo", "/bao-cao", "/nhan-vien/nhac-viec"):
        assert ": 2 mục chưa xem" in browser.get(page).text, page
    shown = browser.get("/nhan-vien/nhac-viec").text
    assert 'href="/can-bo/phan-anh/PA-079-2345-6789"' in shown
    with database.reading() as session:
        numbers = [each.id for each in service.listing(session, AN)]
    assert browser.post("/nhan-vien/nhac-viec", seen=str(numbers[0])).status_code == 303
    assert ": 1 mục chưa xem" in browser.get("/nhan-vien/").text
    assert browser.post("/nhan-vien/nhac-viec", seen="x" * 400).status_code == 303
    wrong = browser.post("/nhan-vien/nhac-viec/e-mail", email="không phải thư")
    assert wrong.status_code == 422 and "Địa chỉ email" in wrong.text
    assert browser.post("/nhan-vien/nhac-viec/e-mail", email="an@bhxh.example").status_code == 303
    assert "an@bhxh.example" in browser.get("/nhan-vien/nhac-viec").text
    with database.reading() as session:
        entries = list(session.scalars(select(AuditEntry.details).where(AuditEntry.action == "staff.email")))
    assert entries == [{"account": AN, "given": "yes"}]  # the address itself is nobody's business
    app.extensions["bhxh.chat"].close()
