"""Who gets in where: made from the application's own table of routes, so that a route that is forgotten fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule as Route

from backend.access.gate import Gate
from backend.access.sections import Rule
from backend.staff.guard import REALM, Section, StaffRealm, StaffRule
from backend.staff.roles import MAY, Permission, Role
from backend.staff.sessions import Step
from tests.backend.staff.conftest import PASSWORD
from tests.support.staff import Browser


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """The rules do not depend on the database."""
    yield f"sqlite:///{tmp_path / 'test.db'}"


def staff_routes(app: Flask) -> list[tuple[Route, Rule]]:
    gate: Gate = app.extensions["bhxh.gate"]
    found = []
    for route in app.url_map.iter_rules():
        if gate.realm(route.endpoint) != REALM:
            continue
        rule = gate.rule(route.endpoint)
        assert rule is not None, route.rule
        found.append((route, rule))
    assert len(found) > 10
    return found


def steps(rule: Rule) -> frozenset[Step]:
    return rule.steps if isinstance(rule, StaffRule) else frozenset(Step)


def permissions(rule: Rule) -> frozenset[Permission]:
    return rule.permissions if isinstance(rule, StaffRule) else frozenset()


def address(route: Route) -> str:
    return re.sub(r"<(int:)?\w+>", "1", re.sub(r"<any\((\w+)[^>]*>", r"\1", route.rule))


def calls(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    for route, rule in staff_routes(app):
        for method in sorted((route.methods or set()) & {"GET", "POST", "DELETE"}):
            yield method, address(route), rule


def test_a_route_without_a_rule_lets_nobody_in(config: object, app: Flask) -> None:
    fresh = Flask("fresh", root_path=app.root_path)
    gate = Gate(fresh, form_key=b"k" * 32, secure_cookie=False)
    StaffRealm.install(fresh, gate, app.extensions["bhxh.staff"].database, secure_cookie=False)
    section = Section("forgotten", "/quen")
    section.blueprint.add_url_rule("/", "open", lambda: "nobody should read this")
    section.register(fresh)
    from backend.staff.pages import section as login_section

    login_section.register(fresh)
    visitor = Browser(fresh)
    visitor.log_in("quan.tri", PASSWORD)
    answer = visitor.get("/quen/")
    assert answer.status_code == 403 and "nobody should" not in answer.text


def test_a_stranger_meets_the_login(app: Flask) -> None:
    for method, path, rule in calls(app):
        if rule.anyone:
            continue
        visitor = Browser(app)
        if method == "GET":
            answer = visitor.get(path)
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/nhan-vien/dang-nhap"), path
            assert visitor.get(path, headers={"HX-Request": "true"}).status_code == 401, path
        else:
            assert visitor.post(path).status_code == 401, path


@pytest.mark.parametrize("role", list(Role))
def test_the_wrong_role_is_refused(app: Flask, role: Role) -> None:
    visitor = Browser(app)
    assert visitor.log_in(role.value.replace("_", "."), PASSWORD).status_code == 303
    token = visitor.token("/nhan-vien/")
    for method, path, rule in calls(app):
        allowed = Step.DONE in steps(rule) and (not permissions(rule) or permissions(rule) & MAY[role])
        if allowed:
            continue
        answer = visitor.client.open(path, method=method, data={"csrf_token": token}, follow_redirects=False)
        expected = 403 if permissions(rule) or method != "GET" else 303  # a step of the log-in that is behind
        assert answer.status_code == expected, (method, path)


def test_no_form_is_taken_without_its_token(app: Flask) -> None:
    visitor = Browser(app)
    visitor.log_in("quan.tri", PASSWORD)
    for method, path, rule in calls(app):
        if method == "GET" or Step.DONE not in steps(rule):
            continue
        if permissions(rule) and not permissions(rule) & MAY[Role.ADMIN]:
            continue
        for form in ({}, {"csrf_token": "made-up"}):
            answer = visitor.client.open(path, method=method, data=form)
            assert answer.status_code == 400 and "biểu mẫu" in answer.text.lower(), path
    assert visitor.get("/nhan-vien/").status_code == 200  # nothing of it happened, the log-out neither


def test_every_page_forbids_what_it_does_not_need(app: Flask) -> None:
    answer = Browser(app).get("/nhan-vien/dang-nhap")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script(?! src)|style=|\son\w+=\"", answer.text)
