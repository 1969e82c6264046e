"""Whose is it: every address that names something of one person or agency, from the application's own table of routes, asked for by
another citizen, another agency's officer, another agency's province and an agent. A new route that names a thing fails until it is told here."""

# ruff: noqa: F811 - fixtures of another module, given by name

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule as Route

from backend.access.gate import Gate
from backend.accounts import changes
from backend.accounts import service as accounts
from backend.accounts.guard import REALM as CITIZENS
from backend.accounts.models import ChangeField
from backend.audit.models import AuditEntry
from backend.channels import links
from backend.database import Database
from backend.feedback.models import Coordination, Ticket
from backend.kcb.models import KcbVisit
from backend.participants import register
from backend.registration.models import Dossier, Photo
from backend.staff import accounts as staff
from backend.staff.guard import REALM as STAFF
from backend.staff.roles import Role
from backend.units.models import Unit, UnitClass
from bhxh.dates import utcnow
from tests.backend.access.test_realms import NGOC, PASSWORD, app, config  # noqa: F401 - fixtures
from tests.support.citizens import CitizenBrowser
from tests.support.staff import Browser

AN, HAN = "7912345678", "7931567890"
AGENCY_OF_NONE = {
    "feedback_desk.receive_done": "a number and nothing behind it",
    "hotline": "an agent's by claim (tests/backend/hotline)",
    "call_backs": "an agent's by claim (tests/backend/supervision)",
    "duty": "a province's by its shift (tests/backend/supervision)",
    "supervision": "the supervisor's, of the whole country",
    "news_desk": "of the whole country",
    "reports": "names a table or a month, never an agency",
    "sms": "of the whole country",
    "staff_accounts": "the administrator's, of the whole country",
}
"""Routes of staff with something in their address that no agency owns, by blueprint or endpoint: their permission alone opens them."""
OF_WHO_ASKS = {
    "accounts.reset_link": "a secret that only an SMS has told",
    "register_child": "a step or a picture of the reader's own draft",
}
"""The same of citizens."""
STRANGERS = (
    ("canbo.quan1", Role.OFFICER, "07901"),
    ("canbo.hanoi", Role.OFFICER, "001"),
    ("truong.quan1", Role.COORDINATOR, "07901"),
    ("tongdai9", Role.AGENT, None),
)
FORM = {
    "version": "1", "check_signed": "on", "check_id": "on", "check_copy": "on", "verdict": "invalid", "reason": "unsigned", "act": "note",
    "username": "truong.quan5", "agency": "07901", "question": "Đề nghị kiểm tra.", "words": "Đã kiểm tra, thông tin đã đúng.",
}  # fmt: skip
"""What a form of any of these routes may hold, so that it is not refused for what is missing."""


@pytest.fixture
def things(app: Flask, database: Database) -> dict[str, str]:
    """By what addresses call them: things of BHXH Quận 5 and of a citizen there, from the demo; the rest is made here."""
    with database.begin() as session:
        mother, child = (register.find_by_code(session, code) for code in (NGOC, HAN))
        assert mother is not None and child is not None and mother.phone is not None
        account = accounts.find_by_person(session, mother.id)
        assert account is not None
        change = changes.ask_change(
            session, account.id, ChangeField.EMAIL, "ngoc@thu.example", actor=account.actor, now=utcnow()
        )
        links.remember_phone(session, "telegram", "7", account.phone, utcnow())
        asked = session.scalars(select(Coordination)).first()
        photo = session.scalars(select(Photo).join(Dossier).where(Dossier.agency_code == "07915")).first()
        unit = session.scalars(select(Unit).where(Unit.code == "TC1502")).one()
        assert asked is not None and photo is not None
        return {
            "accounts.change_id": str(change.id),
            "feedback_desk.asked": str(asked.id),
            "feedback_desk.number": session.get_one(Ticket, asked.ticket_id).number,
            "feedback_desk.place": "1",
            "linked.number": str(links.links_of(session, account.phone, utcnow())[0].id),
            "officers.account_change.number": str(change.id),
            "officers.decide_change.number": str(change.id),
            "officers.kind": photo.kind,
            "officers.number": str(photo.dossier_id),
            "personal.visit": str(session.scalars(select(KcbVisit.id).where(KcbVisit.person_id == mother.id)).first()),
            "personal.ward": str(child.id),
            "reception.number": str(photo.dossier_id),
            "units.class_number": str(
                session.scalars(select(UnitClass.id).where(UnitClass.unit_id == unit.id)).first()
            ),
            "units.number": str(unit.id),
        }


def addresses(
    app: Flask, realm: str, things: dict[str, str], nobodys: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Method, endpoint and address of every route of a realm that names a thing."""
    gate: Gate = app.extensions["bhxh.gate"]
    adapter = app.url_map.bind("")
    for route in app.url_map.iter_rules():
        blueprint = route.endpoint.partition(".")[0]
        if not route.arguments or gate.realm(route.endpoint) != realm or {blueprint, route.endpoint} & set(nobodys):
            continue
        named = {name: thing(route, name, things) for name in route.arguments}
        for method in sorted((route.methods or set()) & {"GET", "POST"}):
            path = things.get(f"address of {route.endpoint}") or adapter.build(route.endpoint, named, method=method)
            yield method, route.endpoint, path


def thing(route: Route, name: str, things: dict[str, str]) -> str:
    """What stands for a part of an address; the test fails for one that nobody has told of."""
    keys = (f"{route.endpoint}.{name}", f"{route.endpoint.partition('.')[0]}.{name}")
    found = next((things[key] for key in keys if key in things), None)
    assert found is not None, f"{route.rule}: whose is <{name}>? Tell it here"
    return found


def staff_of(app: Flask, name: str) -> Browser:
    visitor = Browser(app)
    assert visitor.log_in(name, PASSWORD).status_code == 303
    return visitor


def test_nothing_of_an_agency_is_anothers(app: Flask, database: Database, things: dict[str, str]) -> None:
    owner = staff_of(app, "canbo.hcm")
    page = owner.get(f"/can-bo/ho-so/{things['officers.number']}").text
    # only who was shown this address may see the picture
    things["address of officers.photo"] = re.findall(r'src="([^"]+\.jpg\?xem=[^"]+)"', page)[0]
    for name, role, agency in STRANGERS:
        with database.begin() as session:
            staff.create(
                session, username=name, name=name, role=role, agency=agency, actor="test", password=PASSWORD, demo=True
            )
        visitor = staff_of(app, name)
        form = {"csrf_token": visitor.token("/nhan-vien/"), **FORM}
        tried = 0
        for method, endpoint, path in addresses(app, STAFF, things, AGENCY_OF_NONE):
            answer = visitor.client.open(path, method=method, data=form if method == "POST" else None)
            assert answer.status_code in (403, 404), (name, endpoint, path, answer.status_code)
            tried += 1
        assert tried >= 25
        with database.reading() as session:
            marks = session.scalars(select(AuditEntry.action).where(AuditEntry.actor == f"staff:{name}"))
            assert not [act for act in marks if not act.startswith("staff.")], "something was read"
    for method, endpoint, path in addresses(app, STAFF, things, AGENCY_OF_NONE):
        if method == "GET" and endpoint != "feedback_desk.picture":  # that feedback has none
            assert owner.get(path).status_code == 200, (endpoint, path)


def test_nothing_of_a_citizen_is_anothers(app: Flask, database: Database, things: dict[str, str]) -> None:
    stranger, owner = CitizenBrowser(app), CitizenBrowser(app)
    assert stranger.log_in(AN, PASSWORD).status_code == owner.log_in(NGOC, PASSWORD).status_code == 303
    with database.reading() as session:
        before = session.scalar(select(func.count()).select_from(AuditEntry))
    form = {"csrf_token": stranger.token()}
    tried = list(addresses(app, CITIZENS, things, OF_WHO_ASKS))
    for method, _, path in tried:
        answer = stranger.client.open(path, method=method, data=form if method == "POST" else None)
        assert answer.status_code == 404, (method, path, answer.status_code)
    assert len(tried) >= 20
    with database.reading() as session:
        new = select(AuditEntry).order_by(AuditEntry.sequence).offset(before or 0)
        read = [(entry.action, entry.details) for entry in session.scalars(new)]
    assert all(action == "kcb.visit" for action, _ in read), "only an attempt on a visit leaves a trace"
    for method, endpoint, path in tried:
        if method == "GET" and not ("/con/" in path and "/so-kcb/" in path):  # that visit is the mother's own
            assert owner.get(path).status_code == 200, (endpoint, path)
