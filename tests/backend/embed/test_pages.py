"""Who may frame what, as the answers' headers say it; and that nobody but the chat's own page may be framed at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from backend.config import BackendConfig
from backend.database import Database
from backend.embed import origins
from backend.web import create_app

Make = Callable[..., Flask]


@pytest.fixture
def make(tmp_path: Path, database: Database, config: BackendConfig) -> Iterator[Make]:
    made: list[Flask] = []

    def make(*allowed: str) -> Flask:
        made.append(create_app(replace(config, embed_origins=allowed)))
        return made[-1]

    yield make
    for app in made:
        app.extensions["bhxh.chat"].close()


def ancestors(app: Flask, path: str) -> str:
    policy = app.test_client().get(path).headers["Content-Security-Policy"]
    return next(
        part.removeprefix("frame-ancestors ") for part in policy.split("; ") if part.startswith("frame-ancestors ")
    )


def test_only_the_chats_page_may_be_framed_and_only_by_the_allowed(make: Make) -> None:
    app = make("https://app.example", "capacitor://localhost")
    assert ancestors(app, "/nhung") == "https://app.example capacitor://localhost"
    routes = [
        route.rule for route in app.url_map.iter_rules() if not route.arguments and "GET" in (route.methods or ())
    ]
    assert len(routes) > 40
    framed = [
        path for path in routes if path not in {"/nhung", "/api/openapi.json"} and ancestors(app, path) != "'none'"
    ]
    assert framed == []


def test_without_a_setting_nobody_may(make: Make) -> None:
    app = make()
    assert ancestors(app, "/nhung") == "'none'"
    assert app.test_client().get("/nhung").headers["X-Frame-Options"] == "DENY"
    assert "noindex" in app.test_client().get("/nhung").headers["X-Robots-Tag"]


def test_the_script_is_whole_and_holds_its_texts(make: Make) -> None:
    answer = make().test_client().get("/nhung/tro-ly.js")
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.text.startswith("(function (settings) {") and "{hotline}" not in answer.text
    assert answer.text.rstrip().endswith("});") and "Hỏi trợ lý BHXH" in answer.text and "19009696" in answer.text


@pytest.mark.parametrize(
    "value",
    [
        "https://a.example",
        "https://a.example:8443, capacitor://localhost",
        "file:,http://localhost:*,http://127.0.0.1:3000,ionic://localhost",
        "",
    ],
)
def test_origins_are_read(value: str) -> None:
    assert ",".join(origins.parse(value)) == value.replace(" ", "")


@pytest.mark.parametrize(
    "value",
    [
        "*", "https://*", "https://*.a.example", "https://a.example/", "https://a.example/x", "http://a.example", "a.example",
        "https://A.example", "https://a.example; script-src *", "https://a.example\nX: y", "null", "data:", "'self'",
        "https://a.example 'unsafe-inline'", "http://localhost:*@evil", "https://-a.example", "file:///tmp", "https://a.example:*",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused_by_name(value: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        origins.parse(f"https://good.example,{value}")
