"""A citizen's browser, for tests that need no real one."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.otp import CODE

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LOGIN = "/tai-khoan/dang-nhap"
HOME = "/tai-khoan/"
DEVICE = "/tai-khoan/thiet-bi"
PASSWORD = "/tai-khoan/doi-mat-khau"


class CitizenBrowser:
    """Keeps cookies and sends forms with their token."""

    def __init__(self, app: Flask, agent: str = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile") -> None:
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_USER_AGENT"] = agent

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def token(self) -> str:
        """The form token of this browser, as any page with a form has it."""
        found = _TOKEN.search(self.client.get(LOGIN).text)
        assert found is not None
        return found.group(1)

    def post(self, path: str, **form: str) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **form})

    def log_in(self, code: str, password: str, **form: str) -> TestResponse:
        return self.post(LOGIN, code=code, password=password, **form)

    def take_over(self, otp: str = CODE) -> TestResponse:
        """Go on where another device is logged in."""
        self.post(f"{DEVICE}/gui-ma")
        return self.post(DEVICE, otp=otp)

    def choose(self, old: str, new: str) -> TestResponse:
        return self.post(PASSWORD, old=old, new=new, again=new)

    @property
    def inside(self) -> bool:
        """Whether this browser is wholly logged in."""
        return self.get(HOME).status_code == 200
