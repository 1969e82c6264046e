"""A visit that is not the person's own becomes a feedback, once, with the visit attached."""

from __future__ import annotations

import re

from sqlalchemy import select

from backend.database import Database
from backend.feedback.models import Ticket
from tests.backend.personal.conftest import HAN, MUOI, NGOC, LogIn, person_id, traces, visits_of
from tests.backend.personal.test_pages import words

WORDS = "Tháng 5 tôi ở Đà Nẵng, không đi Gia Lai và không cho ai mượn thẻ."


def hidden_key(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def tickets(database: Database) -> list[Ticket]:
    with database.reading() as session:
        return list(session.scalars(select(Ticket)))


def test_a_wrong_visit_is_handed_over_once(log_in: LogIn, database: Database) -> None:
    browser = log_in(MUOI)
    (visit,) = [one for one in visits_of(browser) if "Ia Mơ Nông" in browser.get(f"/tai-khoan/so-kcb/{one}").text]
    path = f"/tai-khoan/so-kcb/{visit}/khong-phai-cua-toi"
    page = browser.get(path).text
    assert "Ia Mơ Nông" in page and "0935***333" in page and '<option value="048" selected>' in page
    form = {"words": WORDS, "province": "048", "key": hidden_key(page)}
    done = browser.post(path, **form)
    (ticket,) = [one for one in tickets(database) if one.number in done.text]
    assert done.status_code == 200
    assert (ticket.subject, ticket.province, ticket.channel, ticket.text) == ("kcb", "048", "tai_khoan", WORDS)
    assert ticket.visit is not None and ticket.visit["id"] == visit and "Gãy" not in str(ticket.visit)
    count = len(tickets(database))
    assert ticket.number in browser.post(path, **form).text and len(tickets(database)) == count
    assert "feedback.submitted" in [act for _, act in traces(database, MUOI)]


def test_what_is_wrong_is_told_and_nothing_is_lost(log_in: LogIn, database: Database) -> None:
    browser, before = log_in(MUOI), len(tickets(database))
    path = f"/tai-khoan/so-kcb/{visits_of(browser)[0]}/khong-phai-cua-toi"
    short = browser.post(path, words="sai", province="048", key="k")
    assert short.status_code == 422 and ">sai</textarea>" in short.text and "quá ngắn" in short.text
    nowhere = browser.post(path, words=WORDS, province="999", key="k")
    assert nowhere.status_code == 422 and WORDS in nowhere.text and "chọn BHXH tỉnh" in nowhere.text
    assert browser.client.post(path, data={"words": WORDS, "province": "048", "key": "k"}).status_code == 400
    assert len(tickets(database)) == before


def test_another_persons_visit_can_not_be_reported(log_in: LogIn, database: Database) -> None:
    theirs, before = visits_of(log_in(MUOI))[0], len(tickets(database))
    browser = log_in(NGOC)
    answer = browser.post(f"/tai-khoan/so-kcb/{theirs}/khong-phai-cua-toi", words=WORDS, province="079", key="k")
    assert answer.status_code == 404 and len(tickets(database)) == before


def test_a_guardian_reports_for_the_child(log_in: LogIn, database: Database) -> None:
    browser, child = log_in(NGOC), person_id(database, HAN)
    book = browser.get(f"/tai-khoan/con/{child}/so-kcb").text
    found = re.search(rf'href="(/tai-khoan/con/{child}/so-kcb/\d+)"', book)
    assert found is not None
    assert "Lượt khám này không phải của con tôi" in words(browser.get(found.group(1)).text)
    form = browser.get(f"{found.group(1)}/khong-phai-cua-toi").text
    assert "Báo lượt khám không phải của con" in form
    assert ">Con tôi không khám, chữa bệnh lượt này." in form, "officers would look at the guardian's own book"
    done = browser.post(f"{found.group(1)}/khong-phai-cua-toi", words=WORDS, province="079", key="k")
    assert done.status_code == 200
    assert "feedback.submitted" in [act for _, act in traces(database, HAN)]
