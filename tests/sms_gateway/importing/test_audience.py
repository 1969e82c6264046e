"""Campaigns to the people the backend knows: listed by an HTTP call, imported like a file."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from sms_gateway.schema import campaign, message
from tests.sms_gateway.gateway import config, serving

ASKED = {"template": "thong_bao_ma_so", "name": "Thông báo", "audience": {"participants": {"province": None}}}


@contextlib.contextmanager
def backend(answer: Response) -> Iterator[tuple[str, list[object]]]:
    """A backend that gives one answer, and what it was asked."""
    app = Flask("backend")
    asked: list[object] = []

    @app.post("/internal/v1/audience")
    def audience() -> Response:
        asked.append((request.headers["Authorization"], request.get_json()))
        return answer

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/internal/v1/audience", asked
    server.shutdown()
    thread.join()
    server.server_close()


def csv(*rows: str) -> Response:
    return Response("\n".join(["so_dien_thoai,ho_ten,ma_so_bhxh", *rows]), content_type="text/csv; charset=utf-8")


def test_the_people_of_a_province_become_a_campaign(tmp_path: Path) -> None:
    rows = (
        "0912345678,Nguyễn Văn An,7912345678",
        "0912345679,Lê Bình,7912345679",
        "0912345678,Nguyễn Văn An,7912345678",
    )
    with backend(csv(*rows)) as (url, asked):
        settings = config(f"sqlite:///{tmp_path / 'x.db'}", tmp_path, audience_url=url, audience_token="token")
        with serving(settings) as gateway:
            made = gateway.http.post("/campaigns", json=ASKED | {"audience": {"participants": {"province": "79"}}})
            assert (made.status_code, made.json()["valid"]) == (201, 2)
            assert made.json()["errors"][0]["code"] == "duplicate"
    assert asked == [("Bearer token", {"participants": {"province": "79"}})]


def test_without_a_backend_it_is_refused_clearly(tmp_path: Path) -> None:
    with serving(config(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)) as gateway:
        answer = gateway.http.post("/campaigns", json=ASKED)
        assert (answer.status_code, answer.json()["code"]) == (409, "audience_not_configured")
        wrong = gateway.http.post("/campaigns", json=ASKED | {"audience": {"participants": {"province": "7"}}})
        assert wrong.status_code == 422


@pytest.mark.parametrize(
    "answer",
    [
        Response("no", 401),
        Response("<html>", 200, content_type="text/html"),
        Response(iter([b"so_dien_thoai,ho_ten"]), 200, headers={"Content-Length": "5000", "Content-Type": "text/csv"}),
    ],
)
def test_a_list_that_fails_or_breaks_off_is_no_campaign(tmp_path: Path, answer: Response) -> None:
    with backend(answer) as (url, _):
        settings = config(f"sqlite:///{tmp_path / 'x.db'}", tmp_path, audience_url=url, audience_token="token")
        with serving(settings) as gateway:
            refused = gateway.http.post("/campaigns", json=ASKED)
            assert (refused.status_code, refused.json()["code"]) == (503, "audience_unreachable")
            assert gateway.count(campaign) == gateway.count(message) == 0
