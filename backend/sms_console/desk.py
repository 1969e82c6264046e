"""What every page of the console uses: its section, the gateway behind it, the audit, and what is said when the gateway refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app

from backend import audit
from backend.config import BackendConfig
from backend.database import blind_index
from backend.staff.guard import Section, realm, staff
from backend.staff.roles import Permission
from backend.staff.views import problem_page
from bhxh.messages import text
from sms_gateway.client import GatewayError, GatewayRefused, GatewayUnavailable
from sms_gateway.client.desk import Desk

section = Section("sms", "/tin-nhan")
section.link("", "console.campaigns", Permission.SMS_READ)
section.link("/mau-tin", "console.templates", Permission.SMS_READ)
section.link("/tim-kiem", "console.search", Permission.SMS_SEARCH)
section.link("/so-chan", "console.blocks", Permission.SMS_BLOCKS)
section.link("/nha-cung-cap", "console.providers", Permission.SMS_READ)
section.link("/khoa", "console.keys", Permission.SMS_KEYS)
section.link("/bao-tin", "console.callbacks", Permission.SMS_KEYS)

_EXTENSION: Final = "bhxh.sms_desk"


def install(app: Flask, config: BackendConfig) -> None:
    """Give this application's console its gateway; `section` is registered by the caller."""
    app.extensions[_EXTENSION] = Desk(config.sms_url + "/sms/v1", config.sms_console_key)
    app.extensions["bhxh.sandbox_inbox"] = config.sandbox_inbox


def desk() -> Desk:
    """The gateway, with the console's own key."""
    found: Desk = current_app.extensions[_EXTENSION]
    return found


def sandbox_inbox() -> str | None:
    """Address of the demo's inbox, None in production."""
    found: str | None = current_app.extensions["bhxh.sandbox_inbox"]
    return found


def person() -> str:
    """In whose name the gateway is asked."""
    return staff().username


@contextmanager
def audited(action: str, *, phone: str | None = None, **details: str | int | None) -> Iterator[None]:
    """Record what this person does, and how it ended. ``phone``: whose messages it is about; kept as its keyed hash."""
    try:
        yield
    except GatewayError as error:
        outcome = error.code if isinstance(error, GatewayRefused) else "unknown"
        _record(action, phone, {**details, "refused": outcome})
        raise
    _record(action, phone, details)


def note(action: str, **details: str | int | None) -> None:
    """Record what this person is about to be shown."""
    _record(action, None, details)


def _record(action: str, phone: str | None, details: dict[str, str | int | None]) -> None:
    with realm().database.begin() as session:
        index = None if phone is None else blind_index(session, "audit.phone", phone)
        audit.record(session, actor=staff().actor, action=action, subject_index=index, details=details)


def _refused(error: GatewayRefused) -> Response:
    return problem_page(error.status, error.detail)


def _unavailable(_error: GatewayUnavailable) -> Response:
    return problem_page(HTTPStatus.SERVICE_UNAVAILABLE, text("console.gateway_away"))


section.blueprint.register_error_handler(GatewayRefused, _refused)
section.blueprint.register_error_handler(GatewayUnavailable, _unavailable)
