"""Linked channels in the account: one's own alone, each with its end."""

from __future__ import annotations

from flask import Flask

from backend.accounts import service as accounts
from backend.channels import links
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from tests.backend.personal.conftest import AN, NGOC, LogIn
from tests.support.citizens import CitizenBrowser

PAGE = "/tai-khoan/kenh-lien-ket"


def linked(database: Database, code: str, channel: str, address: str) -> int:
    with database.begin() as session:
        phone = accounts.phone_of(session, code)
        assert phone is not None
        links.remember_phone(session, channel, address, phone, utcnow(), level=links.Level.CODE)
        return max(link.id for link in links.links_of(session, phone, utcnow()))


def test_one_s_own_channels_are_listed_and_ended(log_in: LogIn, database: Database) -> None:
    mine, theirs = linked(database, NGOC, "telegram", "71"), linked(database, AN, "zalo", "72")
    browser = log_in(NGOC)
    assert PAGE in browser.get("/tai-khoan/").text
    shown = browser.get(PAGE).text
    assert "Telegram" in shown and "Zalo</b>" not in shown
    assert browser.post(f"{PAGE}/{theirs}/huy").status_code == 404
    assert browser.post(f"{PAGE}/{mine}/huy").location == f"{PAGE}?xong=1"
    assert text("accounts.linked.none") in browser.get(f"{PAGE}?xong=1").text
    assert browser.post(f"{PAGE}/{mine}/huy").status_code == 404
    with database.reading() as session:
        assert links.verified_phone(session, "zalo", "72") is not None


def test_nobody_else_comes_in(app: Flask) -> None:
    stranger = CitizenBrowser(app)
    assert stranger.get(PAGE).status_code in {302, 303} and "dang-nhap" in stranger.get(PAGE).location
    assert stranger.client.post(f"{PAGE}/1/huy").status_code in {302, 303, 400, 401}
