"""The gate before every page: made from the application's own table of routes, so that a route that is forgotten fails here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from backend.access.addresses import ours
from backend.access.gate import Gate
from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo_bot.config import ZaloBotConfig
from backend.config import BackendConfig
from backend.database import Database
from backend.site import pages as site_pages
from backend.site import views
from backend.site.sections import Public, SiteRealm
from backend.web import create_app
from bhxh.messages import text
from tests.backend.access.test_realms import address as address_of
from tests.backend.conftest import config_of
from tests.support.staff import Browser

GUARD_THEMSELVES = {
    "static",
    "chat_api",
    "chat_rating",
    "chat_token",
    "chat_files",
    "chat",
    "chat_page",
    "registration_pages",
    "openapi",
    "channel_sms",
}
"""Blueprints without a section: the chat's API and page, addresses that are secrets, and where machines
known by their signature report. What is new belongs on a section."""


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """The rules do not depend on the database."""
    yield f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def app(tmp_path: Path, database_url: str, database: Database) -> Iterator[Flask]:
    nowhere = "http://127.0.0.1:9"
    zalo = ZaloConfig(app_id="1", oa_id="2", app_secret="a", webhook_secret="w", api_url=nowhere, oauth_url=nowhere)
    bot = ZaloBotConfig(token="t", secret="s" * 32, api_url=nowhere)
    own = config_of(tmp_path, database_url)
    config: BackendConfig = replace(own, sms_callback_secret="s" * 32, zalo=zalo, zalo_bot=bot)
    made = create_app(config)
    yield made
    made.extensions["bhxh.channels"].close()
    made.extensions["bhxh.chat"].close()


def test_every_route_has_a_rule(app: Flask) -> None:
    gate: Gate = app.extensions["bhxh.gate"]
    open_routes = [
        route.rule
        for route in app.url_map.iter_rules()
        if route.endpoint.partition(".")[0] not in GUARD_THEMSELVES and gate.rule(route.endpoint) is None
    ]
    assert open_routes == []


@pytest.fixture
def fresh(app: Flask) -> Flask:
    """An application with one public page, and a route whose rule was forgotten."""
    made = Flask("fresh", root_path=app.root_path)
    gate = Gate(made, form_key=b"k" * 32, secure_cookie=False)
    gate.admit(SiteRealm())
    views.install(made, "1900")
    section = Public("small", "/nho")
    section.blueprint.add_url_rule("/quen", "open", lambda: "nobody should read this")

    @section.page("/trang", methods=("GET", "POST"))
    def show() -> str:
        return text("site.menu")

    @section.page("/so/<int:number>")
    def numbered(number: int) -> str:
        return str(number)

    section.register(made)
    site_pages.section.register(made)
    return made


def test_a_public_route_without_a_rule_lets_nobody_in(fresh: Flask) -> None:
    answer = fresh.test_client().get("/nho/quen")
    assert answer.status_code == 403 and "nobody should" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_public_form_needs_its_token(fresh: Flask) -> None:
    answer = fresh.test_client().post("/nho/trang")
    assert answer.status_code == 400 and "biểu mẫu" in answer.text.lower()


def test_who_switches_reads_english_and_nobody_else_does(fresh: Flask) -> None:
    browser, another = Browser(fresh), Browser(fresh)
    switched = browser.get("/ngon-ngu/en?ve=/nho/trang")
    assert (switched.status_code, switched.location) == (303, "/nho/trang")
    assert "HttpOnly" in switched.headers["Set-Cookie"]
    assert browser.get("/nho/trang").text == "Menu"
    assert another.get("/nho/trang").text == "Mục lục"  # the same thread, somebody else's request
    browser.get("/ngon-ngu/vi")
    assert browser.get("/nho/trang").text == "Mục lục"
    assert browser.get("/ngon-ngu/xx").status_code == 404


@pytest.mark.parametrize(
    "wanted",
    ["//xa.example/", "https://xa.example/", "/\\xa.example", "\\\\xa.example", "javascript:alert(1)", "", "/a\nb"],
)
def test_the_switch_leads_nowhere_else(app: Flask, wanted: str) -> None:
    assert ours(wanted) is None
    assert Browser(app).get("/ngon-ngu/en", query_string={"ve": wanted}).location == "/"


def test_addresses_are_ours_only_under_their_prefixes() -> None:
    assert ours("/tai-khoan/ho-so?a=1", ["/tai-khoan"]) == "/tai-khoan/ho-so?a=1"
    assert ours("/tai-khoan-khac", ["/tai-khoan"]) is None


def test_an_address_that_leads_nowhere_is_told_in_the_readers_language(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/ngon-ngu/en")
    page = browser.get("/khong-co", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 404 and '<html lang="en"' in page.text and "There is no such page" in page.text


def test_browsers_read_errors_as_pages_and_tools_as_problems(app: Flask) -> None:
    page = Browser(app).get("/khong-co", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.status_code == 404 and page.mimetype == "text/html" and text("site.missing") in page.text
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    for accept in ("*/*", "application/json", None):
        answer = Browser(app).get("/khong-co", headers={"Accept": accept} if accept else {})
        assert answer.status_code == 404 and answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(("number", "status"), [(1, 200), (2**63 - 1, 200), (2**63, 404), (10**30, 404), (-1, 404)])
def test_numbers_no_database_takes_are_unknown_addresses(fresh: Flask, number: int, status: int) -> None:
    assert fresh.test_client().get(f"/nho/so/{number}").status_code == status


def test_nothing_is_taken_from_the_host_that_a_request_names(app: Flask) -> None:
    """Whoever can write it into somebody's request, or be the first to ask for what is kept, leads nobody away."""
    stranger = app.test_client()
    readable = [route for route in app.url_map.iter_rules() if "GET" in (route.methods or ())]
    moved = 0
    for route in readable:
        for path in {address_of(route), address_of(route).rstrip("/") or "/"}:
            answer = stranger.get(path, base_url="http://xa.example")
            moved += answer.status_code == 308
            assert "xa.example" not in answer.text + answer.headers.get("Location", ""), path
    assert moved >= 2, "no address without its slash was tried"
    document = stranger.get("/api/openapi.json")
    assert document.status_code == 200 and "xa.example" not in document.text


def section_of(app: Flask, endpoint: str, path: str) -> str:
    """Where the pages of a route's section lie; of a route without one the first part of its address."""
    blueprint = app.blueprints[endpoint.rpartition(".")[0]]
    return blueprint.url_prefix or "/" + path.split("/")[1]


def test_the_switch_on_an_answer_to_a_form_leads_to_a_page_of_the_same_section(app: Flask) -> None:
    adapter = app.url_map.bind("")
    readable = {route.rule for route in app.url_map.iter_rules() if "GET" in (route.methods or ())}
    forms = [
        route
        for route in app.url_map.iter_rules()
        if "POST" in (route.methods or ())
        and route.rule not in readable
        and not route.endpoint.startswith(("chat_", "channel_"))  # no pages: programs call them
    ]
    assert len(forms) > 40
    browser = Browser(app)
    for route in forms:
        address = address_of(route)
        target = browser.get("/ngon-ngu/en", query_string={"ve": address}).location
        assert adapter.test(target.rstrip("/") or "/", "GET") or adapter.test(target + "/", "GET"), (address, target)
        assert target.startswith(section_of(app, route.endpoint, address).rstrip("/")), (address, target)


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/tai-khoan/thay-doi/gui-ma", "/tai-khoan/thay-doi"),
        ("/tai-khoan/thay-doi?xong=gui", "/tai-khoan/thay-doi?xong=gui"),
        ("/can-bo/ho-so/7/tiep-nhan", "/can-bo/ho-so/7"),
        ("/ho-so/anh/bi-mat/hoan-tat", "/ho-so/anh/bi-mat"),
        ("/khong-co-trang-nay", "/"),
    ],
)
def test_where_the_switch_leads(app: Flask, wanted: str, target: str) -> None:
    assert Browser(app).get("/ngon-ngu/en", query_string={"ve": wanted}).location == target
