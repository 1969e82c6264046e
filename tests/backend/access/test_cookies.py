"""Every cookie that the product gives goes by https alone where there is https, is out of scripts' reach, and is not sent from other sites."""

# ruff: noqa: F811 - fixtures of another module, given by name

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from backend.access.language import COOKIE as LANGUAGE
from backend.accounts.guard import COOKIE as CITIZEN
from backend.accounts.reset_pages import COOKIE as RESET
from backend.config import BackendConfig
from backend.registration.desk import DRAFT_COOKIE as DRAFT
from backend.staff.guard import COOKIE as STAFF
from tests.backend.access import test_realms
from tests.backend.access.test_realms import NGOC, PASSWORD, app  # noqa: F401 - fixture

FORMS = "bhxh_bieu_mau"
HOME = "https://bhxh.example"


@pytest.fixture
def config(config: BackendConfig) -> BackendConfig:
    return replace(config, public_url=HOME, demo_password=test_realms.PASSWORD)


def test_every_cookie_is_kept_from_the_open_line_from_scripts_and_from_other_sites(app: Flask) -> None:
    client = app.test_client()
    given: dict[str, str] = {}

    def ask(path: str, **form: str) -> TestResponse:
        url = {"base_url": HOME, "headers": {"Referer": f"{HOME}/"}}
        answer = client.post(path, data=form, **url) if form else client.get(path, **url)  # type: ignore[arg-type]
        given.update({line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")})
        return answer

    def send(page: str, path: str, **form: str) -> TestResponse:
        found = re.search(r'name="csrf_token" value="([^"]+)"', ask(page).text)
        assert found, page
        return ask(path, csrf_token=found[1], **form)

    login, staff = "/tai-khoan/dang-nhap", "/nhan-vien/dang-nhap"
    ask("/ngon-ngu/en")
    send(login, "/tai-khoan/quen-mat-khau", code=NGOC)
    answers = {"bhxh_code": NGOC, "full_name": "Trần Thị Bích Ngọc", "personal_id": "079190004567"}
    assert send(login, "/dang-ky/khai/nguoi-dang-ky", **answers).status_code == 303
    assert send(login, login, code=NGOC, password=PASSWORD).status_code == 303
    assert send(staff, staff, username="canbo.quan5", password=PASSWORD).status_code == 303
    assert set(given) == {FORMS, LANGUAGE, RESET, DRAFT, CITIZEN, STAFF}
    for name, line in given.items():
        said = set(line.split("; ")[1:])
        assert {"Secure", "HttpOnly"} <= said and said & {"SameSite=Lax", "SameSite=Strict"}, name
