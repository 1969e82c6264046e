"""Citizens' cookies open no console and staff's no account: made from the application's own table of routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule as Route

from backend import demo
from backend.access.gate import Gate
from backend.accounts.guard import REALM as CITIZENS
from backend.accounts.guard import SIGNED_IN
from backend.config import BackendConfig
from backend.database import Database
from backend.site.sections import REALM as SITE
from backend.staff.guard import REALM as STAFF
from backend.web import create_app
from tests.backend.conftest import config_of
from tests.support.citizens import CitizenBrowser
from tests.support.passwords import make_cheap
from tests.support.staff import Browser

PASSWORD = "con đường đê xanh ngát"
NGOC = "7920456789"


@pytest.fixture
def config(tmp_path: Path) -> BackendConfig:
    """On SQLite alone: the rules do not depend on the database."""
    return replace(config_of(tmp_path, f"sqlite:///{tmp_path / 'test.db'}"), demo_password=PASSWORD)


@pytest.fixture
def app(config: BackendConfig, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    make_cheap(monkeypatch)
    demo.seed(config)
    made = create_app(config)
    yield made
    made.extensions["bhxh.chat"].close()


def address(route: Route) -> str:
    plain = re.sub(r"<any\((\w+)[^>]*>", r"\1", re.sub(r"<int[^>]*>", "1", route.rule))
    return re.sub(r"<\w+(\([^)]*\))?:?\w*>", "1", plain)


def closed_routes(app: Flask, realm: str) -> list[tuple[str, str]]:
    gate: Gate = app.extensions["bhxh.gate"]
    found = []
    for route in app.url_map.iter_rules():
        rule = gate.rule(route.endpoint)
        if gate.realm(route.endpoint) == realm and rule is not None and not rule.anyone:
            found += [(method, address(route)) for method in sorted((route.methods or set()) & {"GET", "POST"})]
    assert len(found) > 20
    return found


def refused(answer: object) -> bool:
    status, location = answer.status_code, answer.headers.get("Location", "")  # type: ignore[attr-defined]
    return status in (401, 403, 404) or (status == 303 and "dang-nhap" in location)


@pytest.mark.parametrize("role", ["canbo.quan5", "tongdai1", "quantri", "giamsat"])
def test_no_member_of_staff_reaches_a_citizens_pages(app: Flask, role: str) -> None:
    browser = Browser(app)
    assert browser.log_in(role, PASSWORD).status_code == 303
    token = browser.token("/nhan-vien/")
    for method, path in closed_routes(app, CITIZENS):
        answer = browser.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert refused(answer), (method, path, answer.status_code)


def test_no_citizen_reaches_a_console(app: Flask) -> None:
    browser = CitizenBrowser(app)
    assert browser.log_in(NGOC, PASSWORD).status_code == 303
    token = browser.token()
    assert browser.get("/tai-khoan/ho-so").status_code == 200
    for method, path in closed_routes(app, STAFF):
        answer = browser.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert refused(answer), (method, path, answer.status_code)


def test_a_stranger_reaches_neither(app: Flask) -> None:
    stranger = Browser(app)
    token = stranger.token("/nhan-vien/dang-nhap")
    for realm in (CITIZENS, STAFF):
        for method, path in closed_routes(app, realm):
            answer = stranger.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
            assert refused(answer), (method, path, answer.status_code)


def test_no_form_of_a_citizen_or_visitor_is_taken_without_its_token(app: Flask) -> None:
    gate: Gate = app.extensions["bhxh.gate"]
    browser = CitizenBrowser(app)
    assert browser.log_in(NGOC, PASSWORD).status_code == 303
    forms = []
    for route in app.url_map.iter_rules():
        rule = gate.rule(route.endpoint)
        if "POST" not in (route.methods or ()) or gate.realm(route.endpoint) not in {CITIZENS, SITE} or rule is None:
            continue
        if (
            rule.anyone or rule is SIGNED_IN
        ):  # a step of the log-in that is behind is refused before its form is looked at
            forms.append(address(route))
    assert len(forms) > 35
    for path in forms:
        for form in ({}, {"csrf_token": "made-up"}):
            answer = browser.client.post(path, data=form)
            assert answer.status_code == 400 and "biểu mẫu" in answer.text.lower(), path
    assert browser.get("/tai-khoan/ho-so").status_code == 200, "nothing of it happened, the log-out neither"
