"""A browser of a member of staff, for tests that need no real one: keeps cookies and sends forms with their token."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bhxh.dates import utcnow

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Clock:
    """What the log-in takes for now."""

    now: datetime = field(default_factory=utcnow)

    def __call__(self) -> datetime:
        return self.now


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **rest: Any) -> TestResponse:
        return self.client.get(path, **rest)

    def token(self, path: str = "/nhan-vien/dang-nhap") -> str:
        """The form token of this browser, as any page with a form has it."""
        found = _TOKEN.search(self.get(path).text)
        assert found is not None, path
        return found.group(1)

    def post(self, path: str, **form: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **form})

    def log_in(self, username: str, password: str, **form: Any) -> TestResponse:
        return self.post("/nhan-vien/dang-nhap", username=username, password=password, **form)
