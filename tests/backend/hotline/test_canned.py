"""Canned replies: everybody's and one's own, used with and without JavaScript."""

from __future__ import annotations

import pytest
from flask import Flask

from backend.database import Database
from backend.declined import Declined
from backend.hotline import canned
from bhxh.messages import ENGLISH, VIETNAMESE, speak
from tests.backend.hotline.conftest import agent
from tests.backend.hotline.people import call, config, populated

__all__ = ["config", "populated"]

LIST = "/tong-dai/cau-soan-san"


def test_an_agent_keeps_replies_that_nobody_else_sees(app: Flask, database: Database) -> None:
    browser = agent(app)
    assert browser.post(LIST, name="/Hẹn-gọi", body="Tôi sẽ gọi lại trong 15 phút.").location == LIST
    with database.reading() as session:
        [reply] = canned.own(session, "tongdai1")
    assert reply.name == "hen-goi"
    address = call(browser)
    assert 'data-name="hen-goi"' in browser.get(address).text
    other = agent(app, "tongdai2")
    assert "hen-goi" not in other.get(LIST).text + other.get(call(other)).text
    assert other.get(f"{LIST}/{reply.id}").status_code == 404
    assert other.post(f"{LIST}/{reply.id}", name="x", body="x").status_code == 404
    other.post(f"{LIST}/{reply.id}/xoa")
    assert browser.post(f"{LIST}/{reply.id}", name="goi-sau", body="Tôi gọi lại sau.").location == LIST
    assert "/goi-sau" in browser.get(LIST).text and "/hen-goi" not in browser.get(LIST).text
    browser.post(f"{LIST}/{reply.id}/xoa")
    assert "goi-sau" not in browser.get(LIST).text


def test_without_javascript_the_list_leads_into_the_answer(app: Flask) -> None:
    browser = agent(app)
    browser.post(LIST, name="nha", body="Câu <b>nhà</b>")
    address = call(browser)
    listed = browser.get(f"{LIST}?cuoc={address.rsplit('/', 1)[1]}").text
    for key, words in (("chao", "Chào Ông/Bà"), ("1", "Câu &lt;b&gt;nhà")):
        assert f"{address}?cau={key}" in listed
        page = browser.get(f"{address}?cau={key}").text
        field = page.split("<textarea", 1)[1].split("</textarea>")[0]
        assert words in field
    for wrong in ("khong-co", "9" * 60, "../x"):
        assert browser.get(f"{address}?cau={wrong}").status_code == 200
        assert browser.get(f"{LIST}?cuoc={wrong}").status_code == 200


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("", "x", "Tên ngắn"),
        ("a b", "x", "Tên ngắn"),
        ("a" * 25, "x", "Tên ngắn"),
        ("tot", "", "từ 1 đến 1000"),
        ("tot", "x" * 1001, "từ 1 đến 1000"),
        ("nha", "x", "Đã có câu tên /nha"),
    ],
)
def test_what_cannot_be_kept_is_told_with_what_was_typed(app: Flask, name: str, body: str, says: str) -> None:
    browser = agent(app)
    browser.post(LIST, name="nha", body="Câu nhà")
    refused = browser.post(LIST, name=name, body=body)
    assert refused.status_code == 422 and says in refused.text and f'value="{name}"' in refused.text


def test_nobody_keeps_more_than_fifty(database: Database) -> None:
    for each in range(canned.MOST):
        canned.add(database, "tongdai1", f"cau-{each}", "x")
    with pytest.raises(Declined, match="full"):
        canned.add(database, "tongdai1", "cau-50", "x")
    canned.add(database, "tongdai2", "cau-0", "x")


def test_what_everybody_has_stays_vietnamese() -> None:
    speak(ENGLISH)
    try:
        names = [reply.name for _, replies in canned.shared() for reply in replies]
        assert "Chào Ông/Bà" in canned.shared()[0][1][0].body and len(names) == len(set(names))
    finally:
        speak(VIETNAMESE)
