"""Logging in: what is asked for, what is not told, and what ends a session."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend import audit
from backend.accounts.guard import COOKIE
from backend.accounts.models import Account, AccountSession
from backend.audit.models import AuditEntry
from backend.credentials import passwords
from backend.database import Database
from tests.backend.accounts.conftest import AN, FIRST, NGOC, PASSWORD, acts, open_account
from tests.support.citizens import HOME, LOGIN, CitizenBrowser
from tests.support.otp import OtpGateway
from tests.support.staff import Clock


def test_in_and_out(app: Flask, people: Database) -> None:
    browser = CitizenBrowser(app)
    answer = browser.log_in("79 2045 6789", PASSWORD)
    assert (answer.status_code, answer.location) == (303, HOME)
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(COOKIE))
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; ")) and "Secure" not in cookie
    shown = browser.get(HOME).text
    assert "Trần Thị Bích Ngọc" in shown and "789" in shown and "903456789" not in shown
    before = browser.client.get_cookie(COOKIE)
    assert browser.post("/tai-khoan/dang-xuat").location == LOGIN and before is not None
    browser.client.set_cookie(COOKIE, before.value)  # who kept the cookie has nothing
    assert not browser.inside
    assert acts(people, subject=NGOC)[-1] == "account.login"


def test_the_personal_id_serves_as_code(app: Flask, people: Database) -> None:
    """Since 01/8/2025 (CV 1804/BHXH-QLT)."""
    browser = CitizenBrowser(app)
    assert browser.log_in("079 190 004 567", PASSWORD).location == HOME
    assert "Trần Thị Bích Ngọc" in browser.get(HOME).text
    stranger = CitizenBrowser(app)
    unknown, wrong = stranger.log_in("079190004568", PASSWORD), stranger.log_in(NGOC, "sai mật khẩu")
    assert (
        (unknown.status_code, "chưa đúng" in unknown.text)
        == (wrong.status_code, "chưa đúng" in wrong.text)
        == (401, True)
    )


def test_the_page_asked_for_is_opened_after_the_login_and_no_foreign_one(app: Flask) -> None:
    browser = CitizenBrowser(app)
    asked = browser.get("/tai-khoan/doi-mat-khau?a=1")
    assert asked.location == "/tai-khoan/dang-nhap?next=/tai-khoan/doi-mat-khau?a%3D1"
    assert browser.log_in(NGOC, PASSWORD, next="/tai-khoan/doi-mat-khau?a=1").location == "/tai-khoan/doi-mat-khau?a=1"
    for wanted in ("//xa.example/tai-khoan", "https://xa.example", "/\\xa.example", "/can-bo"):
        assert browser.log_in(NGOC, PASSWORD, next=wanted).location == HOME


def test_a_session_id_from_before_the_login_is_never_kept(app: Flask) -> None:
    browser = CitizenBrowser(app)
    browser.client.set_cookie(COOKIE, "planted-by-somebody-else")
    browser.log_in(NGOC, PASSWORD)
    first = browser.client.get_cookie(COOKIE)
    browser.log_in(NGOC, PASSWORD)
    second = browser.client.get_cookie(COOKIE)
    assert first and second and len({"planted-by-somebody-else", first.value, second.value}) == 3
    browser.client.set_cookie(COOKIE, first.value)
    assert not browser.inside


def test_a_stranger_reads_the_same_whether_or_not_the_account_exists(app: Flask) -> None:
    answers = {}
    for code in (NGOC, AN, "7999999999", "079190004568"):  # an account, a person without one, nobody, the ID of nobody
        browser = CitizenBrowser(app)
        said = [browser.log_in(code, "sai mật khẩu") for _ in range(7)]
        token = browser.token()
        answers[code] = [
            (answer.status_code, answer.text.replace(code, "").replace(token, "")[:2000]) for answer in said
        ]
        assert [status for status, _ in answers[code]] == [401] * 5 + [429] * 2
        assert "15 phút" in said[-1].text
    assert len({str([status for status, _ in one]) for one in answers.values()}) == 1
    without_token = {str([text.partition("csrf_token")[0] for _, text in one]) for one in answers.values()}
    assert len(without_token) == 1


def test_a_stranger_waits_the_same_whether_or_not_the_account_exists(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is what is computed: as many hashes and statements for an unknown code as for a known one."""
    from sqlalchemy import event

    database = app.extensions["bhxh.accounts"].login._database
    hashes, statements = [], []
    real = passwords._hasher.verify
    monkeypatch.setattr(
        passwords,
        "_hasher",
        type("Counting", (), {"verify": lambda _, stored, typed: hashes.append(stored) or real(stored, typed)})(),
    )
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2].split()[0]))
    counted = []
    for code in (NGOC, "7999999999"):
        browser = CitizenBrowser(app)
        browser.token()
        hashes.clear()
        statements.clear()
        browser.log_in(code, "sai mật khẩu")
        counted.append((len(hashes), list(statements)))
    assert counted[0] == counted[1] and counted[0][0] == 1


def test_the_fifteen_minutes_end(app: Flask, clock: Clock) -> None:
    for _ in range(5):
        CitizenBrowser(app).log_in(NGOC, "sai")
    assert CitizenBrowser(app).log_in(NGOC, PASSWORD).status_code == 429
    clock.now += timedelta(minutes=15, seconds=1)
    assert CitizenBrowser(app).log_in(NGOC, PASSWORD).status_code == 303


def test_guesses_sent_at_once_share_no_try(app: Flask) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: CitizenBrowser(app).log_in(NGOC, "sai").status_code, range(12)))
    assert sorted(statuses) == [401] * 5 + [429] * 7


def test_what_is_no_code_is_said_to_be_none(app: Flask) -> None:
    answer = CitizenBrowser(app).log_in("79123", PASSWORD)
    assert answer.status_code == 422 and 'id="code-error"' in answer.text
    assert CitizenBrowser(app).log_in("x" * 100_000, PASSWORD).status_code == 413


def test_failures_are_audited_under_the_person_and_the_chain_is_whole(app: Flask, people: Database) -> None:
    CitizenBrowser(app).log_in(NGOC, "sai")
    with people.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "account.failed")).one()
        assert entry.actor == "visitor" and entry.details == {"why": "password"}
        assert audit.walk(session).sequence == entry.sequence
    assert acts(people, subject=NGOC)[-1] == "account.failed"


def test_sessions_end_when_idle_and_after_a_day(phone: CitizenBrowser, clock: Clock) -> None:
    clock.now += timedelta(minutes=29)
    assert phone.inside
    clock.now += timedelta(minutes=29)
    assert phone.inside
    clock.now += timedelta(minutes=31)
    assert not phone.inside
    phone.log_in(NGOC, PASSWORD)
    for _ in range(20):
        clock.now += timedelta(minutes=29)
        assert phone.inside
    clock.now += timedelta(minutes=29)
    assert not phone.inside


def test_a_form_without_its_token_does_nothing(phone: CitizenBrowser) -> None:
    assert phone.client.post("/tai-khoan/dang-xuat").status_code == 400
    assert phone.inside


def test_the_first_login_is_noted_once_it_is_complete(app: Flask, people: Database) -> None:
    open_account(people, AN, FIRST, chosen=False)
    CitizenBrowser(app).log_in(AN, FIRST)
    CitizenBrowser(app).log_in(NGOC, PASSWORD)
    with people.reading() as session:
        used = {row.must_change: row.first_login_at is not None for row in session.scalars(select(Account))}
    assert used == {True: False, False: True}


def test_a_removed_account_is_out_at_once(phone: CitizenBrowser, people: Database) -> None:
    from backend.accounts import service

    with people.begin() as session:
        account = service.find_by_code(session, NGOC)
        assert account is not None
        service.remove(session, account.id, "test")
        assert session.scalars(select(AccountSession)).all() == []
    assert not phone.inside


def test_the_pages_speak_english(app: Flask, gateway: OtpGateway) -> None:
    browser = CitizenBrowser(app)
    browser.get("/ngon-ngu/en")
    assert "Sign in" in browser.get(LOGIN).text
    assert "The code or the password is not right" in browser.log_in(NGOC, "sai").text
