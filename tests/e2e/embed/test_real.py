"""The example page in front of the application itself, with all of its headers: from its file, and with a signed token."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from a2wsgi import WSGIMiddleware
from playwright.sync_api import expect

from app.intake import SafeHeaders
from backend.conversations.engine import EngineReply
from backend.database import Database
from backend.embed import origins
from backend.embed.issuers import Issuer
from backend.embed.models import NamedUser
from backend.web import create_app
from tests.backend.conftest import config_of
from tests.backend.conversations.conftest import FakeEngine, said
from tests.e2e.embed.conftest import Visit
from tests.support.serving import serving

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
AUDIENCE, SECRET = "http://127.0.0.1:8080", "a-secret-of-at-least-thirty-two-bytes"


def answered(session: str, text: str, turn: str) -> EngineReply:
    return said(f"Đã nghe: {text}")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Database]]:
    issuer = Issuer("app.example.vn", "HS256", SECRET)
    config = config_of(tmp_path, f"sqlite:///{tmp_path / 'backend.sqlite'}")
    config = replace(config, embed_origins=origins.DEMO, embed_issuers=(issuer,), public_url=AUDIENCE)
    database = Database.open(config)
    database.upgrade()
    app = create_app(config, engine=FakeEngine(script=answered))
    with serving(SafeHeaders(WSGIMiddleware(app), https=False)) as address:  # type: ignore[arg-type]
        yield address, database
    app.extensions["bhxh.chat"].close()


def test_the_example_with_a_signed_token(visit: Visit, site: tuple[str, Database], tmp_path: Path) -> None:
    address, database = site
    example = (EXAMPLES / "embed.html").read_text(encoding="utf-8").replace("http://127.0.0.1:8080", address)
    environment = {**os.environ, "APP_EXAMPLE_SECRET": SECRET}
    command = [sys.executable, "sign.py", AUDIENCE, "7912345678"]
    token = subprocess.run(command, cwd=EXAMPLES, env=environment, capture_output=True, text=True, check=True).stdout
    page = tmp_path / "embed.html"
    page.write_text(example.replace('data-side="right"', f'data-token="{token.strip()}"'), encoding="utf-8")
    there = visit(page.as_uri())
    there.open()
    there.ask("xin chào")
    expect(there.chat.locator(".bot").last).to_contain_text("Đã nghe: xin chào")
    there.problems = [problem for problem in there.problems if "404" not in problem]  # no event stream here
    with database.reading() as session:
        (named,) = session.query(NamedUser)
        assert (named.issuer, named.subject) == ("app.example.vn", "7912345678")
