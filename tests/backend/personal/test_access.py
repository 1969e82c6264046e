"""Nobody sees anybody else's data, but a guardian its child's; an attempt is answered like nonsense and leaves a trace."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from backend.accounts import service as accounts
from backend.accounts.guard import SIGNED_IN
from backend.database import Database
from tests.backend.personal.conftest import AN, HAN, MUOI, NGOC, LogIn, person_id, traces, visits_of
from tests.backend.personal.test_pages import words


def routes(app: Flask) -> list[str]:
    """Every address of the personal pages, as the application has them."""
    return sorted(rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("personal."))


def address(rule: str, ward: str) -> str:
    """A route with numbers in it."""
    return re.sub(r"<[^>]*:visit>", "1", re.sub(r"<[^>]*:ward>", ward, rule))


@pytest.mark.only_on("sqlite")
def test_every_route_asks_for_a_log_in(app: Flask) -> None:
    gate = app.extensions["bhxh.gate"]
    found = routes(app)
    assert len(found) >= 2 * 14
    stranger = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("personal."):
            assert gate.rule(rule.endpoint) is SIGNED_IN
            answer = stranger.get(address(rule.rule, "3"))
            assert answer.status_code == 303 and answer.location.startswith("/tai-khoan/dang-nhap"), rule.rule


def test_who_is_no_guardian_sees_no_child_and_no_adult(app: Flask, log_in: LogIn, database: Database) -> None:
    browser = log_in(AN)
    nowhere = browser.get("/tai-khoan/con/999999/ho-so")
    for whose in (HAN, NGOC, MUOI, AN):
        before = traces(database, whose)
        victim = str(person_id(database, whose))
        for path in routes(app):
            if ":ward>" in path:
                answer = browser.get(address(path, victim))
                assert (answer.status_code, answer.data) == (404, nowhere.data), path
        assert traces(database, whose) == before, "nothing was read"


def test_a_guardian_may_not_reach_adults_through_the_childs_address(log_in: LogIn, database: Database) -> None:
    browser = log_in(NGOC)
    for whose in (NGOC, AN, MUOI):
        assert browser.get(f"/tai-khoan/con/{person_id(database, whose)}/ho-so").status_code == 404


def test_a_guardian_sees_the_child_and_whose_data_it_is(log_in: LogIn, database: Database) -> None:
    browser, child = log_in(NGOC), person_id(database, HAN)
    assert f"/tai-khoan/con/{child}/the-bhyt" in browser.get("/tai-khoan/con").text
    page = browser.get(f"/tai-khoan/con/{child}/the-bhyt")
    assert "Đang xem thông tin của con: Lê Trần Gia Hân" in page.text
    assert "LÊ TRẦN GIA HÂN" in page.text and NGOC not in page.text
    for link in ("ho-so", "qua-trinh", "so-kcb", "ai-da-xem"):
        assert f'href="/tai-khoan/con/{child}/{link}"' in page.text, "the way stays with the child"
    with database.reading() as session:
        account = accounts.find_by_person(session, person_id(database, NGOC))
    assert account is not None
    assert traces(database, HAN)[-1] == (account.actor, "card.read")
    assert "card.read" not in [act for _, act in traces(database, NGOC)]
    assert browser.get(f"/tai-khoan/con/{child}/the-bhyt.pdf").data.startswith(b"%PDF")


def test_of_age_a_child_is_nobodys_ward(log_in: LogIn, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, child = log_in(NGOC), person_id(database, HAN)
    monkeypatch.setattr("backend.participants.register.is_minor", lambda *_: False)
    assert browser.get(f"/tai-khoan/con/{child}/ho-so").status_code == 404
    assert "Gia Hân" not in browser.get("/tai-khoan/con").text


def test_nobody_elses_visit(log_in: LogIn, database: Database) -> None:
    theirs = visits_of(log_in(MUOI))
    browser, child = log_in(NGOC), person_id(database, HAN)
    nowhere = browser.get("/tai-khoan/so-kcb/99999999")
    for path in (f"so-kcb/{theirs[0]}", f"con/{child}/so-kcb/{theirs[0]}", f"so-kcb/{theirs[0]}/khong-phai-cua-toi"):
        answer = browser.get(f"/tai-khoan/{path}")
        assert (answer.status_code, answer.data) == (404, nowhere.data), path
    assert browser.get(f"/tai-khoan/so-kcb/{theirs[0]}.pdf").status_code == 404
    # a guardian's own visit is none of the child's, and the child's none of the guardian's own
    own = visits_of(browser)[0]
    assert browser.get(f"/tai-khoan/con/{child}/so-kcb/{own}").status_code == 404
    assert traces(database, HAN)[-1][1] == "kcb.visit", "the attempt left a trace"


def test_nothing_in_the_query_or_a_header_names_another_person(log_in: LogIn, database: Database) -> None:
    browser, victim = log_in(AN), person_id(database, NGOC)
    for query in (f"?ward={victim}", f"?person_id={victim}", f"?con={victim}", f"?bhxh_code={NGOC}"):
        shown = words(browser.get(f"/tai-khoan/ho-so{query}").text)
        assert "Nguyễn Văn An" in shown and "Ngọc" not in shown


@pytest.mark.only_on("sqlite")
def test_answers_are_kept_by_nobody(app: Flask, log_in: LogIn) -> None:
    browser = log_in(NGOC)
    for path in ("ho-so", "the-bhyt", "the-bhyt.pdf", "ai-da-xem", "con"):
        headers = browser.get(f"/tai-khoan/{path}").headers
        assert headers["Cache-Control"] == "no-store" and "noindex" in headers["X-Robots-Tag"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
